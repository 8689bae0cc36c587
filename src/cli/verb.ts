import type { Command } from 'commander'
import { ROLL_OUT_NOUNS } from './programme/nouns.ts'

/** One verb of the command, added below its noun; each stands in a file of its own. */
export type Verb = {
  readonly noun: string
  readonly name: string
  readonly what: string
  /** What the noun alone means. */
  readonly isDefault?: boolean
  /** Adds options and arguments, and says what to do. */
  readonly define: (command: Command) => void
}

/** The nouns, and what each is about. */
export const NOUNS: Readonly<Record<string, string>> = {
  serve: 'start one role of the service',
  agent: 'at the local authority: send an extract, read the inbox',
  conformance: 'judges a product by the contract: a server, or a system that asks',
  mailbox: 'mailboxes and workflows of our own MESH server',
  message: 'HL7 v3 messages',
  mesh: "the local authorities' mailboxes: the watch, its cases and letters; the folder client",
  notice: 'what local authorities are told',
  number: 'NHS numbers that change',
  quality: 'how well the uploads of local authorities do',
  incident: 'what is wrong with the service, and how far its mending has come',
  'service-level': 'what is promised, and what is kept',
  ...ROLL_OUT_NOUNS,
  audit: 'what was asked and by whom, as a chain nobody can quietly change',
  archive: 'months of the history that are taken out of the database, and brought back',
  retention: 'how long records are kept, and what may not be deleted now',
  subject: 'what is held about one person, for who may see it',
  keys: 'the master keys that seal what is stored, changed while the service runs',
  policy: 'who may look a child up, and how',
  token: 'access tokens',
  db: 'the database',
  backup: 'a copy of the whole database, restored and proven',
  doctor: 'looks at a deployment and says what to mend',
  docs: 'the pages of docs/reference that are generated',
}
