import type { NotificationsDeps } from './deps.ts'
import { askBeforeSending, keepSent, type NotificationState, readStates } from './store.ts'

/** A notice that left, by a record kept beside the database. */
export type NoticeThatLeft = { readonly noticeId: string; readonly meshMessageId?: string; readonly at: Date }

/** Where notices stand, of those that are known. */
export async function statesOfNotices(
  deps: Pick<NotificationsDeps, 'db'>,
  noticeIds: readonly string[],
): Promise<ReadonlyMap<string, NotificationState>> {
  return readStates(deps.db, noticeIds)
}

/**
 * What a restored outbox must learn before it sends again: those that left are sent, and tracked from now on; of every
 * other that waits MESH is asked first whether it has it (trust.md T-14). May be repeated.
 */
export async function learnWhatLeft(
  { db, clock }: Pick<NotificationsDeps, 'db' | 'clock'>,
  left: readonly NoticeThatLeft[],
): Promise<void> {
  for (const { noticeId, meshMessageId, at } of left)
    await keepSent(db, { noticeId, meshMessageId, at, lookAgainAt: clock.now() })
  await askBeforeSending(db)
}
