import { isDatabaseFault, isRefusal } from '../../platform/index.ts'
import { type TokenErrorCode, type TokenRow, tokenErrors } from '../token-errors.ts'

/** What goes back to the caller. */
export type Reply = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** The code a thrown thing is answered with. CIS2 or a database that is away is no refusal of the caller. */
export function codeOf(thrown: unknown): TokenErrorCode {
  if (isDatabaseFault(thrown)) return 'TOKENS_UNAVAILABLE'
  if (!isRefusal(thrown)) return 'TOKENS_FAULT'
  if (Object.hasOwn(tokenErrors, thrown.code)) return thrown.code as TokenErrorCode
  return thrown.code === 'IDENTITY_PROVIDER_UNAVAILABLE' ? 'TOKENS_UNAVAILABLE' : 'TOKENS_FAULT'
}

/** A refusal in the platform's shape: error, error_description, message_id (fhir-api.md 7.4). */
export function refusalReply(thrown: unknown, messageId: string): Reply {
  const code = codeOf(thrown)
  const detail = isRefusal(thrown) ? thrown.detail : undefined
  const { status, error, sentence }: TokenRow = tokenErrors[code]
  const error_description = sentence.replace('{jwt}', detail ?? '')
  return { status, headers: headersOf(code, detail), body: { error, error_description, message_id: messageId } }
}

function headersOf(code: TokenErrorCode, detail: string | undefined): Record<string, string> {
  if (code === 'TOO_MANY_REFUSED') return { 'retry-after': detail ?? '60' }
  if (code === 'TOKENS_UNAVAILABLE') return { 'retry-after': '5' }
  return code === 'METHOD_NOT_ALLOWED' ? { allow: 'POST' } : {}
}
