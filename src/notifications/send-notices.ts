import type { NotificationsDeps } from './deps.ts'
import type { Notice } from './notice.ts'
import { claim, keepFailure, keepSent } from './store.ts'

const AT_ONCE = 20
/** A notice in hand is free again after so long: whoever had it died. */
const IN_HAND_MS = 60_000
/** How long after sending the first look is taken whether it was collected. */
const FIRST_LOOK_MS = 60_000
const LONGEST_PAUSE_MS = 15 * 60_000

export type Delivery = {
  /**
   * Writes the message and hands it to MESH under the notice's own id as local id. `repeated`: it was tried before, so
   * MESH is asked first whether it has it. Returns the id MESH gave it.
   */
  readonly deliver: (notice: Notice, authorityCode: string, repeated: boolean) => Promise<{ messageId: string }>
}

/**
 * Sends the notices whose time has come. One that fails is tried again, after 1, 2, 4 ... seconds up to 15 minutes, for
 * as long as it takes. Returns true when there may be more.
 */
export async function sendNotices(deps: NotificationsDeps, delivery: Delivery): Promise<boolean> {
  const now = deps.clock.now()
  const until = later(now, IN_HAND_MS)
  const taken = await claim(deps.db, { state: 'waiting', now, until, limit: AT_ONCE })
  for (const notification of taken) {
    // What could not be sent while it was ours may be in another's hand by now.
    if (deps.clock.now() >= until) break
    try {
      const { messageId } = await delivery.deliver(
        notification.content,
        notification.authorityCode,
        notification.attempts > 1,
      )
      const at = deps.clock.now()
      await keepSent(deps.db, {
        noticeId: notification.noticeId,
        meshMessageId: messageId,
        at,
        lookAgainAt: later(at, FIRST_LOOK_MS),
      })
      deps.metrics.count('notice', 'sent')
    } catch (error) {
      deps.log.error({ err: error, noticeId: notification.noticeId }, 'a notice could not be sent')
      deps.metrics.count('notice', 'failed')
      const pause = Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** Math.min(notification.attempts - 1, 20))
      await keepFailure(deps.db, notification.noticeId, codeOf(error), later(deps.clock.now(), pause))
    }
  }
  return taken.length === AT_ONCE
}

/** The code of a refusal, or the kind of a fault: never its text, which may hold what was sent. */
function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown }
  return String(code ?? name ?? 'fault')
}

function later(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + ms)
}
