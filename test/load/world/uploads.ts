import type { NhsNumber, PdsFinding } from '../../../src/demographics/index.ts'
import { calendarDate } from '../../../src/platform/index.ts'
import type { SubmittedUpload } from '../../../src/register/index.ts'
import { planOf, START } from './plans.ts'

const BIRTH_DATE = calendarDate('2019-02-14')

/** The authority of an upload, each place another. */
export function authorityOf(place: number) {
  const odsCode = `9${String(place).padStart(2, '0')}`
  return { odsCode, name: `Exampleshire ${place}`, emergencyPhone: '07700900801', officePhone: '01632960801' }
}

/** An upload of one child protection plan for each number. */
export function uploadOf(numbers: readonly NhsNumber[], place: number, sequence: number): SubmittedUpload {
  const authority = authorityOf(place)
  return {
    kind: 'upload',
    sequence: String(sequence).padStart(6, '0'),
    createdAt: `${START}T09:00:00Z`,
    declaredCount: numbers.length,
    authority,
    records: numbers.map((nhsNumber, index) => ({
      position: index + 1,
      plans: [{ type: 'CPP', start: START }],
      subjects: [
        {
          kind: 'child',
          nhsNumber,
          localId: `LOCAL-${index + 1}`,
          localIdAuthority: `${authority.odsCode}:${authority.name}`,
          familyName: 'Sample',
          givenName: 'Robin',
          birthDate: BIRTH_DATE,
        },
      ],
    })),
  }
}

/** What PDS would say: it agrees with every row of `uploadOf`. Made anew for each asking. */
export function pdsAgrees(numbers: readonly NhsNumber[]): ReadonlyMap<NhsNumber, PdsFinding> {
  return new Map(numbers.map(nhsNumber => [nhsNumber, agreed(nhsNumber)]))
}

function agreed(nhsNumber: NhsNumber): PdsFinding {
  const person = { nhsNumber, given: ['Robin'], family: 'Sample', birthDate: BIRTH_DATE }
  return { kind: 'current', person: { ...person, security: 'U', versionId: '1' } }
}

/** The values of the columns of `register.plan` that vary in `uploadOf`, one array for each; sealed as the register seals. */
export function planColumns(numbers: readonly NhsNumber[], newId: () => string) {
  const plans = numbers.map((number, index) => planOf(number, '900', index + 1))
  return {
    childKeys: plans.map(plan => plan.child),
    planIds: numbers.map(newId),
    starts: numbers.map(() => START),
    localKeys: plans.map(plan => plan.local),
    sealed: plans.map(plan => plan.sealed),
    positions: numbers.map((_, index) => index + 1),
  }
}
