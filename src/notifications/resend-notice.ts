import { refusal } from '../platform/index.ts'
import type { NotificationsDeps } from './deps.ts'
import { resendErrors } from './resend-errors.ts'
import { findNotification, keepResent } from './store.ts'

export type Resent = {
  readonly noticeId: string
  readonly authorityCode: string
  /** False when it had been sent again before: then this is the notice of that time. */
  readonly isNew: boolean
}

/**
 * Sends a notice that expired uncollected once more: a new notice of the same content under an id of its own, linked to
 * the first, since the authority never received that one (S-100). Once each: a repeat returns the notice of the first
 * time, and one that expires again is itself sent again. Throws NOTICE_UNKNOWN, NOTICE_NOT_EXPIRED.
 */
export async function resendNotice(
  deps: Pick<NotificationsDeps, 'db' | 'clock' | 'randomness'>,
  noticeId: string,
): Promise<Resent> {
  const found = await findNotification(deps.db, noticeId)
  if (found === undefined) throw refusal(resendErrors, 'NOTICE_UNKNOWN', noticeId)
  if (found.state !== 'undeliverable') throw refusal(resendErrors, 'NOTICE_NOT_EXPIRED', `it is ${found.state}`)
  const at = deps.clock.now()
  const again = { ...found.content, noticeId: deps.randomness.uuid(), createdAt: at }
  const kept = await keepResent(deps.db, { of: noticeId, authorityCode: found.authorityCode, notice: again }, at)
  return { ...kept, authorityCode: found.authorityCode }
}
