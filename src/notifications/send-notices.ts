import { isDatabaseFault } from '../platform/index.ts'
import type { NotificationsDeps } from './deps.ts'
import type { Notice } from './notice.ts'
import { claim, keepFailure, keepInHand, keepSent, type Notification } from './store.ts'

/** Sent side by side: one after another, a hospital's hundred look-ups a second would be told minutes later. */
const AT_ONCE = 100
/** How long after sending the first look is taken whether it was collected. */
const FIRST_LOOK_MS = 60_000
/** Longest pause where waiting helps, and where somebody must mend something. */
const LONGEST_PAUSE_MS = 15 * 60_000
const LONGEST_PAUSE_OF_LASTING_MS = 24 * 3_600_000

export type Delivery = {
  /**
   * Writes the message and hands it to MESH under the notice's own id as local id. `repeated`: it was tried before, so
   * MESH is asked first whether it has it. Returns the id MESH gave it; `undefined` when MESH has several.
   */
  readonly deliver: (
    notice: Notice,
    authorityCode: string,
    repeated: boolean,
  ) => Promise<{ readonly messageId: string | undefined }>
  /** True for a failure that waiting will not mend, as an authority without a mailbox. */
  readonly isLasting?: (error: unknown) => boolean
}

/** A notice is in the hand of one process; when that dies, it is anybody's after so long. */
export type InHand = { readonly holder: string; readonly forMs: number }

/**
 * Sends the notices whose time has come, each by one process at a time. One that fails is tried again for as long as it
 * takes, after 1, 2, 4 ... seconds: up to 15 minutes, up to a day where somebody must mend something first. Returns
 * true when there may be more.
 */
export async function sendNotices(deps: NotificationsDeps, delivery: Delivery, hand: InHand): Promise<boolean> {
  const now = deps.clock.now()
  const taken = await claim(deps.db, {
    state: 'waiting',
    now,
    until: later(now, hand.forMs),
    limit: AT_ONCE,
    holder: hand.holder,
  })
  const rest = new Set(taken.map(one => one.noticeId))
  const keep = async (noticeId: string) =>
    keepInHand(deps.db, { noticeId, holder: hand.holder, until: later(deps.clock.now(), hand.forMs) })
  const again = setInterval(() => {
    for (const noticeId of rest)
      keep(noticeId).catch(error => deps.log.warn({ err: error, noticeId }, 'a notice was not kept in hand'))
  }, hand.forMs / 3)
  try {
    const sending = taken.map(async notification => {
      // What a stalled process had in hand may have been sent by another; what was taken just now cannot.
      const isJustTaken = deps.clock.now() < later(now, hand.forMs / 3)
      if (isJustTaken || (await keep(notification.noticeId))) await sendOne(deps, delivery, notification)
      rest.delete(notification.noticeId)
    })
    // All have ended before a failure is thrown: what is still under way must stay in hand.
    for (const sent of await Promise.allSettled(sending)) if (sent.status === 'rejected') throw sent.reason
  } finally {
    clearInterval(again)
  }
  return taken.length === AT_ONCE
}

async function sendOne(deps: NotificationsDeps, delivery: Delivery, notification: Notification): Promise<void> {
  const { noticeId, content, authorityCode, attempts } = notification
  try {
    const { messageId } = await delivery.deliver(content, authorityCode, attempts > 1)
    const at = deps.clock.now()
    await keepSent(deps.db, { noticeId, meshMessageId: messageId, at, lookAgainAt: later(at, FIRST_LOOK_MS) })
    deps.metrics.count('notice', 'sent')
  } catch (error) {
    deps.log.error({ err: error, noticeId }, 'a notice could not be sent')
    deps.metrics.count('notice', 'failed')
    const isLasting = !isDatabaseFault(error) && delivery.isLasting?.(error) === true
    const longest = isLasting ? LONGEST_PAUSE_OF_LASTING_MS : LONGEST_PAUSE_MS
    const pause = Math.min(longest, 1000 * 2 ** Math.min(attempts - 1, 20))
    await keepFailure(deps.db, noticeId, codeOf(error), later(deps.clock.now(), pause))
  }
}

/** The code of a refusal, or the kind of a fault: never its text, which may hold what was sent. */
function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown }
  return String(code ?? name ?? 'fault')
}

function later(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + ms)
}
