import { type Command, InvalidArgumentError } from 'commander'
import type { Verb } from './verb.ts'

/** What `cpis backup missing` reports: ids, moments and counts. */
export type MissingShown = {
  readonly closed: boolean
  readonly uploads: readonly unknown[]
  readonly numberChanges: readonly unknown[]
  readonly notices: { readonly sentButWaiting: number; readonly unknown: readonly { readonly mesh: string }[] }
  readonly accessesLostSince?: string
  readonly auditLinksMissing?: number
  readonly newestCheckpointAt?: string
  readonly tornFiles: readonly string[]
  readonly applied?: { readonly uploads: number; readonly acknowledged: number; readonly differing: readonly string[] }
}

type MissingOptions = { readonly apply?: boolean; readonly checkpoints?: string; readonly key?: string }

type Work = {
  readonly missing: (options: MissingOptions) => Promise<{ readonly shown: MissingShown; readonly well: boolean }>
  readonly reopen: () => Promise<void>
  readonly close: (restoredTo: Date | undefined) => Promise<boolean>
}

/** `cpis backup missing|reopen|close`: what a restored database lacks, and when it may answer again. */
export function restoredVerbs(work: Work, say: (text: string) => void): Verb[] {
  return [
    {
      noun: 'backup',
      name: 'missing',
      what: 'after a restore: what was acknowledged and this database does not know; exit 1 when there is something',
      define: command =>
        command
          .option('--apply', 'apply it in its order, and reopen the database')
          .option('--checkpoints <folder>', 'where checkpoints of the audit are kept, if not as set')
          .option('--key <key>', 'the key they are verified by, if not as set')
          .option('--json', 'as JSON')
          .action(async ({ json, ...options }: MissingOptions & { json?: boolean }) => {
            const { shown, well } = await work.missing(options)
            say(json ? JSON.stringify(shown) : missingText(shown).join('\n'))
            if (!well && options.apply !== true) process.exitCode = 1
          }),
    },
    {
      noun: 'backup',
      name: 'reopen',
      what: 'let look-ups be answered again from a restored database, with nothing more applied',
      define: command =>
        command.action(async () => {
          await work.reopen()
          say('open')
        }),
    },
    {
      noun: 'backup',
      name: 'close',
      what: 'mark this database as restored: look-ups are NotChecked and the worker waits until it is reopened',
      define: (command: Command) =>
        command
          .option('--restored-to <instant>', 'the newest moment it knows of, as 2026-11-22T10:00:00Z', readInstant)
          .action(async ({ restoredTo }: { restoredTo?: Date }) =>
            say((await work.close(restoredTo)) ? 'closed' : 'closed already'),
          ),
    },
  ]
}

function readInstant(text: string): Date {
  const instant = new Date(text)
  if (!/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(text) || Number.isNaN(instant.getTime()))
    throw new InvalidArgumentError('It must be an instant with its zone, as 2026-11-22T10:00:00Z.')
  return instant
}

function missingText(shown: MissingShown): string[] {
  const { uploads, numberChanges, notices, applied, accessesLostSince, auditLinksMissing, tornFiles } = shown
  const lost = notices.unknown.filter(({ mesh }) => mesh !== 'collected').length
  return [
    `${uploads.length} uploads, ${numberChanges.length} number changes are in the journal and not in the register`,
    `${notices.sentButWaiting} notices left and wait to be sent here; ${notices.unknown.length} left and are not known here, ` +
      `${lost} of them not known to be collected`,
    ...(accessesLostSince === undefined ? [] : [`look-ups after ${accessesLostSince} are in no history`]),
    auditLinksMissing === undefined
      ? 'no checkpoint of the audit is kept elsewhere: how many links are missing is not known'
      : `${auditLinksMissing} links of the audit are missing, by the checkpoint of ${shown.newestCheckpointAt}`,
    ...(tornFiles.length > 0
      ? [`${tornFiles.length} files of the journal end torn; what was torn was not acknowledged`]
      : []),
    ...(applied === undefined ? [] : appliedText(applied)),
    ...(shown.closed && applied === undefined ? ['the database is closed: look-ups are answered NotChecked'] : []),
  ]
}

function appliedText({ uploads, acknowledged, differing }: NonNullable<MissingShown['applied']>): string[] {
  return [
    `${uploads} uploads were applied, ${acknowledged} of them acknowledged now; the database is open`,
    ...differing.map(id => `message ${id}: the verdicts are not what its authority was told; look at it with them`),
  ]
}
