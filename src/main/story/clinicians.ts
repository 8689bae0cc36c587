import { signInAndExchange } from '../../../stand-ins/cis2/index.ts'
import { systemRandomness } from '../../platform/index.ts'
import type { Everything } from '../everything.ts'
import { LAPTOP_CLIENT } from '../stand-ins.ts'

/** As much of FHIR's resources as the story reads. */
export type CareTeam = {
  readonly resourceType: 'CareTeam'
  readonly name?: string
  readonly period?: { readonly start?: string }
  readonly telecom?: readonly { readonly use?: string; readonly value?: string }[]
}
export type AuditEvent = { readonly resourceType: 'AuditEvent'; readonly recorded: string }
type Bundle<Resource> = {
  readonly resourceType: 'Bundle'
  readonly total: number
  readonly entry?: readonly { readonly resource?: Resource; readonly search?: { readonly mode: string } }[]
}
type OperationOutcome = {
  readonly resourceType: 'OperationOutcome'
  readonly issue: readonly { readonly details?: { readonly coding?: readonly { readonly code: string }[] } }[]
}

/** Somebody who has signed in and asks by FHIR. */
export type Clinician = {
  plans(nhsNumber: string): Promise<Asked<CareTeam>>
  history(nhsNumber: string): Promise<Asked<AuditEvent>>
}

export type Asked<Resource> = {
  readonly status: number
  /** The resources that matched; none when there is no such bundle. */
  readonly found: readonly Resource[]
  readonly total: number | undefined
  readonly outcome: string | undefined
}

/** Signs an invented member of staff in, for a token of ours. `unscheduled` is what their system declares each time. */
export async function signedIn(everything: Everything, userId: string, unscheduled: boolean): Promise<Clinician> {
  const { application, standIns, urls } = everything
  const wish = {
    issuer: standIns.cis2.issuer,
    clientId: LAPTOP_CLIENT.clientId,
    clientSecret: LAPTOP_CLIENT.clientSecret,
    redirectUri: LAPTOP_CLIENT.redirectUris[0],
    userId,
  }
  const { bearer } = await signInAndExchange(wish, application, `${urls.api}/oauth2/token`)
  const ask = async <Resource>(type: string, nhsNumber: string): Promise<Asked<Resource>> => {
    const token = `https://fhir.nhs.uk/Id/nhs-number|${nhsNumber}`
    const response = await fetch(`${everything.urls.api}/cpis/FHIR/R4/${type}/_search`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${bearer}`,
        'x-request-id': systemRandomness.uuid(),
        isunscheduledaccessevent: String(unscheduled),
      },
      body: new URLSearchParams({ 'patient:identifier': token }),
    })
    return asked(response.status, (await response.json()) as Bundle<Resource> | OperationOutcome)
  }
  return {
    plans: nhsNumber => ask<CareTeam>('CareTeam', nhsNumber),
    history: nhsNumber => ask<AuditEvent>('AuditEvent', nhsNumber),
  }
}

function asked<Resource>(status: number, body: Bundle<Resource> | OperationOutcome): Asked<Resource> {
  if (body.resourceType !== 'Bundle') {
    return { status, found: [], total: undefined, outcome: body.issue[0]?.details?.coding?.[0]?.code }
  }
  const matches = (body.entry ?? []).filter(entry => entry.search?.mode === 'match')
  return { status, found: matches.flatMap(entry => entry.resource ?? []), total: body.total, outcome: undefined }
}
