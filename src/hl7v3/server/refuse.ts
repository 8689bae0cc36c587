import { LookUpRefused } from '../../care-settings/index.ts'
import { isRefusal } from '../../platform/index.ts'
import { writeApplicationAcknowledgement } from '../spine/failures.ts'
import { INTERACTIONS } from '../spine/interactions.ts'
import type { SoapFault } from '../spine/soap-fault.ts'
import { FORMS } from '../strict/forms.ts'
import type { SpineDeps } from './deps.ts'
import { codeOf, type ErrorCode, OUTCOMES, type Outcome } from './outcome.ts'
import type { AnswerMessage, QueryInHand } from './query-in-hand.ts'
import { acknowledgingOf } from './transmissions.ts'

/** What a refused query is answered with. */
export type Refused =
  | { readonly as: 'fault'; readonly fault: SoapFault }
  | { readonly as: 'acknowledged'; readonly message: AnswerMessage }

/**
 * The answer to a query that failed; the system audit has the refusal, with all that was known, before it leaves. With
 * the database away nobody waits for the audit: the caller must learn at once that nothing was checked. What nobody
 * foresaw is logged, and told to nobody else.
 */
export async function refuseQuery(deps: SpineDeps, query: QueryInHand, thrown: unknown): Promise<Refused> {
  const code = codeOf(thrown)
  // Nothing of it was read, and the audit and the log would be the next to give way; the metrics count them.
  if (code === 'TOO_MUCH_IN_HAND') return refusedAs(deps, query, { outcome: OUTCOMES[code], thrown })
  if (OUTCOMES[code].code === 'GE002') deps.log.error({ err: thrown, requestId: query.requestId }, 'a query failed')
  const recorded = record(deps, query, { code, thrown })
  if (code !== 'SPINE_NOT_CHECKED') await recorded
  return refusedAs(deps, query, { outcome: OUTCOMES[code], thrown })
}

function refusedAs(
  deps: SpineDeps,
  query: QueryInHand,
  { outcome, thrown }: { outcome: Outcome; thrown: unknown },
): Refused {
  const sentence = isRefusal(thrown) ? thrown.message : 'System failure'
  if (outcome.as === 'fault') {
    const { code, by, location } = outcome
    return { as: 'fault', fault: { code, by, location, description: sentence } }
  }
  const { code, display = sentence } = outcome
  // A message without a usable id or sender cannot be acknowledged: then the failure is one of transport.
  if (!FORMS.uuid.pattern.test(query.messageId ?? '') || !FORMS.twelveDigits.pattern.test(query.sender ?? ''))
    return { as: 'fault', fault: { code: '200', by: 'Server', location: 'SOAP Body', description: display } }
  const transmission = acknowledgingOf(deps, query)
  const xml = writeApplicationAcknowledgement(transmission, [{ code, display, severity: 'ER' }])
  return {
    as: 'acknowledged',
    message: { interaction: INTERACTIONS.acknowledgement, messageId: transmission.messageId, xml },
  }
}

/** An audit that cannot be written is logged; the refusal leaves all the same, since it tells nothing about a child. */
async function record(
  deps: SpineDeps,
  { requestId, nhsNumber, actor, decision }: QueryInHand,
  { code, thrown }: { readonly code: ErrorCode; readonly thrown: unknown },
): Promise<void> {
  const findings = thrown instanceof LookUpRefused ? thrown.findings : (decision?.findings ?? [])
  try {
    await deps.recordRefusal({
      code,
      channel: 'hl7v3',
      requestId,
      ...(nhsNumber !== undefined && { nhsNumber }),
      ...(actor && { actor }),
      ...(decision && { mode: decision.mode }),
      ...(findings.length > 0 && { findings }),
    })
  } catch (error) {
    deps.log.error({ err: error, requestId, code }, 'a refusal could not be recorded')
  }
}
