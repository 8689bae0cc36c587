import type { Finding } from '../care-settings/index.ts'
import type { NhsNumber } from '../demographics/index.ts'
import type { Actor } from '../identity/index.ts'
import { writeAudit } from '../platform/index.ts'
import type { LookupDeps } from './deps.ts'
import type { Channel, Mode } from './question.ts'
import { askerOf, detailOf } from './values.ts'

export type Refusal = {
  /** The code of the error catalogue. */
  readonly code: string
  readonly channel: Channel
  readonly requestId: string
  readonly nhsNumber?: NhsNumber
  readonly actor?: Actor
  readonly mode?: Mode
  /** What was odd about it besides. */
  readonly findings?: readonly Finding[]
}

/** Writes an ask that was refused into the system audit, without what was asked for (trust.md T-44). */
export async function recordRefusal(deps: LookupDeps, refusal: Refusal): Promise<void> {
  const { code, channel, requestId, nhsNumber, actor, mode, findings = [] } = refusal
  deps.metrics.count('look-up-refused', code)
  await writeAudit(deps.db, {
    entryId: deps.randomness.uuid(),
    at: deps.clock.now(),
    action: 'look-up',
    outcome: code,
    channel,
    requestId,
    asker: actor ? askerOf(actor) : {},
    ...(nhsNumber && { nhsNumber }),
    ...(mode && { mode }),
    detail: detailOf(findings),
  })
}
