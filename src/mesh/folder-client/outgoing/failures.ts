import { isRefusal } from '../../../platform/index.ts'
import { MeshAnswerError } from '../../errors.ts'
import { compactSecond } from '../../timestamps.ts'
import type { StatusRecord } from '../files/control-file.ts'
import { type StatusName, statusRecord } from '../files/status-records.ts'

/** Faults of a certificate, the server's or ours, by the codes Node and OpenSSL give them. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_TLS|ERR_SSL/

/** The innermost code of an error and its causes: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
export function causeCode(error: unknown): string | undefined {
  let found: string | undefined
  for (let at = error, depth = 0; at !== undefined && depth < 6; depth += 1) {
    const { code, cause } = at as { code?: unknown; cause?: unknown }
    if (typeof code === 'string' && !isRefusal(at)) found = code
    at = cause
  }
  return found
}

/** What kept us from MESH, for the three codes there are for it. */
export function kindOfFailure(error: unknown): 'certificate' | 'password' | 'other' {
  if (error instanceof MeshAnswerError && error.answer.status === 403) return 'password'
  return CERTIFICATE.test(causeCode(error) ?? '') ? 'certificate' : 'other'
}

/** An error in one line, for the log: our code and sentence, and what the system said beneath. */
export function shownError(error: unknown): string {
  const beneath = causeCode(error)
  const said = isRefusal(error) ? `${error.code}: ${error.message}` : String((error as Error)?.message ?? error)
  return beneath === undefined || said.includes(beneath) ? said : `${said} [${beneath}]`
}

/** Whether MESH said no to this message itself: a repeat would be answered the same (mesh.md 10). */
export function isFinal(error: unknown): boolean {
  if (isRefusal(error) && error.code === 'MESH_HEADER_UNSENDABLE') return true
  if (!(error instanceof MeshAnswerError) || error.answer.status === 403) return false
  const { status } = error.answer
  return status >= 400 && status < 500 && status !== 408
}

/** The status record of a message MESH said no to, in MESH's own words where it gave any. */
export function refusedRecord(error: unknown, at: Date): StatusRecord {
  if (!(error instanceof MeshAnswerError)) return statusRecord('transferFailed', at, (error as Error).message)
  const { event, code, text, status } = error.answer
  if (code === undefined) return statusRecord('transferFailed', at, text ?? `MESH answered ${status}`)
  const description = text ?? `MESH answered ${status}`
  return { dateTime: compactSecond(at), event: event ?? 'SEND', status: 'ERROR', statusCode: code, description }
}

const TRANSFER: Record<ReturnType<typeof kindOfFailure>, StatusName> = {
  certificate: 'certificateFailed',
  password: 'passwordFailed',
  other: 'transferFailed',
}

/** The status record of a pair whose retries are used up. */
export function givenUpRecord(error: unknown, at: Date): StatusRecord {
  const advice = 'retries used up; put the same pair into out again, it is looked for before it is sent'
  return statusRecord(TRANSFER[kindOfFailure(error)], at, advice)
}
