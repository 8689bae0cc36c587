import type { NotificationsDeps } from './deps.ts'
import { claim, keepFailure, keepSettled } from './store.ts'

const AT_ONCE = 50
/** Tracking must not be polled often (mesh.md 13): after the first minute, every five. */
const LOOK_AGAIN_MS = 5 * 60_000

/** What MESH says of a message: collected (acknowledged by the receiver), still waiting, or given up. */
export type Tracking = { readonly track: (meshMessageId: string) => Promise<'collected' | 'waiting' | 'undeliverable'> }

/** Follows sent notices until they are collected or MESH gives them up. Returns true when there may be more. */
export async function trackNotices(deps: NotificationsDeps, tracking: Tracking): Promise<boolean> {
  const now = deps.clock.now()
  const until = new Date(now.getTime() + LOOK_AGAIN_MS)
  const taken = await claim(deps.db, { state: 'sent', now, until, limit: AT_ONCE })
  for (const { noticeId, meshMessageId = '' } of taken) {
    try {
      const state = await tracking.track(meshMessageId)
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
