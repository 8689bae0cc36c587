import type { Finding, LookUpDecision } from '../care-settings/index.ts'
import type { NhsNumber } from '../demographics/index.ts'
import type { Actor } from '../identity/index.ts'
import type { Answer, Declaration, DeclarationAnswer, Mode, NotBrought, Question } from '../lookup/index.ts'
import type { Clock, Hand, Log, Randomness } from '../platform/index.ts'

export type FhirSettings = {
  /** The address the world knows us by, without the path of this API and without a slash at its end. */
  readonly publicUrl: string
  /** Refuse a request without X-Request-ID, as the national platform does (fhir-api.md 4.2 step 3). Default false. */
  readonly strictRequestId?: boolean
  /** Also take the identifier system as the guide's pictures write it (fhir-api.md 4.2 step 11). */
  readonly lenientSystem: boolean
  /** What the header `apikey` of `_status` must say. */
  readonly statusApiKey: string
  /** Numbers taken although their check digit is wrong: examples of the guide, in the sandbox only. */
  readonly examples?: ReadonlySet<string>
  /** Which build this is, said by `_ping` and `_status`. */
  readonly build?: { readonly revision: string; readonly releaseId: string; readonly commitId: string }
}

export type FhirRefusal = {
  /** A code of the error catalogue. */
  readonly code: string
  readonly channel: 'fhir'
  readonly requestId: string
  readonly nhsNumber?: NhsNumber
  readonly actor?: Actor
  readonly mode?: Mode
  /** What was odd about it besides. */
  readonly findings?: readonly Finding[]
}

/** What this edge is given by `main`: the use cases of lower rings, bound to their own deps. */
export type FhirDeps = {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly settings: FhirSettings
  /** Who acts; throws a coded refusal of identity. `sessionRole` is the header NHSD-Session-URID. */
  readonly identify: (headers: { authorization?: string; sessionRole?: string }) => Promise<Actor>
  /** Whether an application may ask once more in this second; absent: no limit here, the gateway in front has one. */
  readonly mayAsk?: (clientId: string) => boolean | Promise<boolean>
  /** Holds each request about a child; absent: as many at once as come. Throws TOO_MUCH_IN_HAND. */
  readonly hand?: Hand
  /** How the look-up is made; throws LookUpRefused of care-settings. `declared` is IsUnscheduledAccessEvent as sent. */
  readonly decideLookUp: (actor: Actor, declared: boolean | undefined) => Promise<LookUpDecision>
  readonly ask: (question: Question) => Promise<Answer>
  /** The same answer, never written as an access. */
  readonly history: (question: Question) => Promise<Answer>
  /** Writes an access without a look-up, and tells the authorities. Throws the refusals of lookup. */
  readonly declareEncounter: (declaration: Declaration & { readonly encounterAt: Date }) => Promise<DeclarationAnswer>
  /** Tells the authorities that a child was not brought. Throws the refusals of lookup. */
  readonly alertAuthority: (declaration: Declaration & NotBrought) => Promise<DeclarationAnswer>
  readonly recordRefusal: (refusal: FhirRefusal) => Promise<void>
  /** Resolves when the process can do its work. */
  readonly ready: () => Promise<void>
}
