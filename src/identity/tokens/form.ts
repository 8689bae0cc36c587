import { refusal } from '../../platform/index.ts'
import type { Application } from '../applications/application.ts'
import { tokenErrors } from '../token-errors.ts'

/** The parameters of a request; one that is empty counts as not sent (RFC 6749 3.2). */
export type Form = { get(name: string): string | undefined; has(name: string): boolean }

/** A request of an application that has proved who it is. */
export type ProvedRequest = { readonly application: Application; readonly form: Form; readonly requestId: string }

/** The one media type there is (fhir-api.md 7.4). Throws FORM_WANTED, PARAMETER_REPEATED. */
export function readForm(contentType: string | undefined, body: unknown): Form {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  if (mediaType !== 'application/x-www-form-urlencoded' || typeof body !== 'string')
    throw refusal(tokenErrors, 'FORM_WANTED')
  const parameters = new URLSearchParams(body)
  const names = [...parameters.keys()]
  if (new Set(names).size < names.length) throw refusal(tokenErrors, 'PARAMETER_REPEATED')
  const get = (name: string) => parameters.get(name) || undefined
  return { get, has: name => get(name) !== undefined }
}
