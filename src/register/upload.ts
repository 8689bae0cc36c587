/** Looked-after child, child protection plan, or plan for an unborn child (held on the mother). */
export type PlanType = 'CPP' | 'LAC' | 'UCP'
export const PLAN_TYPES: readonly PlanType[] = ['CPP', 'LAC', 'UCP']

export type SubjectKind = 'child' | 'mother'

/**
 * A person as a local authority sent them: nothing in it has been checked. Dates are `YYYY-MM-DD` when they were sent
 * as 8, 12 or 14 digits (the day may not exist), else the text as sent.
 */
export type SubmittedSubject = {
  readonly kind: SubjectKind
  readonly nhsNumber?: string
  readonly localId?: string
  /** `ODSCODE:ODS NAME` beside the local id. */
  readonly localIdAuthority?: string
  readonly familyName?: string
  readonly givenName?: string
  readonly birthDate?: string
}

export type SubmittedPlan = {
  readonly type: PlanType
  readonly start?: string
  readonly end?: string
  readonly deleted?: string
  /** The code as sent, where the message carries one; empty where it came before it was decided and was not kept. */
  readonly category?: string
}

/** One record of an upload; `position` counts from 1. `fault` says what a reader could not make out in it. */
export type SubmittedRecord = {
  readonly position: number
  readonly plans: readonly SubmittedPlan[]
  readonly subjects: readonly SubmittedSubject[]
  readonly fault?: string
}

/** The authority that sends, with the phones it gives: emergency duty (out of hours) and office hours, digits only. */
export type SubmittedAuthority = {
  readonly odsCode: string
  readonly name: string
  readonly emergencyPhone?: string
  readonly officePhone?: string
}

export type SubmittedUpload = {
  readonly kind: 'upload'
  /** The file sequence number as sent, leading zeros kept. */
  readonly sequence: string
  readonly createdAt: string
  readonly declaredCount: number
  readonly authority: SubmittedAuthority
  readonly records: readonly SubmittedRecord[]
}

/** A file that could not be read as an upload; what could be made out of it all the same is given. */
export type UnreadableUpload = {
  readonly kind: 'unreadable'
  /** Our own code of the reason, as `XML_DOCTYPE`, and a sentence without anything from the file's text. */
  readonly reason: string
  readonly explanation: string
  readonly sequence?: string
  readonly authority?: SubmittedAuthority
}

/** File-level answers (hl7v3.md 12.6). */
export type FileCode = 'CPF01' | 'CPF02' | 'CPF03' | 'CPF04' | 'CPF05' | 'CPF06'
/** Record-level answers (hl7v3.md 12.5). */
export type RecordCode = 'CPR01' | 'CPR02' | 'CPR03' | 'CPR04' | 'CPR05' | 'CPR06' | 'CPR07'

/** What explains a CPR07 (or another refusal) in our own words: an `X-` code, never a national one, and a sentence. */
export type VerdictDetail = { readonly code: string; readonly sentence: string }

export type RowVerdict = {
  readonly record: SubmittedRecord
  readonly code: RecordCode
  readonly detail?: VerdictDetail
}

/** The answer to one upload, row by row; `sequence` is `-1` and `processed` -1 where the file could not be read. */
export type UploadAnswer = {
  readonly uploadId: string
  readonly sequence: string
  readonly processed: number
  readonly fileCode: FileCode
  readonly detail?: VerdictDetail
  readonly authority: SubmittedAuthority
  readonly verdicts: readonly RowVerdict[]
}

/** An acknowledgement as a local authority reads it: any part but the file code may be missing (hl7v3.md 4.2). */
export type ReadAcknowledgement = {
  readonly sequence: string
  readonly processed: number
  readonly fileCode: string
  readonly failed?: number
  readonly successful?: number
  readonly verdicts: readonly {
    readonly code: string
    readonly detail?: VerdictDetail
    /** The record's position in the upload, where the location or the echoed record gives it. */
    readonly position?: number
    readonly nhsNumber?: string
    readonly localId?: string
  }[]
}
