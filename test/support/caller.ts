import type { LaptopApplication } from '../../src/main/laptop-application.ts'
import { LAPTOP_CLIENT } from '../../src/main/stand-ins.ts'
import { systemRandomness } from '../../src/platform/index.ts'
import { signInAndExchange } from '../../stand-ins/cis2/index.ts'

/** Staff of `db/reference/role-profiles.csv`. */
export const NURSE = { userId: '656005750107', roleProfileId: '555254242105' } as const
export const GP = { userId: '656005750108', roleProfileId: '555254242106' } as const

export const NHS_NUMBER_SYSTEM = 'https://fhir.nhs.uk/Id/nhs-number'
export const byNumber = (nhsNumber: string) => `patient:identifier=${NHS_NUMBER_SYSTEM}|${nhsNumber}`

export type Asked = {
  readonly method?: 'GET' | 'HEAD'
  /** Below the base of the API; `/CareTeam` when not given. */
  readonly path?: string
  readonly query: string
  readonly requestId?: string
  /** A member of staff's token; none is sent without. */
  readonly bearer?: string
  readonly unscheduled?: boolean
}

export type Answered = { readonly status: number; readonly headers: Headers; readonly body: unknown }

/** Signs a member of staff in at the stand-in and returns the bearer token the API gives for it. */
export async function signedIn(issuer: string, application: LaptopApplication, userId: string): Promise<string> {
  const { clientId, clientSecret, redirectUris } = LAPTOP_CLIENT
  const wish = { issuer, clientId, clientSecret, redirectUri: redirectUris[0], userId }
  return (await signInAndExchange(wish, application)).bearer
}

/** Asks the FHIR API. Throws what `fetch` throws when there is no answer. */
export async function askFhir(apiUrl: string, asked: Asked): Promise<Answered> {
  const { method = 'GET', path = '/CareTeam', query, bearer, unscheduled } = asked
  const response = await fetch(`${apiUrl}/cpis/FHIR/R4${path}?${query}`, {
    method,
    headers: {
      'x-request-id': asked.requestId ?? systemRandomness.uuid(),
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      ...(unscheduled !== undefined && { isunscheduledaccessevent: String(unscheduled) }),
    },
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}
