import { program, ROLL_OUT_NOUNS, type Verb } from '../cli/index.ts'
import { openLog, processEnvironment } from '../platform/index.ts'
import { failureOf } from './command-failure.ts'

type Door = () => Promise<{ readonly verbs: readonly Verb[] }>

const programme: Door = () => import('./verbs/programme.ts')
const operations: Door = () => import('./verbs/operations.ts')
const mesh: Door = () => import('./verbs/mesh.ts')
const lookUps: Door = () => import('./verbs/look-ups.ts')
const records: Door = () => import('./verbs/records.ts')
const database: Door = () => import('./verbs/database.ts')

/** Where the verbs of each noun stand. Only those of the noun that is called are loaded: all together take a second. */
const DOORS: Readonly<Record<string, Door>> = {
  serve: () => import('./verbs/serve.ts'),
  agent: () => import('./verbs/agent.ts'),
  conformance: () => import('./verbs/conformance.ts'),
  mailbox: () => import('./verbs/mailbox.ts'),
  message: () => import('./verbs/message.ts'),
  mesh,
  notice: mesh,
  number: lookUps,
  quality: operations,
  incident: operations,
  'service-level': operations,
  ...Object.fromEntries(Object.keys(ROLL_OUT_NOUNS).map(noun => [noun, programme])),
  audit: () => import('./verbs/audit.ts'),
  retention: records,
  subject: records,
  archive: () => import('./verbs/archive.ts'),
  keys: () => import('./verbs/keys.ts'),
  policy: lookUps,
  token: lookUps,
  db: database,
  backup: () => import('./verbs/backup.ts'),
  doctor: () => import('./verbs/doctor.ts'),
  docs: () => import('./verbs/docs.ts'),
}

/** The verbs of these nouns; unless told otherwise, every verb there is. */
export async function verbsOf(nouns: readonly string[] = Object.keys(DOORS)): Promise<Verb[]> {
  const doors = new Set(nouns.flatMap(noun => DOORS[noun] ?? []))
  const opened = await Promise.all([...doors].map(open => open()))
  return opened.flatMap(({ verbs }) => verbs)
}

/** Runs the command the process was called with; a failure is one line and exit code 1. */
export async function runCommand(): Promise<void> {
  try {
    await program(await verbsOf(process.argv.slice(2))).parseAsync()
  } catch (error) {
    const failure = failureOf(error)
    console.error(`${failure.code}: ${failure.message}`)
    if (processEnvironment['CPIS_LOG_LEVEL'] === 'debug')
      openLog('cli', 'debug').debug({ err: error }, 'the command failed')
    // A role that failed half started may have work going on that would keep the process.
    process.exit(1)
  }
}
