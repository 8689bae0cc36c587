const HOUR_MS = 3_600_000

/** Not collected for so long, five days, a message leaves the inbox (mesh.md 11). */
const COLLECT_HOURS = 5 * 24
/** For so long, thirty days, a message is kept, whatever became of it. */
const KEPT_HOURS = 30 * 24

/** The SQL of the instants a message expires at and is deleted after, from when it was taken. In hours: a day may have 25. */
export const expiryFrom = (taken: string) => `${taken} + interval '${COLLECT_HOURS} hours'`
export const deletionFrom = (taken: string) => `${taken} + interval '${KEPT_HOURS} hours'`

/** What was taken by then has expired by now. */
export function expiredBefore(now: Date): Date {
  return new Date(now.getTime() - COLLECT_HOURS * HOUR_MS)
}

/** What came in by then may be due to be deleted now. */
export function deletableBefore(now: Date): Date {
  return new Date(now.getTime() - KEPT_HOURS * HOUR_MS)
}

/** What a message that was taken says of itself (mesh.md 7). */
export const TRANSFERRED = 'Transferred to recipient mailbox'
