import type { NhsNumber } from '../demographics/index.ts'
import type { Author } from '../identity/index.ts'
import { dayInEngland } from '../platform/index.ts'
import { keyOfChild, openNumbers, openPerson } from '../register/index.ts'
import { HISTORY_LIMIT } from './access.ts'
import type { LookUpValues } from './asked.ts'
import type { LookupDeps } from './deps.ts'
import type { Access, Answer, ShownPlan, Withheld } from './question.ts'
import type { AccessRow, LookUpRow, PlanRow, WithheldRow } from './store.ts'

/** About which number the register was read and when, and whether the category of plans is decided on for that day. */
export type Reading = { readonly nhsNumber: NhsNumber; readonly checkedAt: Date; readonly offersCategory: boolean }

/** The reading a question asks for, by what is decided for its day. */
export function readingOf(
  { offersCategory }: Pick<LookupDeps, 'offersCategory'>,
  { nhsNumber, at }: Pick<LookUpValues, 'nhsNumber' | 'at'>,
): Reading {
  const offers = offersCategory?.(dayInEngland(at)) ?? false
  return { nhsNumber: nhsNumber as NhsNumber, checkedAt: at, offersCategory: offers }
}

/**
 * The answer a row of the look-up's statement means. `own` is the access just written, given where the history is
 * wanted: the statement itself cannot see it yet, and the author's current query is always in the history (hl7v3.md 10
 * rule 1). Throws SEALED_VALUE_UNREADABLE.
 */
export function answerOf(row: LookUpRow, reading: Reading, own?: Access): Answer {
  const { checkedAt, offersCategory } = reading
  const nhsNumber = row.numbers_sealed === null ? reading.nhsNumber : openCurrent(reading, row.numbers_sealed)
  if (row.plans === null && row.withheld === null) return { kind: 'NotKnown', nhsNumber, checkedAt }
  const before = (row.history ?? []).map(accessOf)
  const history = (own ? [own, ...before] : before).slice(0, HISTORY_LIMIT)
  const plans = (row.plans ?? []).map(plan => shownPlan(row.child_key, plan, offersCategory))
  return { kind: 'Known', nhsNumber, plans, withheld: (row.withheld ?? []).map(withheldBy), history, checkedAt }
}

function accessOf(row: AccessRow): Access {
  const { kind } = row
  const access = { accessId: row.access_id, at: new Date(row.at), author: row.author as Author }
  return kind === 'look-up' ? access : { ...access, kind }
}

export function withheldBy(row: WithheldRow): Withheld {
  return {
    authority: {
      code: row.authority_code,
      name: row.authority_name,
      emergencyPhone: row.emergency_phone,
      ...(row.office_phone !== null && { officePhone: row.office_phone }),
    },
  }
}

/** The number that took the place of the one asked about. */
function openCurrent({ nhsNumber }: Reading, sealed: string): NhsNumber {
  return openNumbers(keyOfChild(nhsNumber), sealed).current
}

function shownPlan(childKey: string, row: PlanRow, offersCategory: boolean): ShownPlan {
  const person = openPerson({ childKey, authorityCode: row.authority_code }, row.person_sealed)
  return {
    planId: row.plan_id,
    type: row.type,
    subject: row.subject,
    start: row.start_date,
    ...(row.end_date !== null && { end: row.end_date }),
    subjectName: { given: person.givenName, family: person.familyName },
    birthDate: person.birthDate,
    ...(person.localId !== null && { localId: person.localId }),
    ...(offersCategory && row.category !== null && { category: row.category }),
    authority: {
      code: row.authority_code,
      name: row.authority_name,
      emergencyPhone: row.emergency_phone,
      ...(row.office_phone !== null && { officePhone: row.office_phone }),
      lastUploadAt: new Date(row.last_upload_at),
    },
  }
}
