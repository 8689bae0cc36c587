import type { MailboxSight } from './facts.ts'

// Two clocks, never mixed (programme.md 3.3): how long a mailbox is silent, and how long its oldest message waits.

const HOUR_MS = 3_600_000
export const SILENT_HOURS = 24
export const WARN_HOURS = 72
export const URGENT_HOURS = 96
/** Five days from delivery, by the hour, whatever days they are (mesh.md 11). */
export const EXPIRY_HOURS = 120
export const LOST_HOURS = 30 * 24

/** `unseen`: the server is not ours, and no message of ours says anything about the connection. */
export type Connection = 'connected' | 'late' | 'disconnected' | 'paused' | 'unseen'
export type MessageAge = 'none' | 'fresh' | 'warn' | 'urgent' | 'expired' | 'lost'

/** A look at all mailboxes: each hour, and once a day the one that counts and writes. */
export type Look = { readonly now: Date; readonly isDaily: boolean }

/**
 * The connection clock: connected for 24 hours after the last call, then late, and disconnected from the next daily look
 * that still finds no call. Silence in a pause the authority told of is no reason for anything.
 */
export function connectionOf(
  sight: Pick<MailboxSight, 'silentSince' | 'pausedUntil'>,
  before: Connection | undefined,
  look: Look,
): Connection {
  const { silentSince, pausedUntil } = sight
  if (silentSince !== undefined && hoursBetween(silentSince, look.now) <= SILENT_HOURS) return 'connected'
  if (pausedUntil !== undefined && look.now < pausedUntil) return 'paused'
  if (silentSince === undefined) return 'unseen'
  return look.isDaily || before === 'disconnected' ? 'disconnected' : 'late'
}

/** The message clock: how far the oldest message that waits has come on its way to expiry and deletion. */
export function messageAgeOf(oldestWaitingAt: Date | undefined, now: Date): MessageAge {
  if (oldestWaitingAt === undefined) return 'none'
  const hours = hoursBetween(oldestWaitingAt, now)
  if (hours >= LOST_HOURS) return 'lost'
  if (hours >= EXPIRY_HOURS) return 'expired'
  if (hours >= URGENT_HOURS) return 'urgent'
  return hours >= WARN_HOURS ? 'warn' : 'fresh'
}

/** When a message delivered then expires. */
export function expiryOf(deliveredAt: Date): Date {
  return new Date(deliveredAt.getTime() + EXPIRY_HOURS * HOUR_MS)
}

export function hoursBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / HOUR_MS
}
