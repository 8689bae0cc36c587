import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { calendarDate } from '../platform/index.ts'
import { correctBirthDate, holdsNumber, markInactiveNumber, numbersHeld } from './index.ts'
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

const register = sampleRegister(testDatabase)
const { deps, pds, rows, send } = register
const NUMBER = inventedNumber(1)
const correct = (birthDate: string) => correctBirthDate(deps, { number: NUMBER, birthDate: calendarDate(birthDate) })

beforeEach(async () => {
  await register.empty()
  pds.set(NUMBER, currentFinding(1))
})

const plans = async () => {
  const all = await rows(`select child_key, authority_code, type, person_sealed, shown_until, version, stored_at
    from register.plan order by authority_code, type`)
  return all.map(({ authority_code, type, birth_date, pds_birth_date, shown_until, version, stored_at }) => {
    return { authority_code, type, birth_date, pds_birth_date, shown_until, version, stored_at }
  })
}

test('the last day shown follows the birthday; what the authority sent stays, as a new version of each plan', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'), lac('2025-02-01', '2025-12-31'))))
  await send(fromSampleton(upload(1, record(1, cpp('2025-03-01')))), 'X26-2')
  const before = await plans()
  assert.equal(await correct('2014-07-09'), 3)
  const sent = { birth_date: '2015-03-01', pds_birth_date: '2014-07-09', version: 2 }
  const stored_at = before[0]?.['stored_at']
  assert.deepEqual(await plans(), [
    { authority_code: 'LA-1', type: 'CPP', ...sent, shown_until: '2032-07-08', stored_at },
    { authority_code: 'LA-1', type: 'LAC', ...sent, shown_until: '2026-12-31', stored_at },
    { authority_code: 'LA-2', type: 'CPP', ...sent, shown_until: '2032-07-08', stored_at },
  ])
  assert.deepEqual(
    await rows(`select version, change, shown_until from register.plan_history
      where authority_code = 'LA-1' and type = 'CPP' order by version`),
    [
      { version: 1, change: 'stored', shown_until: '2033-02-28' },
      { version: 2, change: 'stored', shown_until: '2032-07-08' },
    ],
  )
})

test('the same date again changes nothing', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'))))
  await correct('2014-07-09')
  const before = await register.everything()
  assert.equal(await correct('2014-07-09'), 0)
  assert.deepEqual(await register.everything(), before)
})

test('older by PDS than was thought: the plan is over; younger again: it is shown again', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'))))
  await correct('2008-01-15')
  assert.deepEqual(await numbersHeld(deps, { limit: 9 }), [])
  await correct('2008-01-17')
  assert.deepEqual(await numbersHeld(deps, { limit: 9 }), [NUMBER])
})

test('the plan of an unborn child does not hang on its mother’s age', async () => {
  const ucp = { type: 'UCP' as const, start: '2025-10-01', end: '2026-03-01' }
  await send(upload(1, record(1, ucp)))
  assert.equal(await correct('1990-01-01'), 1)
  assert.equal((await plans())[0]?.['shown_until'], '2026-03-29')
})

test('a deleted plan stays deleted and unchanged', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'))))
  await send(upload(2, record(1, { ...cpp('2025-01-01'), deleted: TODAY })))
  const before = await register.everything()
  assert.equal(await correct('2014-07-09'), 0)
  assert.deepEqual(await register.everything(), before)
})

test('the next upload with the corrected date goes on from there', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'))))
  await correct('2014-07-09')
  pds.set(NUMBER, currentFinding(1, { birthDate: calendarDate('2014-07-09') }))
  const corrected = { ...record(1, cpp('2025-01-01')), subjects: [subject(1, { birthDate: '2014-07-09' })] }
  assert.equal((await send(upload(2, corrected))).fileCode, 'CPF02')
  const [plan] = await plans()
  assert.deepEqual([plan?.['birth_date'], plan?.['version']], ['2014-07-09', 3])
})

test('an upload in hand and a correction wait for each other', async () => {
  for (let round = 1; round <= 5; round += 1) {
    await register.empty()
    await send(upload(1, record(1, cpp('2025-01-01'))))
    const [answer] = await Promise.all([send(upload(2, record(1, cpp('2025-02-02')))), correct('2014-07-09')])
    assert.equal(answer.fileCode, 'CPF02')
    const versions = await rows('select count(*) as count, max(version) as last from register.plan_history')
    assert.equal(versions[0]?.['count'], versions[0]?.['last'])
  }
})

test('whether a number is held: plans shown, ended, withdrawn and deleted, but not those that moved on', async () => {
  assert.equal(await holdsNumber(deps, NUMBER), false)
  await send(upload(1, record(1, cpp('2025-01-01'))))
  assert.equal(await holdsNumber(deps, NUMBER), true)
  await markInactiveNumber(deps, { number: NUMBER, replacedBy: inventedNumber(2), learnedAt: deps.clock.now() })
  assert.deepEqual([await holdsNumber(deps, NUMBER), await holdsNumber(deps, inventedNumber(2))], [false, true])
})
