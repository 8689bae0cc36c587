import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { calendarDate } from '../platform/index.ts'
import { correctBirthDate, markInactiveNumber } from './index.ts'
import {
  cpp,
  currentFinding,
  fromSampleton,
  inventedNumber,
  lac,
  record,
  sampleRegister,
  subject,
  TODAY,
  upload,
} from './sample-register.ts'
import type { SubmittedPlan, SubmittedRecord, SubmittedSubject } from './upload.ts'

// Rows under a number that PDS withdrew without another in its place, as after an adoption.

const register = sampleRegister(testDatabase)
const { deps, pds, rows, send } = register
const NUMBER = inventedNumber(1)
const CPP = cpp('2025-01-01')
let sequence = 0

beforeEach(async () => {
  await register.empty()
  pds.set(NUMBER, currentFinding(1))
  sequence = 1
  await send(upload(1, record(1, CPP, lac('2025-02-01'))))
  await withdraw()
})

async function withdraw(): Promise<void> {
  pds.set(NUMBER, { kind: 'invalidated' })
  await markInactiveNumber(deps, { number: NUMBER, learnedAt: deps.clock.now() })
}

/** The code of the one row of the next file. */
async function answerTo(row: SubmittedRecord): Promise<string | undefined> {
  sequence += 1
  const [verdict] = (await send(upload(sequence, row))).verdicts
  return verdict?.detail?.code ?? verdict?.code
}
const sent = (...plans: SubmittedPlan[]) => answerTo(record(1, ...plans))
const withSubject = (parts: Partial<SubmittedSubject>, plan: SubmittedPlan = { ...CPP, end: '2026-01-10' }) =>
  answerTo({ ...record(1, plan), subjects: [subject(1, parts)] })
const held = async () => {
  const all = await rows(`select child_key, authority_code, type, start_date, end_date, delete_date, shown_until,
      number_state, version, person_sealed
    from register.plan where authority_code = 'LA-1' order by type`)
  return all.map(
    ({ type, start_date, end_date, delete_date, shown_until, number_state, version, given_name, local_id }) => {
      return { type, start_date, end_date, delete_date, shown_until, number_state, version, given_name, local_id }
    },
  )
}
const untouched = async (code: Promise<string | undefined>, expected: string) => {
  const before = await held()
  assert.equal(await code, expected)
  assert.deepEqual(await held(), before)
}

test('the authority ends its own plan: shown for its days more, marked as before, the other plan as it was', async () => {
  assert.equal(await sent({ ...CPP, end: '2026-01-10' }), 'CPR06')
  const alike = { number_state: 'withdrawn', delete_date: null, given_name: 'Sam Alex', local_id: 'LOCAL-1' }
  assert.deepEqual(await held(), [
    { type: 'CPP', start_date: '2025-01-01', end_date: '2026-01-10', shown_until: '2027-01-10', version: 3, ...alike },
    { type: 'LAC', start_date: '2025-02-01', end_date: null, shown_until: '2033-02-28', version: 2, ...alike },
  ])
  assert.deepEqual(await rows(`select change from register.plan_history where type = 'CPP' order by version`), [
    { change: 'stored' },
    { change: 'withdrawn' },
    { change: 'ended' },
  ])
})

test('the authority deletes its own plan', async () => {
  assert.equal(await sent({ ...CPP, deleted: TODAY }), 'CPR06')
  const [plan] = await held()
  assert.deepEqual([plan?.['delete_date'], plan?.['shown_until'], plan?.['number_state']], [TODAY, null, 'withdrawn'])
})

test('both at once, and the same again: stored, and nothing changes', async () => {
  const both = [
    { ...CPP, end: TODAY },
    { ...lac('2025-02-01'), deleted: TODAY },
  ]
  assert.equal(await sent(...both), 'CPR06')
  await untouched(sent(...both), 'CPR06')
})

test('an end may be put right', async () => {
  await sent({ ...CPP, end: '2026-01-10' })
  assert.equal(await sent({ ...CPP, end: '2025-12-10' }), 'CPR06')
  assert.equal((await held())[0]?.['shown_until'], '2026-12-10')
})

test('nothing that keeps a plan alive, makes one, or moves its start', async () => {
  await untouched(sent(CPP), 'CPR01')
  await untouched(sent({ ...CPP, end: '2026-01-16' }), 'CPR01')
  await untouched(sent({ ...CPP, start: '2025-01-02', end: '2026-01-10' }), 'CPR01')
  await untouched(sent({ ...CPP, start: '2025-01-02', deleted: TODAY }), 'CPR01')
  await untouched(sent({ type: 'UCP', start: '2025-10-01', end: '2026-01-10' }), 'CPR01')
  await untouched(sent({ ...CPP, end: '2026-01-10' }, lac('2025-02-01')), 'CPR01')
  await untouched(answerTo({ ...record(1), plans: [] }), 'CPR01')
})

test('a deleted plan does not come back by an end', async () => {
  await sent({ ...CPP, deleted: TODAY })
  await untouched(sent({ ...CPP, end: '2026-01-10' }), 'CPR01')
})

test('another person than the one held is refused, and the match is no looser than with PDS', async () => {
  await untouched(withSubject({ familyName: 'Simple' }), 'CPR03')
  await untouched(withSubject({ givenName: 'Kim' }), 'CPR03')
  await untouched(withSubject({ birthDate: '2015-03-02' }), 'CPR03')
  assert.equal(await withSubject({ givenName: 'SAM', familyName: 'sample', localId: 'OTHER' }), 'CPR06')
  assert.equal((await held())[0]?.['given_name'], 'Sam Alex')
})

test('the birth date as PDS corrected it before it withdrew the number is right too', async () => {
  await register.empty()
  pds.set(NUMBER, currentFinding(1))
  sequence = 1
  await send(upload(1, record(1, CPP)))
  await correctBirthDate(deps, { number: NUMBER, birthDate: calendarDate('2014-07-09') })
  await withdraw()
  assert.equal(await withSubject({ birthDate: '2014-07-09' }), 'CPR06')
  assert.equal(await withSubject({ birthDate: '2015-03-01' }, { ...CPP, end: '2026-01-09' }), 'CPR06')
  await untouched(withSubject({ birthDate: '2014-07-10' }), 'CPR03')
})

test('the rules of dates and of the file hold as ever', async () => {
  await untouched(sent({ ...CPP, end: '2024-12-31' }), 'X-END-BEFORE-START')
  await untouched(sent({ ...CPP, deleted: '2026-01-16' }), 'X-DELETE-FUTURE')
  await untouched(withSubject({ kind: 'mother' }), 'X-SUBJECT-TYPE')
  sequence += 1
  const twice = upload(sequence, record(1, { ...CPP, end: TODAY }), record(1, { ...CPP, deleted: TODAY }))
  assert.deepEqual(
    (await send(twice)).verdicts.map(verdict => verdict.detail?.code),
    ['X-NUMBER-TWICE', 'X-NUMBER-TWICE'],
  )
})

test('a plan that ended more than 365 days ago can still be deleted', async () => {
  assert.equal(await sent({ ...CPP, end: '2025-01-02' }), 'X-END-365')
  assert.equal(await sent({ ...CPP, end: '2025-01-02', deleted: TODAY }), 'CPR06')
})

test('another authority’s plan cannot be touched, nor one that is not marked', async () => {
  const others = fromSampleton(upload(1, record(1, { ...CPP, deleted: TODAY })))
  assert.equal((await send(others, 'X26-2')).verdicts[0]?.code, 'CPR01')
  await register.empty()
  pds.set(NUMBER, currentFinding(1))
  sequence = 1
  await send(upload(1, record(1, CPP)))
  pds.set(NUMBER, { kind: 'invalidated' })
  await untouched(sent({ ...CPP, end: '2026-01-10' }), 'CPR01')
})

test('a number PDS has forgotten altogether is out of use as well', async () => {
  pds.set(NUMBER, { kind: 'unknown' })
  assert.equal(await sent({ ...CPP, end: '2026-01-10' }), 'CPR06')
})

test('a number in use again is judged by PDS again', async () => {
  pds.set(NUMBER, currentFinding(1))
  assert.equal(await sent(cpp('2025-05-05')), 'CPR06')
  assert.equal((await held())[0]?.['number_state'], 'current')
})
