import { loadReference } from '../care-settings/index.ts'
import type { TimeOfDay } from '../demographics/index.ts'
import { type Database, openMetrics, silentLog, systemRandomness } from '../platform/index.ts'
import type { OperationsDeps } from './deps.ts'
import type { Mail } from './letters/mail.ts'
import type { MailboxReport } from './watch/facts.ts'

/** What of a test database the watch uses. */
type OwnDatabase = { pool(context: 'operations' | 'notifications'): Database; readonly owner: Database }

export const MAILBOX = 'X01CPIS1'
const HOUR_MS = 3_600_000

/** A watch on a database with the invented authorities, a clock that stands until it is set, and a mail port that keeps. */
export type TestWatch = {
  readonly deps: OperationsDeps
  readonly mailed: Mail[]
  readonly mail: (letter: Mail) => Promise<string>
  /** What the mailbox of X01 says of itself; all others called this minute. */
  says(report: Partial<MailboxReport>): void
  readonly report: () => Promise<MailboxReport[]>
  setTime(text: string): void
  hoursAgo(hours: number): Date
}

export async function testWatch(database: OwnDatabase): Promise<TestWatch> {
  await loadReference(database.owner, { invented: true })
  const time = { now: new Date('2026-03-02T08:00:00Z') }
  let said: Partial<MailboxReport> = {}
  const mailed: Mail[] = []
  const reportOf = (mailboxId: string): MailboxReport => ({
    mailboxId,
    createdAt: new Date('2026-01-01T00:00:00Z'),
    lastCallAt: time.now,
    waiting: 0,
    dueIn24h: 0,
    expired: 0,
    newlyExpired: 0,
    ...(mailboxId === MAILBOX && said),
  })
  return {
    deps: {
      db: database.pool('operations'),
      clock: { now: () => time.now },
      randomness: systemRandomness,
      log: silentLog,
      metrics: openMetrics('test'),
      settings: {
        watchAt: '07:30' as TimeOfDay,
        operationsMail: 'operations@example.org',
        operationsPhone: '01632 960900',
        meshHost: 'mesh.example.org',
      },
    },
    mailed,
    mail: async letter => {
      mailed.push(letter)
      return `${letter.letterId}.eml`
    },
    says: report => {
      said = report
    },
    report: async () => ['X01CPIS1', 'X02CPIS1', 'X03CPIS1'].map(reportOf),
    setTime: text => {
      time.now = new Date(text)
    },
    hoursAgo: hours => new Date(time.now.getTime() - hours * HOUR_MS),
  }
}
