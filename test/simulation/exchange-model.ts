import type { MailboxReport, Span } from '../../src/operations/index.ts'

// A model of mailboxes on MESH over a year: when their clients call and collect, and what expires (mesh.md 11, 13).
// It is written from the contract, by arithmetic on seeded failures, and shares no line with the server or the watch.

export const HOUR = 3_600_000
export const DAY = 24 * HOUR
const POLL = HOUR / 2
const EXPIRY = 120 * HOUR
const KEPT = 30 * DAY
/** A client whose poll period was set wrong. */
const SLOW_POLL = 28 * HOUR

/** Stopped, refused for its password, refused for its certificate, polling too seldom, calling without collecting. */
export type FailureKind = 'stopped' | 'password' | 'certificate' | 'slow' | 'stuck'
export type Failure = { readonly kind: FailureKind; readonly from: number; readonly to: number }

export type ModelMessage = { readonly deliveredAt: number; readonly collectedAt: number; readonly expiresAt: number }

export type ModelMailbox = {
  readonly mailboxId: string
  readonly failures: readonly Failure[]
  readonly messages: readonly ModelMessage[]
  lastCallAt(now: number): number
  report(span: Span): MailboxReport
}

/** How many hours the failures of each kind last, from and to; and how often the kind comes. */
const KINDS: readonly { kind: FailureKind; hours: [number, number]; share: number }[] = [
  { kind: 'stopped', hours: [2, 90], share: 0.5 },
  { kind: 'password', hours: [20, 200], share: 0.2 },
  { kind: 'certificate', hours: [100, 400], share: 0.1 },
  { kind: 'slow', hours: [100, 300], share: 0.1 },
  { kind: 'stuck', hours: [30, 180], share: 0.1 },
]

/** Numbers from 0 to 1, the same again for the same seed (mulberry32). */
export function chanceOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function modelMailbox(mailboxId: string, seed: number, year: { from: number; to: number }): ModelMailbox {
  const chance = chanceOf(seed)
  const offset = Math.floor(chance() * POLL)
  const failures = failuresOf(chance, year)
  const failureAt = (at: number) => failures.find(one => one.from <= at && at < one.to)
  const gridBefore = (at: number) => Math.floor((at - offset) / POLL) * POLL + offset
  const lastCallAt = (now: number): number => {
    const call = gridBefore(now)
    const failure = failureAt(call)
    if (failure === undefined || failure.kind === 'stuck') return call
    if (failure.kind === 'slow') return failure.from + Math.floor((now - failure.from) / SLOW_POLL) * SLOW_POLL
    return gridBefore(failure.from - 1)
  }
  const collectedAfter = (at: number): number => {
    const call = gridBefore(at + POLL - 1)
    const failure = failureAt(call)
    if (failure === undefined) return call
    const slow = failure.from + Math.ceil((at - failure.from) / SLOW_POLL) * SLOW_POLL
    if (failure.kind === 'slow' && slow < failure.to) return Math.max(slow, at)
    return collectedAfter(failure.to)
  }
  const messages: ModelMessage[] = []
  for (let at = year.from + chance() * DAY; at < year.to; at += chance() * DAY) {
    const deliveredAt = Math.floor(at)
    messages.push({ deliveredAt, collectedAt: collectedAfter(deliveredAt), expiresAt: deliveredAt + EXPIRY })
  }
  return {
    mailboxId,
    failures,
    messages,
    lastCallAt,
    report: span => reportOf({ mailboxId, messages, lastCallAt }, span),
  }
}

function failuresOf(chance: () => number, year: { from: number; to: number }): Failure[] {
  const failures: Failure[] = []
  const pick = ([least, most]: [number, number]) => (least + chance() * (most - least)) * HOUR
  let at = year.from + 3 * DAY + chance() * 60 * DAY
  while (at < year.to - 20 * DAY) {
    const { kind, hours } = kindOf(chance())
    const to = Math.floor(at + pick(hours))
    failures.push({ kind, from: Math.floor(at), to })
    // Some fail again within a day or two of being well.
    at = to + (chance() < 0.2 ? pick([3, 48]) : pick([20 * 24, 150 * 24]))
  }
  return failures
}

function kindOf(chance: number): (typeof KINDS)[number] {
  let below = 0
  for (const one of KINDS) {
    below += one.share
    if (chance < below) return one
  }
  throw new Error('the shares make one whole')
}

/** Never collected in time. */
export const isExpired = (message: ModelMessage, at: number) =>
  message.collectedAt >= message.expiresAt && message.expiresAt <= at
export const isWaiting = (message: ModelMessage, at: number) =>
  message.deliveredAt <= at && message.collectedAt > at && message.expiresAt > at

function reportOf(mailbox: Pick<ModelMailbox, 'mailboxId' | 'messages' | 'lastCallAt'>, span: Span): MailboxReport {
  const now = span.until.getTime()
  const since = span.since?.getTime() ?? 0
  const recent = mailbox.messages.filter(one => one.deliveredAt <= now && one.deliveredAt + KEPT > now)
  const waiting = recent.filter(one => isWaiting(one, now))
  const expired = recent.filter(one => isExpired(one, now))
  const [oldest] = waiting
  const [firstExpired] = expired
  return {
    mailboxId: mailbox.mailboxId,
    createdAt: new Date(0),
    lastCallAt: new Date(mailbox.lastCallAt(now)),
    waiting: waiting.length,
    ...(oldest && { oldestWaitingAt: new Date(oldest.deliveredAt) }),
    dueIn24h: waiting.filter(one => one.expiresAt <= now + DAY).length,
    expired: expired.length,
    newlyExpired: expired.filter(one => one.expiresAt > since).length,
    ...(firstExpired && { firstLostAt: new Date(firstExpired.deliveredAt + KEPT) }),
  }
}
