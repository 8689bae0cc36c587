import { LookUpRefused } from '../../care-settings/index.ts'
import type { NhsNumber } from '../../demographics/index.ts'
import { type Answer, type DeclarationAnswer, HISTORY_LIMIT, type ShownPlan } from '../../lookup/index.ts'
import { type Clock, dayInEngland, refusal } from '../../platform/index.ts'
import { uuidOf } from '../bodies/named-uuid.ts'
import { fhirErrors } from '../errors.ts'
import { AUTHORITIES, FIXTURES, type Fixture, type FixturePlan, type Mishap } from './fixtures.ts'

const DAY_MS = 86_400_000

/** A register of canned answers, by NHS number. Throws FHIR_NOT_IN_SANDBOX and what a mishap throws. */
export type FixtureRegister = {
  readonly ask: (question: { readonly nhsNumber: NhsNumber }) => Promise<Answer>
  readonly declare: (declaration: { readonly nhsNumber: NhsNumber }) => Promise<DeclarationAnswer>
}

/** Opens the register of the sandbox (fhir-api.md 13). A number it has no example for is refused, not "nothing known". */
export function openFixtureRegister(clock: Clock): FixtureRegister {
  return {
    async ask({ nhsNumber }) {
      const fixture = found(nhsNumber)
      return fixture === 'not-checked'
        ? { kind: 'NotChecked', reason: 'register-unavailable', checkedAt: clock.now() }
        : answerOf(fixture, nhsNumber, clock.now())
    },
    async declare({ nhsNumber }) {
      const fixture = found(nhsNumber)
      if (fixture === 'not-checked')
        return { kind: 'NotChecked', reason: 'register-unavailable', checkedAt: clock.now() }
      return fixture.plans.length === 0 ? { kind: 'NothingKnown' } : { kind: 'Recorded', again: false, withheld: [] }
    },
  }
}

function found(nhsNumber: NhsNumber): Fixture | 'not-checked' {
  const fixture = FIXTURES[nhsNumber]
  if (fixture === undefined) throw refusal(fhirErrors, 'FHIR_NOT_IN_SANDBOX')
  if (typeof fixture !== 'string') return fixture
  return mishap(fixture)
}

function mishap(kind: Mishap): 'not-checked' {
  switch (kind) {
    case 'denied':
      throw new LookUpRefused('LOOK_UP_ACTIVITY_MISSING', [])
    case 'too-many':
      throw refusal(fhirErrors, 'FHIR_TOO_MANY_REQUESTS')
    case 'fault':
      throw new Error('the fault of the sandbox')
    case 'not-checked':
      return 'not-checked'
  }
}

function answerOf(fixture: Fixture, asked: NhsNumber, now: Date): Answer {
  const nhsNumber = (fixture.nowUnder ?? asked) as NhsNumber
  if (fixture.plans.length === 0) return { kind: 'NotKnown', nhsNumber, checkedAt: now }
  const history = fixture.accesses.slice(0, HISTORY_LIMIT).map((author, n) => ({
    accessId: uuidOf(['access', nhsNumber, String(n)]),
    at: new Date(now.getTime() - (n + 1) * DAY_MS),
    author,
  }))
  const plans = fixture.plans.map(plan => shown(plan, nhsNumber, now))
  return { kind: 'Known', nhsNumber, plans, withheld: [], history, checkedAt: now }
}

function shown({ type, start, endedDaysAgo, authority }: FixturePlan, nhsNumber: NhsNumber, now: Date): ShownPlan {
  return {
    planId: uuidOf(['plan', nhsNumber, type]),
    type,
    subject: type === 'UCP' ? 'mother' : 'child',
    start,
    ...(endedDaysAgo !== undefined && { end: dayInEngland(new Date(now.getTime() - endedDaysAgo * DAY_MS)) }),
    subjectName: { given: 'Robin', family: 'Sample' },
    birthDate: '2016-04-02',
    authority: { code: authority, ...AUTHORITIES[authority], lastUploadAt: now },
  }
}
