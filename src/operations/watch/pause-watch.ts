import { findAuthorityByMailbox } from '../../care-settings/index.ts'
import { dayInEngland, refusal } from '../../platform/index.ts'
import type { OperationsDeps } from '../deps.ts'
import { operationsErrors } from '../errors.ts'
import { keepPause } from './store.ts'

export type Pause = {
  readonly mailboxId: string
  readonly until: Date
  readonly reason: string
  /** Who says so, by login. */
  readonly by: string
}

/**
 * Notes maintenance an authority told of: until then its silence opens no case. Its messages age all the same. A day that
 * has passed ends a pause. Throws WATCH_MAILBOX_UNKNOWN.
 */
export async function pauseWatch({ db, clock }: Pick<OperationsDeps, 'db' | 'clock'>, pause: Pause): Promise<void> {
  const now = clock.now()
  const authority = await findAuthorityByMailbox({ db }, pause.mailboxId, dayInEngland(now))
  if (authority === undefined) throw refusal(operationsErrors, 'WATCH_MAILBOX_UNKNOWN', pause.mailboxId)
  await keepPause(db, pause, now)
}
