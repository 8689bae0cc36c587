import { createHash } from 'node:crypto'
import { phoneDigits } from '../checks/emergency-phone.ts'
import type { Authority } from '../configuration.ts'
import type { Draft, DraftPlan } from '../extract/draft.ts'
import { numberOf } from '../upload/build-upload.ts'

/** Print of who a record is about: number, name and date of birth, which PDS compares (local-authority.md 8.4). */
export function printWho(draft: Draft): string {
  const { text, date } = draft.subject
  return print([draft.kind, numberOf(draft), draft.personId, text.familyName, text.givenNames, date.dateOfBirth])
}

/** Print of one plan: its type and days, and its category where that is sent. */
export function printWhat({ type, start, end, deleted, category }: DraftPlan): string {
  return print([type, start, end, deleted, ...(category ? [category] : [])])
}

/** Print of whom the NHS is told to ring; every record carries it (local-authority.md 3.1). */
export function printContact({ odsCode, name, emergencyPhone, officePhone = '' }: Authority): string {
  return print([odsCode, name, phoneDigits(emergencyPhone), phoneDigits(officePhone)])
}

/** SHA-256 of a list, so that two lists that differ never look alike and nothing of a person can be read back. */
export function print(parts: readonly (string | undefined)[]): string {
  return createHash('sha256')
    .update(JSON.stringify(parts.map(part => part ?? null)))
    .digest('hex')
}
