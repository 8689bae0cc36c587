import type { NotificationsDeps } from './deps.ts'
import { claim, claimExpired, keepCollectedLate, keepFailure, keepSettled } from './store.ts'

const AT_ONCE = 50
/** Tracking must not be polled often (mesh.md 13): after the first minute, every five. */
const LOOK_AGAIN_MS = 5 * 60_000

const LOOK_AT_EXPIRED_MS = 3_600_000
/** MESH keeps an expired message for 30 days from delivery; a day less, so that it is never asked for one it deleted. */
const KEPT_MS = 29 * 86_400_000

/** What MESH says of a message: collected (acknowledged by the receiver), still waiting, or given up. */
export type Tracking = { readonly track: (meshMessageId: string) => Promise<'collected' | 'waiting' | 'undeliverable'> }

/** After so long MESH has given up whatever was not collected (five days, mesh.md 11). */
const GIVEN_UP_MS = 6 * 86_400_000

/** Follows sent notices until they are collected or MESH gives them up. Returns true when there may be more. */
export async function trackNotices(deps: NotificationsDeps, tracking: Tracking): Promise<boolean> {
  const now = deps.clock.now()
  const until = new Date(now.getTime() + LOOK_AGAIN_MS)
  const taken = await claim(deps.db, { state: 'sent', now, until, limit: AT_ONCE })
  for (const { noticeId, meshMessageId, sentAt } of taken) {
    try {
      const state = meshMessageId === undefined ? ofSeveral(now, sentAt ?? now) : await tracking.track(meshMessageId)
      if (state === 'waiting') continue
      await keepSettled(deps.db, noticeId, state, deps.clock.now())
      deps.metrics.count('notice', state)
      if (state === 'undeliverable') deps.log.error({ noticeId }, 'a notice was never collected by the local authority')
    } catch (error) {
      deps.log.warn({ err: error, noticeId }, 'a notice could not be tracked')
      await keepFailure(deps.db, noticeId, 'TRACKING_FAILED', until)
    }
  }
  return taken.length === AT_ONCE
}

/**
 * MESH has several messages under the notice's id and tells of none of them: nobody can say that it was collected, so
 * that in the end a person looks.
 */
function ofSeveral(now: Date, sentAt: Date): 'waiting' | 'undeliverable' {
  return now.getTime() - sentAt.getTime() > GIVEN_UP_MS ? 'undeliverable' : 'waiting'
}

/**
 * Looks each hour at expired notices, since a desk may put them back into their mailbox (mesh.md 11): one that was
 * collected after all is. Any other answer leaves it expired. Returns true when there may be more.
 */
export async function trackExpired(deps: NotificationsDeps, tracking: Tracking): Promise<boolean> {
  const now = deps.clock.now()
  const until = new Date(now.getTime() + LOOK_AT_EXPIRED_MS)
  const sentAfter = new Date(now.getTime() - KEPT_MS)
  const taken = await claimExpired(deps.db, { now, until, sentAfter, limit: AT_ONCE })
  for (const { noticeId, meshMessageId } of taken) {
    try {
      if ((await tracking.track(meshMessageId)) === 'collected')
        await keepCollectedLate(deps.db, noticeId, deps.clock.now())
    } catch (error) {
      deps.log.warn({ err: error, noticeId }, 'an expired notice could not be tracked')
    }
  }
  return taken.length === AT_ONCE
}
