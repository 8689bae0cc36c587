import { X509Certificate } from 'node:crypto'
import { nightDue } from '../../demographics/index.ts'
import { addDays, daysBetween } from '../../platform/index.ts'
import type { Service, Severity } from '../incidents/incident.ts'
import { burns } from '../service-levels/service-levels.ts'
import { seenProcesses } from '../service-levels/store.ts'
import { lastRun } from '../watch/store.ts'
import type { Alarm, Check } from './alarm.ts'
import { matchedFalls, newestAnswers, sweepState, waitingNotices } from './store.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const minutes = (ms: number) => Math.floor(ms / MINUTE_MS)

/** The oldest notice waits for too long: no mailbox, it cannot be written, or MESH is away. */
const noticesWait: Check = async ({ db, settings }, now) => {
  const waiting = await waitingNotices(db)
  const oldest = Math.min(...waiting.map(one => one.oldestAt.getTime()))
  if (now.getTime() - oldest < settings.noticesWaitMinutes * MINUTE_MS || waiting.length === 0) return []
  const causes = waiting.map(({ cause, notices }) => `${notices} ${cause}`).join(', ')
  return [
    {
      key: 'notices-waiting',
      service: 'MESH',
      severity: 2,
      summary: 'Notices to local authorities wait to be sent',
      publicText: 'Notices to local authorities are delayed.',
      note: `the oldest waits for ${minutes(now.getTime() - oldest)} minutes: ${causes}`,
    },
  ]
}

/** A process that was seen so lately is there. */
const THERE_MS = 5 * MINUTE_MS
/** No loop is stuck before this, and none before it should have turned three times. */
const STUCK_MS = 10 * MINUTE_MS

/** What a loop that stands means; any other is one of CP-IS. */
const LOOPS: Readonly<Record<string, readonly [service: Service, severity: Severity]>> = {
  mailbox: ['MESH', 2],
  orders: ['MESH', 2],
  notices: ['MESH', 2],
  tracking: ['MESH', 3],
  'expired notices': ['MESH', 3],
  handshake: ['MESH', 3],
  numbers: ['PDS', 3],
}

/** A loop of a process that is there has not ended a round well for long. */
const loopsStand: Check = async ({ db }, now) => {
  const there = await seenProcesses(db, new Date(now.getTime() - THERE_MS))
  return there.flatMap(({ role, startedAt, loops }) =>
    Object.entries(loops).flatMap(([name, { everyMs, endedAt, failures }]): Alarm[] => {
      const ms = now.getTime() - (endedAt ? Date.parse(endedAt) : startedAt.getTime())
      if (ms < Math.max(STUCK_MS, 3 * everyMs)) return []
      const [service, severity] = LOOPS[name] ?? ['CP-IS', 3]
      return [
        {
          key: `loop-${role}-${name.replaceAll(' ', '-')}`,
          service,
          severity,
          summary: `The ${role} has not ended a round of ${name} for long`,
          publicText: 'Part of the work behind look-ups stands still.',
          note: `for ${minutes(ms)} minutes; rounds that failed since: ${failures}`,
        },
      ]
    }),
  )
}

/** There was a worker within a day, and there is none now: uploads and notices stand. */
const workerSilent: Check = async ({ db }, now) => {
  const workers = (await seenProcesses(db, new Date(now.getTime() - DAY_MS))).filter(one => one.role === 'worker')
  const seen = Math.max(...workers.map(one => one.seenAt.getTime()))
  if (workers.length === 0 || now.getTime() - seen < THERE_MS) return []
  return [
    {
      key: 'worker-silent',
      service: 'CP-IS',
      severity: 2,
      summary: 'No worker runs: uploads are not taken and notices are not sent',
      publicText: 'Uploads and notices wait. Look-ups are answered.',
      note: `the last was seen ${minutes(now.getTime() - seen)} minutes ago`,
    },
  ]
}

const SWEEP_HOURS = 12

/** A sweep of numbers that did not end within the night, or not at all. */
const sweepFailed: Check = async ({ db, settings }, now) => {
  const { first, lastEnded, runningSince } = await sweepState(db)
  if (first === undefined) return []
  const due = nightDue(now, settings.numberSweepAt)
  const isMissed = (lastEnded ?? addDays(first, -1)) < addDays(due, -1)
  const isLong = runningSince !== undefined && now.getTime() - runningSince.getTime() > SWEEP_HOURS * HOUR_MS
  if (!isMissed && !(isLong && (lastEnded ?? '') < due)) return []
  return [
    {
      key: 'number-sweep',
      service: 'PDS',
      severity: 3,
      summary: 'The nightly sweep of NHS numbers did not end',
      publicText: 'NHS numbers that changed may be learnt of late.',
      note: lastEnded ? `the last that ended is ${daysBetween(lastEnded, due)} days old` : 'none has ended yet',
    },
  ]
}

/** The daily watch over the mailboxes is an hour late. */
const watchMissed: Check = async ({ db, settings }, now) => {
  const run = await lastRun(db)
  const due = nightDue(new Date(now.getTime() - HOUR_MS), settings.watchAt)
  if (run === undefined || run.day >= due) return []
  return [
    {
      key: 'watch-missed',
      service: 'MESH',
      severity: 3,
      summary: 'The daily watch over the mailboxes has not run',
      publicText: 'The daily check of connections is late.',
      note: `the last is ${daysBetween(run.day, due)} days old`,
    },
  ]
}

/** The error budget of look-ups burns too fast (trust.md T-20). */
const budgetBurns: Check = async ({ db }, now) => {
  const burning = (await burns(db, now)).filter(burn => burn.isBurning)
  const [fastest] = burning
  if (fastest === undefined) return []
  const note = burning
    .map(
      ({ hours, rate, bad, valid }) => `over ${hours} h ${rate.toFixed(1)} times as fast: ${bad} of ${valid} not good`,
    )
    .join('; ')
  return [
    {
      key: 'look-ups-burn',
      service: 'CP-IS',
      severity: fastest.hours === 1 ? 1 : 2,
      summary: 'Look-ups fail or are slow: the error budget burns too fast',
      publicText: 'Some look-ups are slow or answered "not checked".',
      note,
    },
  ]
}

const CERTIFICATE_DAYS = 30

/** A certificate we present ends within 30 days. */
const certificatesEnd: Check = async ({ certificates }, now) =>
  certificates.flatMap(({ name, pem }): Alarm[] => {
    const days = Math.floor((new X509Certificate(pem).validToDate.getTime() - now.getTime()) / DAY_MS)
    if (days >= CERTIFICATE_DAYS) return []
    return [
      {
        key: `certificate-${name}`,
        service: name.includes('MESH') ? 'MESH' : 'HL7 API',
        severity: days < 7 ? 2 : 3,
        summary: `The certificate of ${name} ends soon`,
        publicText: 'Planned work on a certificate.',
        note: days < 0 ? 'it has ended' : `${days} days are left`,
      },
    ]
  })

const PDS_AWAY_MS = 30 * MINUTE_MS

/** PDS could not be asked about an upload just now, or an authority's newest file was refused whole. */
const uploadsUnanswered: Check = async ({ db }, now) => {
  const answers = await newestAnswers(db, new Date(now.getTime() - 2 * DAY_MS))
  const away = answers.filter(one => one.fileCode === 'CPF05' && now.getTime() - one.receivedAt.getTime() < PDS_AWAY_MS)
  const refused = answers.filter(one => one.fileCode === 'CPF01' || one.fileCode === 'CPF06')
  const codes = (list: typeof answers) => list.map(one => one.authorityCode).join(', ')
  return [
    ...(away.length === 0
      ? []
      : [
          {
            key: 'pds-away',
            service: 'PDS',
            severity: 2,
            summary: 'PDS could not be asked: uploads are answered CPF05',
            publicText: 'Uploads are to be sent again later. Look-ups are answered.',
            note: `authorities: ${codes(away)}`,
          } as const,
        ]),
    ...(refused.length === 0
      ? []
      : [
          {
            key: 'uploads-refused',
            service: 'CP-IS',
            severity: 3,
            summary: 'The newest upload of an authority was refused whole',
            publicText: 'An upload has to be sent again.',
            note: `authorities: ${codes(refused)}`,
          } as const,
        ]),
  ]
}

/** So many hundredths below the best of a week are a drop. Ours. */
const DROP_POINTS = 5

/** The matched part of an authority fell within a week. */
const qualityDrops: Check = async ({ db }, now) => {
  const falls = await matchedFalls(db, new Date(now.getTime() - 7 * DAY_MS))
  const dropped = falls.filter(one => one.fall >= DROP_POINTS)
  if (dropped.length === 0) return []
  return [
    {
      key: 'data-quality-drop',
      service: 'CP-IS',
      severity: 3,
      summary: 'Fewer records of an authority are matched than a week ago',
      publicText: 'The data of an authority are being looked at.',
      note: dropped.map(one => `${one.authorityCode} ${one.fall.toFixed(1)} points`).join(', '),
    },
  ]
}

/** Everything that is looked at, each minute. */
export const CHECKS: readonly Check[] = [
  noticesWait,
  loopsStand,
  workerSilent,
  sweepFailed,
  watchMissed,
  budgetBurns,
  certificatesEnd,
  uploadsUnanswered,
  qualityDrops,
]
