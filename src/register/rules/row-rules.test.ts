import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NhsNumber, PdsFinding } from '../../demographics/index.ts'
import { calendarDate } from '../../platform/index.ts'
import type { Plan } from '../plan.ts'
import { cpp, currentFinding, inventedNumber, lac, record, subject, TODAY, upload } from '../sample-register.ts'
import { DEFAULT_REGISTER_SETTINGS } from '../settings.ts'
import type { SubmittedPlan, SubmittedRecord, SubmittedSubject, SubmittedUpload } from '../upload.ts'
import { judgeRows } from './judge-rows.ts'
import { ROW_RULES } from './row-rules.ts'
import { VERDICT_DETAILS } from './verdict-details.ts'

type Circumstances = {
  findings?: ReadonlyMap<NhsNumber, PdsFinding>
  held?: readonly Plan[]
  replaced?: ReadonlySet<NhsNumber>
  settings?: typeof DEFAULT_REGISTER_SETTINGS
}

function judge(sent: SubmittedUpload, circumstances: Circumstances = {}): string[] {
  const rows = judgeRows({
    upload: sent,
    findings: new Map([1, 2].map(n => [inventedNumber(n), currentFinding(n)])),
    held: [],
    replaced: new Set(),
    settings: DEFAULT_REGISTER_SETTINGS,
    today: TODAY,
    newId: () => '00000000-0000-4000-8000-000000000001',
    ...circumstances,
  })
  for (const row of rows) assert.equal(row.changes.length > 0, row.code === 'CPR06' && row.record.plans.length > 0)
  return rows.map(row => row.detail?.code ?? row.code)
}

const one = (row: SubmittedRecord, circumstances: Circumstances = {}) => judge(upload(1, row), circumstances)[0]
const withPlan = (...plans: SubmittedPlan[]) => one(record(1, ...plans))
const withSubject = (parts: Partial<SubmittedSubject>) =>
  one({ ...record(1, cpp('2025-01-01')), subjects: [subject(1, parts)] })
const found = (finding: PdsFinding) => ({ findings: new Map([[inventedNumber(1), finding]]) })
const without = (key: keyof SubmittedSubject) => {
  const { [key]: _, ...rest } = subject(1)
  return one({ ...record(1, cpp('2025-01-01')), subjects: [rest as SubmittedSubject] })
}
const ucp = (start: string, end?: string): SubmittedPlan => ({ type: 'UCP', start, ...(end !== undefined && { end }) })

test('CPR06: nothing stands against the row', () => {
  assert.equal(withPlan(cpp('2026-01-15')), 'CPR06')
})

test('CPR04: not ten digits, a wrong check digit, an old number, none', () => {
  for (const nhsNumber of ['999000001', '9990000019', 'ABC 123', '999 000 0018', ''])
    assert.equal(withSubject({ nhsNumber }), 'CPR04')
  assert.equal(without('nhsNumber'), 'CPR04')
})

test('CPR01: unknown to PDS, or taken out of use without another', () => {
  assert.equal(one(record(1, cpp('2025-01-01')), found({ kind: 'unknown' })), 'CPR01')
  assert.equal(one(record(1, cpp('2025-01-01')), found({ kind: 'invalidated' })), 'CPR01')
})

test('CPR02: PDS restricts the record, whatever else does not agree', () => {
  for (const security of ['R', 'V'] as const)
    assert.equal(one(record(1, cpp('2025-01-01')), found(currentFinding(1, { security, given: [] }))), 'CPR02')
})

test('CPR05: superseded by PDS, or replaced in the register already', () => {
  assert.equal(one(record(1, cpp('2025-01-01')), found({ kind: 'superseded', by: inventedNumber(2) })), 'CPR05')
  assert.equal(one(record(1, cpp('2025-01-01')), { replaced: new Set([inventedNumber(1)]) }), 'CPR05')
})

test('CPR03: family name, given name or birth date is another', () => {
  assert.equal(withSubject({ familyName: 'Simple' }), 'CPR03')
  assert.equal(withSubject({ givenName: 'Kim' }), 'CPR03')
  assert.equal(withSubject({ birthDate: '2015-03-02' }), 'CPR03')
})

const held: Plan = {
  nhsNumber: inventedNumber(1),
  type: 'CPP',
  planId: '00000000-0000-4000-8000-000000000002',
  subject: 'child',
  start: calendarDate('2025-01-01'),
  end: null,
  deleted: null,
  shownUntil: calendarDate('2033-02-28'),
  givenName: 'Sam Alex',
  familyName: 'Sample',
  birthDate: calendarDate('2015-03-01'),
  pdsBirthDate: calendarDate('2015-03-01'),
  localId: null,
  localIdAuthority: null,
  numberState: 'current',
  category: null,
  version: 1,
}
const adult = (birthDate: string) => ({
  findings: new Map([[inventedNumber(1), currentFinding(1, { birthDate: calendarDate(birthDate) })]]),
})
const born = (birthDate: string, ...plans: SubmittedPlan[]) => ({
  ...record(1, ...plans),
  subjects: record(1, ...plans).subjects.map(one => ({ ...one, birthDate })),
})
const twins = upload(1, record(1, cpp('2025-01-01')), record(2, cpp('2025-01-01')), record(1, lac('2025-01-01')))
const mother = subject(1, { kind: 'mother' })
const phoneless = { ...upload(1, record(1, cpp('2025-01-01'))), authority: { odsCode: '901', name: 'Exampleshire' } }

/** Every detail of a row, by what brings it about. */
const BROUGHT_ABOUT: Record<string, () => (string | undefined)[]> = {
  'X-RECORD-UNREADABLE': () => [one({ ...record(1, cpp('2025-01-01')), fault: 'two names' })],
  'X-SUBJECT-NONE': () => [one({ ...record(1, cpp('2025-01-01')), subjects: [] })],
  'X-NAME-MISSING': () => [without('familyName'), without('givenName'), withSubject({ givenName: ' ' })],
  'X-DOB-MISSING': () => [without('birthDate'), withSubject({ birthDate: '' })],
  'X-DOB-FUTURE': () => [withSubject({ birthDate: '2026-01-16' })],
  'X-DATE-IMPOSSIBLE': () => [
    withSubject({ birthDate: '2015-02-30' }),
    withSubject({ birthDate: '0000-01-01' }),
    withPlan(cpp('2025-02-30')),
    withPlan(cpp('0000-01-01')),
    withPlan(cpp('2025-01-01', 'yesterday')),
    withPlan({ ...cpp('2025-01-01'), deleted: '20250101' }),
  ],
  'X-SUBJECT-TWO-NUMBERS': () => [
    one({ ...record(1, cpp('2025-01-01')), subjects: [subject(1), subject(2, { kind: 'mother' })] }),
  ],
  'X-NUMBER-TWICE': () => [judge(twins)[0], judge(twins)[2]],
  'X-PLAN-NONE': () => [withPlan()],
  'X-PLAN-DUP': () => [withPlan(cpp('2025-01-01'), cpp('2025-02-01'))],
  'X-SUBJECT-TYPE': () => [
    one({ ...record(1, ucp('2025-01-01', '2026-02-01')), subjects: [subject(1)] }),
    one({ ...record(1, cpp('2025-01-01')), subjects: [mother] }),
    one({ ...record(1, cpp('2025-01-01')), subjects: [subject(1), subject(1)] }),
  ],
  'X-START-MISSING': () => [withPlan({ type: 'CPP' }), withPlan(cpp(''))],
  'X-START-FUTURE': () => [withPlan(cpp('2026-01-16'))],
  'X-END-BEFORE-START': () => [withPlan(cpp('2025-01-02', '2025-01-01'))],
  'X-END-FUTURE': () => [withPlan(cpp('2025-01-01', '2026-01-16')), withPlan(lac('2025-01-01', '2026-01-16'))],
  'X-END-MISSING': () => [withPlan(ucp('2025-01-01')), withPlan(ucp('2025-01-01', ''))],
  'X-END-365': () => [withPlan(cpp('2024-01-01', '2025-01-14'))],
  'X-DELETE-FUTURE': () => [one(record(1, { ...cpp('2025-01-01'), deleted: '2026-01-16' }), { held: [held] })],
  'X-DELETE-UNKNOWN': () => [
    withPlan({ ...cpp('2025-01-01'), deleted: '2026-01-15' }),
    one(record(1, { ...cpp('2025-01-02'), deleted: '2026-01-15' }), { held: [held] }),
    one(record(1, { ...lac('2025-01-01'), deleted: '2026-01-15' }), { held: [held] }),
  ],
  'X-OVER-18': () => [
    one(born('2008-01-15', cpp('2025-01-01')), adult('2008-01-15')),
    one(born('2008-01-15', lac('2025-01-01')), adult('2008-01-15')),
  ],
  'X-PHONE-MISSING': () => [
    judge(phoneless)[0],
    judge({ ...phoneless, authority: { ...phoneless.authority, emergencyPhone: ' ' } })[0],
  ],
}

for (const [code, verdicts] of Object.entries(BROUGHT_ABOUT))
  test(`CPR07 ${code}`, () => {
    for (const verdict of verdicts()) assert.equal(verdict, code)
  })

test('every rule is brought about above, and every detail of a row is in the catalogue', () => {
  const ofRules = ROW_RULES.flatMap(rule => ('detail' in rule.ruling ? rule.ruling.detail : []))
  assert.deepEqual([...new Set(ofRules)].sort(), Object.keys(BROUGHT_ABOUT).sort())
})

test('every detail begins with X-, holds one or more sentences and no placeholder', () => {
  for (const [code, { sentence }] of Object.entries(VERDICT_DETAILS)) {
    assert.match(code, /^X-[A-Z0-9-]+$/)
    assert.match(sentence, /^[A-Z][^{}$]+\.$/)
  }
})

test('the edges of what is allowed', () => {
  assert.equal(withPlan(cpp('2025-02-01', '2025-02-01')), 'CPR06', 'ends on the day it starts')
  assert.equal(withPlan(cpp('2025-01-01', '2026-01-15')), 'CPR06', 'ends today')
  assert.equal(withPlan(cpp('2024-01-01', '2025-01-16')), 'CPR06', 'ended 364 days ago')
  assert.equal(withPlan(cpp('2024-01-01', '2025-01-15')), 'CPR06', 'ended 365 days ago')
  assert.equal(withPlan(ucp('2025-01-01', '2026-06-01')), 'CPR06', 'an unborn child’s plan ends ahead')
  assert.equal(one(born('2008-01-16', cpp('2025-01-01')), adult('2008-01-16')), 'CPR06', '18 tomorrow')
  assert.equal(one(born('1990-01-01', ucp('2025-01-01', '2026-06-01')), adult('1990-01-01')), 'CPR06', 'a mother of 36')
  assert.equal(judge(twins)[1], 'CPR06', 'a third record beside two with one number')
  const deleted = { ...cpp('2025-01-01'), deleted: '2026-01-15' }
  assert.equal(one(record(1, deleted), { held: [held] }), 'CPR06', 'deleted today')
})

test('born on 29 February 2008, the child is 18 on 1 March 2026', () => {
  const sent = upload(1, born('2008-02-29', cpp('2025-01-01')))
  const rule = ROW_RULES.find(one => 'detail' in one.ruling && one.ruling.detail === 'X-OVER-18')
  const verdictOn = (today: string) =>
    judgeRows({
      upload: sent,
      ...adult('2008-02-29'),
      held: [],
      replaced: new Set(),
      settings: DEFAULT_REGISTER_SETTINGS,
      today: calendarDate(today),
      newId: () => '',
    })[0]?.detail?.code
  assert.ok(rule)
  assert.equal(verdictOn('2026-02-28'), undefined)
  assert.equal(verdictOn('2026-03-01'), 'X-OVER-18')
})

test('an end ahead is taken where the settings say so', () => {
  const settings = { ...DEFAULT_REGISTER_SETTINGS, endDateInFuture: 'taken' as const }
  assert.equal(one(record(1, cpp('2025-01-01', '2026-06-01')), { settings }), 'CPR06')
})

test('the first rule broken gives the code: what the match needs, the number, PDS, then the plans', () => {
  const bad = { ...record(1, cpp('')), subjects: [subject(1, { givenName: '', nhsNumber: '1' })] }
  assert.equal(one(bad), 'X-NAME-MISSING')
  assert.equal(one({ ...bad, subjects: [subject(1, { nhsNumber: '1' })] }), 'CPR04')
  assert.equal(one({ ...bad, subjects: [subject(1, { familyName: 'Other' })] }), 'CPR03')
  assert.equal(one({ ...bad, subjects: [subject(1)] }), 'X-START-MISSING')
})
