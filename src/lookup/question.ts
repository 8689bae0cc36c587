import type { Finding, Gate } from '../care-settings/index.ts'
import type { NhsNumber } from '../demographics/index.ts'
import type { Actor, Author } from '../identity/index.ts'
import type { PlanCategory, PlanType, SubjectKind } from '../register/index.ts'

/** Standard: the access is recorded and the local authority told. Silent: neither, though the system audit knows. */
export type Mode = 'standard' | 'silent'

export type Channel = 'fhir' | 'hl7v3' | 'portal' | 'cli'

export type Question = {
  readonly nhsNumber: NhsNumber
  readonly mode: Mode
  /** The code of the care setting asked from, and whether it sees a plan by its authority's agreement only. */
  readonly careSetting: string
  readonly gate: Gate
  /** What is odd about this look-up, for the system audit. */
  readonly findings: readonly Finding[]
  readonly actor: Actor
  readonly channel: Channel
  /** Whether the answer must hold the access history: reading it costs as much as the plans. */
  readonly history: boolean
  /** The caller's own id of this request: asked again with the same one within 24 hours, the access counts once. */
  readonly requestId: string
}

/** A plan as the NHS sees it, with whom to ring. Phones are digits only. */
export type ShownPlan = {
  /** Stable for as long as this authority holds this plan for this person. */
  readonly planId: string
  readonly type: PlanType
  /** `child`, or `mother` for the plan of an unborn child. */
  readonly subject: SubjectKind
  readonly start: string
  readonly end?: string
  readonly subjectName: { readonly given: string; readonly family: string }
  readonly birthDate: string
  readonly localId?: string
  /** Context beside the plan, only from the day it was decided on (programme.md S-058). */
  readonly category?: PlanCategory
  readonly authority: {
    readonly code: string
    readonly name: string
    readonly emergencyPhone: string
    readonly officePhone?: string
    /** When this authority's last upload was applied. */
    readonly lastUploadAt: Date
  }
}

/** An authority that holds a plan which is not open to the care setting asked from, and whom to ring there. */
export type Withheld = {
  readonly authority: {
    readonly code: string
    readonly name: string
    readonly emergencyPhone: string
    readonly officePhone?: string
  }
}

/** One counted access, its author named as they were then. */
export type Access = {
  readonly accessId: string
  readonly at: Date
  readonly author: Author
  /** Absent for a standard look-up; else what was declared instead. */
  readonly kind?: 'encounter' | 'was-not-brought'
}

export type Known = {
  readonly kind: 'Known'
  /** The number the plans are held under now: differs from the one asked when that was superseded. */
  readonly nhsNumber: NhsNumber
  readonly plans: readonly ShownPlan[]
  /** By name. Where it is not empty there may be no plan at all to show, and yet the child is known. */
  readonly withheld: readonly Withheld[]
  /**
   * The 25 newest counted accesses, newest first; a standard look-up's own is among them. None where every plan is
   * withheld, or where the question did not want it.
   */
  readonly history: readonly Access[]
  readonly checkedAt: Date
}

/** The register was read and holds nothing that is shown or withheld. It is no reassurance. */
export type NotKnown = { readonly kind: 'NotKnown'; readonly nhsNumber: NhsNumber; readonly checkedAt: Date }

/** The register could not be read: nothing is known about the child either way. */
export type NotChecked = { readonly kind: 'NotChecked'; readonly reason: NotCheckedReason; readonly checkedAt: Date }
export type NotCheckedReason = 'register-unavailable' | 'too-slow'

export type Answer = Known | NotKnown | NotChecked
