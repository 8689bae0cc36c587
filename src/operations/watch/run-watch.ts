import { listAuthorities } from '../../care-settings/index.ts'
import { nightDue } from '../../demographics/index.ts'
import { type Database, dayInEngland, type Metrics } from '../../platform/index.ts'
import { caseAfterLook, type LookedAt } from '../cases/advance-cases.ts'
import { isLetterDue, isOverdue } from '../cases/case.ts'
import { keepCase, keepEvents, openCases } from '../cases/store.ts'
import type { OperationsDeps } from '../deps.ts'
import { type LetterDue, writeLetters } from '../letters/write-letters.ts'
import { connectionOf, type Look, messageAgeOf } from './clocks.ts'
import { type MailboxReport, type Span, sightOf } from './facts.ts'
import {
  keepMailboxStates,
  keepRun,
  lastLookAt,
  lockLooks,
  mailboxStates,
  noticeFacts,
  pausesAt,
  runOf,
  type WatchRun,
} from './store.ts'

/** What an edge tells of its mailboxes at the end of a span; none of a server that is not ours. */
export type Reporting = (span: Span) => Promise<readonly MailboxReport[]>

/**
 * The daily watch (S-096): looks at every authority's mailbox, takes each case as far as the rules do, writes the letters
 * that are due, and records the run, also when all is well. One run a day: a repeat returns what the first one found.
 */
export async function runWatch(deps: OperationsDeps, report: Reporting): Promise<WatchRun> {
  const now = deps.clock.now()
  const day = nightDue(now, deps.settings.watchAt)
  const { run, isNew } = await deps.db.transaction(async tx => {
    await lockLooks(tx)
    const done = await runOf(tx, day)
    if (done !== undefined) return { run: done, isNew: false }
    const taken = await takeLook({ ...deps, db: tx }, report, { now, isDaily: true })
    const letters = await writeLetters({ ...deps, db: tx }, day, taken.due)
    const run = { ...countsOf(taken), day, at: now, letters }
    await keepRun(tx, run)
    return { run, isNew: true }
  })
  if (isNew) say(deps, run)
  return run
}

/** The look of every hour: the state of each mailbox and the cases by the rules, without letters and without a run. */
export async function refreshStates(deps: OperationsDeps, report: Reporting): Promise<void> {
  await deps.db.transaction(async tx => {
    await lockLooks(tx)
    await takeLook({ ...deps, db: tx }, report, { now: deps.clock.now(), isDaily: false })
  })
}

/** Between two looks, at most; looks of several workers count as one. */
const LOOK_EVERY_MS = 3_600_000

/** What is due now: the daily watch, else an hourly look, else nothing. For a loop that comes round each minute. */
export async function watchWhenDue(deps: OperationsDeps, report: Reporting): Promise<WatchRun | undefined> {
  const now = deps.clock.now()
  if ((await runOf(deps.db, nightDue(now, deps.settings.watchAt))) === undefined) return runWatch(deps, report)
  const last = await lastLookAt(deps.db)
  if (last === undefined || now.getTime() - last.getTime() >= LOOK_EVERY_MS) await refreshStates(deps, report)
  return undefined
}

type Taken = {
  readonly states: readonly LookedAt[]
  readonly withoutMailbox: number
  readonly casesOpen: number
  readonly due: readonly LetterDue[]
}

async function takeLook(deps: OperationsDeps, report: Reporting, look: Look): Promise<Taken> {
  const { db } = deps
  const { states, withoutMailbox } = await stateOfEach(db, report, look)
  const kept = states.map(state => (look.isDaily ? { ...state, newlyExpired: 0 } : state))
  await keepMailboxStates(db, kept)
  const cases = new Map((await openCases(db)).map(open => [open.mailboxId, open]))
  const due: LetterDue[] = []
  for (const state of states) {
    const before = cases.get(state.mailboxId)
    const after = caseAfterLook(before, state, { look, randomness: deps.randomness })
    if (after === undefined) continue
    if (after.open !== before) await keepCase(db, after.open)
    await keepEvents(db, after.events)
    cases.set(state.mailboxId, after.open)
    const found = { ...state, newlyExpired: state.expiredThisLook }
    if (isLetterDue(after.open.state, found)) due.push({ open: after.open, state })
  }
  const casesOpen = [...cases.values()].filter(one => one.state !== 'closed').length
  const taken = { states, withoutMailbox, casesOpen, due }
  showLevels(deps.metrics, taken)
  return taken
}

async function stateOfEach(db: Database, report: Reporting, look: Look) {
  const since = await lastLookAt(db)
  const span: Span = { until: look.now, ...(since && { since }) }
  const authorities = await listAuthorities({ db }, dayInEngland(look.now))
  const reports = new Map((await report(span)).map(one => [one.mailboxId, one]))
  const codes = authorities.map(authority => authority.code)
  const notices = new Map((await noticeFacts(db, codes, span)).map(one => [one.authorityCode, one]))
  const before = new Map((await mailboxStates(db)).map(one => [one.mailboxId, one]))
  const pauses = await pausesAt(db, look.now)
  const states = authorities.flatMap(({ code, mailboxId }): LookedAt[] => {
    if (mailboxId === undefined) return []
    const seen = sightOf({ mailboxId, authorityCode: code }, reports.get(mailboxId), notices.get(code))
    const pausedUntil = pauses.get(mailboxId)
    const was = before.get(mailboxId)
    return [
      {
        ...seen,
        connection: connectionOf({ ...seen, ...(pausedUntil && { pausedUntil }) }, was?.connection, look),
        messages: messageAgeOf(seen.oldestWaitingAt, look.now),
        expiredThisLook: seen.newlyExpired,
        newlyExpired: seen.newlyExpired + (was?.newlyExpired ?? 0),
        seenAt: look.now,
      },
    ]
  })
  return { states, withoutMailbox: authorities.length - states.length }
}

function countsOf({ states, withoutMailbox, casesOpen }: Taken) {
  const count = (is: (state: LookedAt) => boolean) => states.filter(is).length
  const sum = (of: (state: LookedAt) => number) => states.reduce((total, state) => total + of(state), 0)
  return {
    watched: states.length,
    withoutMailbox,
    late: count(state => state.connection === 'late'),
    disconnected: count(state => state.connection === 'disconnected'),
    paused: count(state => state.connection === 'paused'),
    uncollected: count(isOverdue),
    newlyExpired: sum(state => state.newlyExpired),
    expired: sum(state => state.expired),
    casesOpen,
  }
}

/** For an alarm: 0 each while all is well. */
function showLevels(metrics: Metrics, taken: Taken): void {
  const { disconnected, uncollected, casesOpen } = countsOf(taken)
  metrics.level('mesh-disconnected', disconnected)
  metrics.level('mesh-uncollected', uncollected)
  metrics.level('mesh-cases-open', casesOpen)
}

function say({ log, metrics }: OperationsDeps, run: WatchRun): void {
  const { day, at, ...counts } = run
  metrics.count('mesh-watch', run.casesOpen === 0 ? 'well' : 'cases')
  log.info({ day, ...counts }, 'the daily watch over the mailboxes')
}
