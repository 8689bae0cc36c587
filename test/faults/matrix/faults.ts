import type { FaultProxy, LineFault } from '../../support/fault-proxy.ts'
import { hold } from '../../support/held-lock.ts'
import type { World } from './world.ts'

/** `Failed` is an answer of no kind: nothing leaves, and it is never NotKnown. */
/** An hour ahead a session is over before its time: whoever asks must sign in again. */
export type LookUpMust =
  | 'answered or signed out'
  | 'not checked'
  | 'answered or not checked'
  | 'answered'
  | 'nothing leaves'
export type UploadMust = 'stay' | 'finish or stay' | 'finish' | 'be told to come again'
export type NoticeMust = 'wait' | 'once or wait' | 'once'

/** A row of the matrix (trust.md 11): what breaks, and what each flow must do meanwhile. Afterwards all is done, once. */
export type Fault = {
  readonly name: string
  readonly during: <Result>(world: World, work: () => Promise<Result>) => Promise<Result>
  readonly lookUp: LookUpMust
  readonly upload: UploadMust
  readonly notice: NoticeMust
}

const onLine =
  (line: keyof World['lines'], fault: LineFault): Fault['during'] =>
  async ({ lines }, work) => {
    lines[line].meet(fault)
    try {
      return await work()
    } finally {
      lines[line].meet()
    }
  }

/** Whoever holds a connection must make a new one. */
function hangUp(line: FaultProxy): void {
  line.meet({ kind: 'away' })
  line.meet()
}

/** In the sessions that are made from then on; those there are end. */
const onServer =
  (before: string, after: string): Fault['during'] =>
  async ({ asServerOwner, lines }, work) => {
    await asServerOwner(before)
    hangUp(lines.database)
    try {
      return await work()
    } finally {
      await asServerOwner(after)
      hangUp(lines.database)
    }
  }

const owned =
  (before: string, after: string): Fault['during'] =>
  async ({ database }, work) => {
    await database.owner.query({ text: before })
    try {
      return await work()
    } finally {
      await database.owner.query({ text: after })
    }
  }

const LOGINS = ['api', 'worker', 'portal', 'operator']
const readOnly = (word: 'on' | 'off') =>
  `do $$ begin ${LOGINS.map(
    role =>
      `execute format('alter role cpis_${role} in database %I set default_transaction_read_only = ${word}',
        current_database());`,
  ).join(' ')} end $$`

/** What a migration may do beneath a running program, and what it must not: both are met, and both are taken back. */
const eachTable = (change: string) => `do $$ declare one regclass; begin
  for one in select oid from pg_class where relkind in ('r', 'p') and not relispartition
    and relnamespace::regnamespace::text in ('register', 'lookup', 'notifications', 'care_settings', 'platform', 'mesh')
  loop execute format('alter table %s ${change}', one); end loop; end $$`
const renamed = (from: string, to: string) =>
  ['register', 'lookup', 'notifications'].map(name => `alter schema ${name}${from} rename to ${name}${to};`).join(' ')

const WRITES = /commit|lookup-|notifications-keep|notifications-sent/

const clockBy =
  (ms: number): Fault['during'] =>
  async ({ moveClock }, work) => {
    moveClock(ms)
    try {
      return await work()
    } finally {
      moveClock(-ms)
    }
  }

const HOUR_MS = 3_600_000
const slow: LineFault = { kind: 'latency', ms: 5_000 }

export const FAULTS: readonly Fault[] = [
  {
    name: 'the database is away',
    during: onLine('database', { kind: 'away' }),
    lookUp: 'not checked',
    upload: 'stay',
    notice: 'wait',
  },
  {
    name: 'the database takes everything and answers nothing',
    during: onLine('database', { kind: 'silent' }),
    lookUp: 'not checked',
    upload: 'stay',
    notice: 'wait',
  },
  {
    name: 'the database is read-only',
    during: onServer(readOnly('on'), readOnly('off')),
    lookUp: 'not checked',
    upload: 'stay',
    notice: 'wait',
  },
  {
    name: 'the database answers after five seconds',
    during: onLine('database', slow),
    lookUp: 'not checked',
    upload: 'finish or stay',
    notice: 'once or wait',
  },
  {
    name: 'answers of the database come in pieces of seven bytes',
    during: onLine('database', { kind: 'slices', bytes: 7 }),
    lookUp: 'answered or not checked',
    upload: 'finish or stay',
    notice: 'once or wait',
  },
  {
    name: 'the connection is cut in mid-transaction',
    during: onLine('database', { kind: 'cut-at', said: WRITES, heard: false }),
    lookUp: 'answered or not checked',
    upload: 'finish or stay',
    notice: 'once or wait',
  },
  {
    name: 'whether the commit was done is unknown',
    during: onLine('database', { kind: 'cut-at', said: WRITES, heard: true }),
    lookUp: 'answered or not checked',
    upload: 'finish or stay',
    notice: 'once or wait',
  },
  {
    // Uploads and notices write no entry of the audit chain: they have a history of their own.
    name: 'the lock of every audit chain is held',
    during: async ({ database }, work) => {
      await using _ = await hold(
        database.owner,
        'select pg_advisory_xact_lock(6962, place) from generate_series(0, 15) place',
      )
      return await work()
    },
    lookUp: 'not checked',
    upload: 'finish',
    notice: 'once',
  },
  {
    // What is not written is not ordered either: nothing is sent of a look-up that was not recorded.
    name: 'the row of the audit is refused',
    during: owned('revoke insert on audit.entry from cpis_lookup', 'grant insert on audit.entry to cpis_lookup'),
    lookUp: 'nothing leaves',
    upload: 'finish',
    notice: 'once',
  },
  {
    // A look-up asks about the number given; PDS says of whom it is when the authority uploads (decision 14).
    name: 'PDS is away',
    during: onLine('pds', { kind: 'away' }),
    lookUp: 'answered',
    upload: 'be told to come again',
    notice: 'once',
  },
  {
    name: 'PDS takes everything and answers nothing',
    during: onLine('pds', { kind: 'silent' }),
    lookUp: 'answered',
    upload: 'be told to come again',
    notice: 'once',
  },
  {
    name: 'MESH is away',
    during: onLine('mesh', { kind: 'away' }),
    lookUp: 'answered',
    upload: 'stay',
    notice: 'wait',
  },
  {
    name: 'MESH is slow',
    during: onLine('mesh', { kind: 'latency', ms: 100 }),
    lookUp: 'answered',
    upload: 'finish',
    notice: 'once',
  },
  {
    name: 'MESH refuses this service',
    during: owned(
      `update mesh.mailbox set active = false where mailbox_id = 'OPENCPISHUB'`,
      `update mesh.mailbox set active = true where mailbox_id = 'OPENCPISHUB'`,
    ),
    lookUp: 'answered',
    upload: 'stay',
    notice: 'wait',
  },
  {
    name: 'MESH takes a message and its answer is lost',
    during: onLine('mesh', { kind: 'cut-at', said: /^POST /, heard: true }),
    lookUp: 'answered',
    upload: 'finish or stay',
    notice: 'once or wait',
  },
  {
    name: 'a message is cut on its way to MESH',
    during: onLine('mesh', { kind: 'cut-at', said: /^POST /, heard: false }),
    lookUp: 'answered',
    upload: 'finish or stay',
    notice: 'once or wait',
  },
  {
    name: 'MESH hears of an acknowledgement and its answer is lost',
    during: onLine('mesh', { kind: 'cut-at', said: /^PUT /, heard: true }),
    lookUp: 'answered',
    upload: 'finish or stay',
    notice: 'once',
  },
  {
    name: 'the clock jumps an hour ahead',
    during: clockBy(HOUR_MS),
    lookUp: 'answered or signed out',
    upload: 'finish',
    notice: 'once',
  },
  {
    name: 'the clock jumps an hour back',
    during: clockBy(-HOUR_MS),
    lookUp: 'answered',
    upload: 'finish or stay',
    notice: 'once or wait',
  },
  {
    // This program is then the older of two: its statements are prepared, and the tables are wider than it knows.
    name: 'a later version has added a column to every table',
    during: owned(eachTable('add column of_a_later_version text'), eachTable('drop column of_a_later_version')),
    lookUp: 'answered',
    upload: 'finish',
    notice: 'once',
  },
  {
    // No migration may do so while an older program runs; if one does, nothing known is not known.
    name: 'a later version has taken away what this one reads',
    during: owned(renamed('', '_of_later'), renamed('_of_later', '')),
    lookUp: 'nothing leaves',
    upload: 'stay',
    notice: 'wait',
  },
  {
    // The world's CIS2 is an address where nobody answers, all the time; what is new there is tried below.
    name: 'the sign-in provider is away',
    during: (_world, work) => work(),
    lookUp: 'answered',
    upload: 'finish',
    notice: 'once',
  },
]
