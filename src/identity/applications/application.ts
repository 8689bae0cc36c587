import type { JSONWebKeySet } from 'jose'
import type { CalendarDate } from '../../platform/index.ts'
import type { Activity } from '../actor.ts'

/** The doors an application may come by. */
export type Channel = 'fhir' | 'hl7v3' | 'portal'

/** An application as it is registered, without its keys. */
export type ApplicationRow = {
  /** The API key: `iss` and `sub` of its assertions. Printable ASCII without spaces. */
  readonly clientId: string
  readonly name: string
  /** As which client it signs users in at CIS2: the audience of their ID tokens. */
  readonly cis2ClientId: string
  /** National scope names; the part `:aal3:` or `:aal2:` says which assurance level may come (fhir-api.md 7.4). */
  readonly scopes: readonly string[]
  readonly channels: readonly Channel[]
  /** What it may be used for, whatever its users hold: a system for scheduled care has B0170 alone. */
  readonly activities: readonly Activity[]
  readonly active: boolean
  /** First and last day of the agreement it connects under. */
  readonly validFrom: CalendarDate
  readonly validTo: CalendarDate | null
  readonly source: string
}

/** Where its public keys are: given to us, or at an address of its own. */
export type RegisteredKeys = { readonly jwks: JSONWebKeySet } | { readonly jwksUrl: string } | 'none'

/** An application as the token endpoint meets it. */
export type Application = {
  readonly clientId: string
  readonly cis2ClientId: string
  readonly jwks: JSONWebKeySet | null
  readonly jwksUrl: string | null
  readonly secretHash: Buffer | null
  readonly scopes: readonly string[]
  /** Active, and within the days of its agreement. */
  readonly isLive: boolean
}

/**
 * Whether a level is among those the application was given scopes for: level n is looked for as `:aal{n}:`
 * (fhir-api.md 7.4).
 */
export function mayBringLevel(scopes: readonly string[], assuranceLevel: number): boolean {
  return scopes.some(scope => scope.includes(`:aal${assuranceLevel}:`))
}
