import type { SubmittedAuthority, SubmittedRecord, SubmittedUpload } from '../../register/index.ts'
import { phoneDigits } from '../checks/emergency-phone.ts'
import { digitsOf } from '../checks/finding.ts'
import type { Authority } from '../configuration.ts'
import type { Draft, DraftPlan } from '../extract/draft.ts'

export type UploadParts = {
  readonly authority: Authority
  /** The file sequence number, given out once. */
  readonly sequence: number
  readonly at: Date
  /** Records without a blocking finding. */
  readonly records: readonly Draft[]
}

/** Puts an upload together from checked records, numbered from 1 in their order (local-authority.md 3). */
export function buildUpload({ authority, sequence, at, records }: UploadParts): SubmittedUpload {
  return {
    kind: 'upload',
    sequence: String(sequence),
    createdAt: at.toISOString(),
    declaredCount: records.length,
    authority: submittedAuthority(authority),
    records: records.map((draft, index) => submittedRecord(draft, index + 1, authority)),
  }
}

function submittedAuthority({ odsCode, name, emergencyPhone, officePhone }: Authority): SubmittedAuthority {
  return {
    odsCode,
    name,
    emergencyPhone: phoneDigits(emergencyPhone),
    ...(officePhone && { officePhone: phoneDigits(officePhone) }),
  }
}

function submittedRecord(draft: Draft, position: number, authority: Authority): SubmittedRecord {
  const { text, date } = draft.subject
  return {
    position,
    plans: draft.plans.map(submittedPlan),
    subjects: [
      {
        kind: draft.kind,
        nhsNumber: numberOf(draft),
        localId: draft.personId,
        localIdAuthority: `${authority.odsCode}:${authority.name}`,
        ...(text.familyName && { familyName: text.familyName }),
        ...(text.givenNames && { givenName: text.givenNames }),
        ...(date.dateOfBirth && { birthDate: date.dateOfBirth }),
      },
    ],
  }
}

function submittedPlan({ type, start, end, deleted, category }: DraftPlan) {
  return {
    type,
    ...(start && { start }),
    ...(end && { end }),
    ...(deleted && { deleted }),
    ...(category && { category }),
  }
}

/** The NHS number a record is sent under, digits only. */
export function numberOf({ subject }: Draft): string {
  return digitsOf(subject.text.nhsNumber ?? '')
}
