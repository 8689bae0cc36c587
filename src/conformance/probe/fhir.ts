import { expect, NotAsExpected } from '../case.ts'

export const SYSTEM = 'https://fhir.nhs.uk/Id/nhs-number'
export const MODE_HEADER = 'isunscheduledaccessevent'

export type Asked = {
  readonly method?: 'GET' | 'HEAD' | 'POST'
  readonly path?: string
  /** As `patient:identifier` wants it; or give the whole `query`. */
  readonly number?: string
  readonly query?: string
  readonly token?: string
  readonly requestId?: string
  readonly headers?: Readonly<Record<string, string>>
}
export type FhirReply = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Json
}

/** Whatever JSON came; a missing member is `undefined` all the way down. */
// biome-ignore lint/suspicious/noExplicitAny: a product under test may answer anything at all
export type Json = any

const WITHIN_MS = 15_000

/** Asks a FHIR server, once, and reads whatever comes. Throws `NotAsExpected` where nothing does. */
export async function askFhir(base: string, asked: Asked): Promise<FhirReply> {
  const { method = 'GET', path = '/CareTeam', number, token, requestId, headers = {} } = asked
  const query = asked.query ?? (number === undefined ? '' : `patient:identifier=${SYSTEM}%7C${number}`)
  const address = `${base}${path}${query === '' || method === 'POST' ? '' : `?${query}`}`
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  try {
    const response = await fetch(address, {
      method,
      signal: AbortSignal.timeout(WITHIN_MS),
      ...(method === 'POST' && { body: query }),
      headers: {
        accept: 'application/fhir+json',
        ...(requestId !== undefined && { 'x-request-id': requestId }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(method === 'POST' && form),
        ...headers,
      },
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: parsed(text) }
  } catch (error) {
    const { cause, message } = error as Error
    throw new NotAsExpected(`no answer: ${cause instanceof Error ? cause.message : message}`)
  }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The resources of a searchset, by type. Throws `NotAsExpected` for anything but a searchset with status 200. */
export function matches(reply: FhirReply, type: 'CareTeam' | 'AuditEvent'): Json[] {
  expect(reply.status === 200, `status 200 was expected and ${reply.status} came`)
  expect(reply.json?.resourceType === 'Bundle' && reply.json.type === 'searchset', 'a searchset was expected')
  return (reply.json.entry ?? []).map((one: Json) => one.resource).filter((one: Json) => one?.resourceType === type)
}

/** Throws `NotAsExpected` unless an answer is a refusal with this status and Spine code, and no bundle. */
export function expectRefused(reply: FhirReply, status: number, code?: string): void {
  expect(reply.status === status, `status ${status} was expected and ${reply.status} came`)
  expect(reply.json?.resourceType === 'OperationOutcome', 'an OperationOutcome was expected')
  const found = reply.json.issue?.[0]?.details?.coding?.[0]?.code
  expect(code === undefined || found === code, `code ${code} was expected and ${found} came`)
}
