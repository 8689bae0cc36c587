/** The FHIR R4 resources this API sends, with the elements it sends and no others (fhir-api.md 4.4, 4.6). */

export type Coding = { readonly system: string; readonly code: string; readonly display: string }
export type CodeableConcept = { readonly coding: readonly Coding[]; readonly text?: string }
export type Identifier = { readonly system: string; readonly value: string }
/** A patient by number only: the type lets a server match it without a literal reference (fhir-api.md 11). */
export type PatientByNumber = { readonly type: 'Patient'; readonly identifier: Identifier }

export type CareTeam = {
  readonly resourceType: 'CareTeam'
  readonly id: string
  /** Only where the category of plans is decided on. */
  readonly extension?: readonly { readonly url: string; readonly valueCodeableConcept: CodeableConcept }[]
  readonly status: 'active' | 'inactive'
  readonly category: readonly CodeableConcept[]
  readonly name: string
  readonly subject: PatientByNumber
  readonly period: { readonly start: string; readonly end?: string }
  readonly telecom: readonly { readonly system: 'phone'; readonly value: string; readonly use: 'work' | 'mobile' }[]
}

export type AuditAgent = {
  readonly type?: CodeableConcept
  readonly who:
    | PatientByNumber
    | { readonly reference: string }
    | { readonly type: 'Device'; readonly identifier: Identifier; readonly display: string }
  readonly requestor: boolean
}

export type AuditEvent = {
  readonly resourceType: 'AuditEvent'
  readonly id: string
  readonly type: Coding
  /** Where it is no look-up but something declared. */
  readonly subtype?: readonly Coding[]
  /** An instant: seconds and zone. */
  readonly recorded: string
  readonly agent: readonly AuditAgent[]
  readonly source: { readonly observer: { readonly reference: string } }
}

export type PractitionerRole = {
  readonly resourceType: 'PractitionerRole'
  readonly id: string
  readonly identifier?: readonly Identifier[]
  readonly practitioner?: { readonly display: string }
  readonly organization: { readonly display: string }
  readonly code?: readonly CodeableConcept[]
}

type Profiled = { readonly meta: { readonly profile: readonly [string] } }
type Reference = { readonly reference: string }
type PlanPeriod = { readonly start: string; readonly end?: string }

/** That a plan is there, in the Patient Flags view (fhir-api.md 5). */
export type Flag = Profiled & {
  readonly resourceType: 'Flag'
  readonly id: string
  readonly extension: readonly { readonly url: string; readonly valueReference: Reference }[]
  readonly status: 'active' | 'inactive'
  readonly code: CodeableConcept
  readonly subject: PatientByNumber
  readonly period: PlanPeriod
}

export type CarePlan = Profiled & {
  readonly resourceType: 'CarePlan'
  readonly id: string
  readonly status: 'active' | 'completed'
  readonly intent: 'plan'
  readonly category: readonly CodeableConcept[]
  readonly subject: PatientByNumber
  readonly period: PlanPeriod
  readonly careTeam: readonly Reference[]
}

/** Whom to ring about a flag; unlike the CareTeam of the first view it names no subject. */
export type FlagCareTeam = Profiled & Pick<CareTeam, 'resourceType' | 'id' | 'status' | 'name' | 'telecom'>

export type SearchResource = CareTeam | AuditEvent | PractitionerRole | Flag | CarePlan | FlagCareTeam

export type Bundle = {
  readonly resourceType: 'Bundle'
  readonly id: string
  readonly type: 'searchset'
  /** Matches only: what is included is not counted. */
  readonly total: number
  readonly link: readonly { readonly relation: 'self'; readonly url: string }[]
  readonly entry?: readonly {
    readonly fullUrl: string
    readonly resource: SearchResource | OperationOutcome
    readonly search: { readonly mode: 'match' | 'include' | 'outcome' }
  }[]
}

/** What an operation answers. */
export type OperationParameters = {
  readonly resourceType: 'Parameters'
  readonly id: string
  readonly parameter: readonly (
    | { readonly name: 'outcome'; readonly valueCode: 'recorded' | 'already-recorded' | 'nothing-known' | 'withheld' }
    | { readonly name: 'withheld'; readonly resource: OperationOutcome }
  )[]
}

export type IssueCode =
  | 'exception'
  | 'forbidden'
  | 'invalid'
  | 'invariant'
  | 'not-found'
  | 'not-supported'
  | 'required'
  | 'suppressed'
  | 'throttled'
  | 'too-long'
  | 'transient'
  | 'value'

export type OperationOutcome = {
  readonly resourceType: 'OperationOutcome'
  readonly id: string
  readonly issue: readonly {
    readonly severity: 'error' | 'fatal' | 'warning'
    readonly code: IssueCode
    readonly details: CodeableConcept
    readonly diagnostics?: string
  }[]
}
