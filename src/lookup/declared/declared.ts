import type { NotChecked, Question, Withheld } from '../question.ts'

/** What is declared: on whom, by whom, from where. It returns no plan, so it has no mode to choose and no history. */
export type Declaration = Omit<Question, 'mode' | 'history'>

/** Why an authority is told that a child was not brought. The codes are ours: no source has any (health-side.md 2.4). */
export const NOT_BROUGHT_REASONS = {
  'X-NOT-BROUGHT': 'The child was not brought to the appointment',
  'X-NOT-BROUGHT-AGAIN': 'The child was not brought to the appointment, and not for the first time',
  'X-NO-CONTACT': 'The child was not brought to the appointment, and the family cannot be reached',
  'X-MOTHER-DID-NOT-ATTEND': 'The mother of the unborn child did not attend the appointment',
} as const
export type NotBroughtReason = keyof typeof NOT_BROUGHT_REASONS

/** A missed appointment as it was told. */
export type NotBrought = {
  readonly reason: NotBroughtReason
  readonly appointmentAt: Date
  /** In the clinician's own words, 500 characters at most. */
  readonly note?: string
}

/** Kept and ordered now, or within the last 24 hours already. */
export type Recorded = {
  readonly kind: 'Recorded'
  readonly again: boolean
  /** Authorities that hold plans not open to the care setting: they are not told. */
  readonly withheld: readonly Withheld[]
}

/** Plans are there, but none is open to the care setting: nobody is told, and the clinician should phone. */
export type NotRecorded = { readonly kind: 'NotRecorded'; readonly withheld: readonly Withheld[] }

/** The register was read and holds nothing: there is no authority to tell. */
export type NothingKnown = { readonly kind: 'NothingKnown' }

export type DeclarationAnswer = Recorded | NotRecorded | NothingKnown | NotChecked
