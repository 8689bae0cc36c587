import type { VerdictDetail } from '../upload.ts'

/** `urgent`: a child may be unprotected, or the wrong one flagged, until mended. `stop`: nothing is to be sent again. */
export type DetailSeverity = 'urgent' | 'soon' | 'stop'
type DetailRow = { readonly severity: DetailSeverity; readonly sentence: string }

/**
 * What we say beside a CPR07 or CPF01, and beside a CPR06 whose category was not taken. The national detail codes are not public (local-authority.md 4.5), so every code
 * here is ours and begins with `X-`. A sentence says how to mend the row and holds nothing about a person.
 */
export const VERDICT_DETAILS = {
  'X-RECORD-UNREADABLE': {
    severity: 'urgent',
    sentence:
      'The record could not be made out. Have your supplier check it against the upload schema and send it again.',
  },
  'X-SUBJECT-NONE': {
    severity: 'urgent',
    sentence: 'The record names no child and no mother. Add the subject and send it again.',
  },
  'X-NAME-MISSING': {
    severity: 'soon',
    sentence: 'The family name or the given name is missing. Add both as registered on PDS and send the record again.',
  },
  'X-DOB-MISSING': {
    severity: 'soon',
    sentence: 'The date of birth is missing. Add it as registered on PDS and send the record again.',
  },
  'X-DOB-FUTURE': {
    severity: 'soon',
    sentence:
      'The date of birth is in the future. Correct it; an unborn child is sent as a plan of its mother, with her date of birth.',
  },
  'X-DATE-IMPOSSIBLE': {
    severity: 'soon',
    sentence: 'A date in the record is no day of the calendar. Correct it and send the record again.',
  },
  'X-SUBJECT-TWO-NUMBERS': {
    severity: 'urgent',
    sentence:
      'The subjects of one record have different NHS numbers. Send one record for each person, each with its own number.',
  },
  'X-NUMBER-TWICE': {
    severity: 'urgent',
    sentence:
      'Two records in this file have the same NHS number, and none of them was stored. Find out whose number it is and send one record for that person, with all plans in it.',
  },
  'X-PLAN-NONE': {
    severity: 'soon',
    sentence: 'The record carries no plan. Add the plan that is to be stored, or leave the record out.',
  },
  'X-PLAN-DUP': {
    severity: 'soon',
    sentence: 'The record carries two plans of the same type. Send the one that holds now.',
  },
  'X-SUBJECT-TYPE': {
    severity: 'soon',
    sentence:
      'Plan and subject do not belong together. A child protection plan or a looked-after period needs the child, the plan of an unborn child needs the mother, each named once.',
  },
  'X-START-MISSING': {
    severity: 'soon',
    sentence: 'A plan has no start date. Add it and send the record again.',
  },
  'X-START-FUTURE': {
    severity: 'soon',
    sentence: 'A plan starts in the future. Send it on the day it starts, or correct the date.',
  },
  'X-END-BEFORE-START': {
    severity: 'soon',
    sentence: 'A plan ends before it starts. Correct the start or the end and send the record again.',
  },
  'X-END-FUTURE': {
    severity: 'soon',
    sentence: 'The plan ends in the future. Send the end date once that day has come.',
  },
  'X-END-MISSING': {
    severity: 'soon',
    sentence: 'The plan of an unborn child needs an end date. Send the day on which it is expected to end.',
  },
  'X-END-365': {
    severity: 'soon',
    sentence:
      'The plan ended more than 365 days ago and can no longer be ended. If it is still shown, send it once more with a delete date.',
  },
  'X-DELETE-FUTURE': {
    severity: 'soon',
    sentence: 'The delete date is in the future. To delete a plan stored by mistake send the day it was found out.',
  },
  'X-DELETE-UNKNOWN': {
    severity: 'soon',
    sentence:
      'There is no plan of this type and start date from you to delete. Send the delete with the start date you sent before, or leave it out.',
  },
  'X-OVER-18': {
    severity: 'stop',
    sentence:
      'By the date of birth on PDS the person is 18 or older, and the plan is no longer shown. Stop sending it, or have the date on PDS corrected.',
  },
  'X-PHONE-MISSING': {
    severity: 'urgent',
    sentence:
      'The file gives no emergency duty team phone, so no record was stored. Add the phone to the file and send it again with the next number.',
  },
  'X-CATEGORY-NOT-DECIDED': {
    severity: 'stop',
    sentence:
      'The record was stored without the category of its plan: the register does not take categories yet. Leave the category out until the programme names the day.',
  },
  'X-CATEGORY-UNKNOWN': {
    severity: 'soon',
    sentence:
      'The record was stored without the category of a plan. A child protection plan or the plan of an unborn child takes one of NEG, PHY, EMO, SAB and MUL, a looked-after period none.',
  },
  'X-NOT-OWNER': {
    severity: 'urgent',
    sentence:
      'The authority named in the file is not the one this mailbox belongs to. Nothing was stored; send the file from the mailbox of that authority.',
  },
  'X-COUNT': {
    severity: 'urgent',
    sentence:
      'The file does not hold as many records as it says. Nothing was stored; make the file anew and send it again.',
  },
  'X-SEQ-UNREADABLE': {
    severity: 'urgent',
    sentence: 'The file sequence number is not a number. Nothing was stored; number the file and send it again.',
  },
  'X-SEQ-OUT-OF-ORDER': {
    severity: 'urgent',
    sentence:
      'A file with a higher sequence number was already applied. Nothing was stored; send what still holds with the next number.',
  },
  'X-SEQ-REUSED': {
    severity: 'urgent',
    sentence:
      'Another file with this sequence number was applied before. Nothing was stored; send this one with the next number.',
  },
  'X-EMPTY': {
    severity: 'soon',
    sentence: 'The file holds no record. Nothing was stored; send a file when there is something to send.',
  },
} as const satisfies Record<string, DetailRow>

export type DetailCode = keyof typeof VERDICT_DETAILS

/** The detail as an answer carries it. */
export function verdictDetail(code: DetailCode): VerdictDetail {
  return { code, sentence: VERDICT_DETAILS[code].sentence }
}
