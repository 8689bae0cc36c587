import { LookUpRefused } from '../care-settings/index.ts'
import { isRefusal } from '../platform/index.ts'
import { filled, operationOutcome, type Said } from './bodies/operation-outcome.ts'
import type { FhirDeps } from './deps.ts'
import { codeOf, type ErrorCode, OUTCOMES } from './outcome.ts'
import type { Reply } from './reply.ts'
import type { Asking } from './request/asking.ts'

/**
 * The answer to a request that failed. What nobody foresaw is logged under the reference the caller is given, and told
 * to nobody else (fhir-api.md 4.5).
 */
export function refusalReply(deps: FhirDeps, thrown: unknown): Reply {
  const code = codeOf(thrown)
  const row = OUTCOMES[code]
  const id = deps.randomness.uuid()
  // Told to so many at once that the log would be the next thing to give way; the metrics count them.
  const isShed = code === 'TOO_MUCH_IN_HAND'
  if (row.status >= 500 && !isShed) deps.log.error({ err: thrown, reference: id, code }, 'a FHIR request failed')
  const said = saidBy(thrown, row.row === 'E18' ? id : undefined)
  const headers = Object.entries(row.headers ?? {}).map(([name, value]) => [name, filled(value, said)])
  return {
    status: row.status,
    headers: { ...Object.fromEntries(headers), ...(row.status === 401 && { 'WWW-Authenticate': 'Bearer' }) },
    body: operationOutcome(id, row, said),
  }
}

function saidBy(thrown: unknown, reference: string | undefined): Said {
  const { detail, message } = isRefusal(thrown) ? thrown : {}
  return { x: reference ?? detail ?? '', sentence: message ?? '' }
}

/**
 * As `refusalReply`, where a child was asked about: the refusal is in the system audit, with all that was known, before the answer
 * leaves. With the database away nobody waits for the audit: the caller must learn at once that nothing was checked.
 */
export async function refuseAsking(deps: FhirDeps, asking: Asking, thrown: unknown): Promise<Reply> {
  const code = codeOf(thrown)
  const recorded = record(deps, asking, { code, thrown })
  if (OUTCOMES[code].row !== 'E19') await recorded
  return refusalReply(deps, thrown)
}

/** An audit that cannot be written is logged; the refusal leaves all the same, since it tells nothing about a child. */
async function record(
  deps: FhirDeps,
  asking: Asking,
  { code, thrown }: { readonly code: ErrorCode; readonly thrown: unknown },
): Promise<void> {
  const { requestId, nhsNumber, actor, decision } = asking
  const findings = thrown instanceof LookUpRefused ? thrown.findings : (decision?.findings ?? [])
  try {
    await deps.recordRefusal({
      code,
      channel: 'fhir',
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
