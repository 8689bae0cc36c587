import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import type { NhsNumber } from '../demographics/index.ts'
import { dropInactiveNumberOrders, markInactiveNumber, numbersHeld, takeInactiveNumberOrders } from './index.ts'
import {
  cpp,
  currentFinding,
  fromSampleton,
  inventedNumber,
  lac,
  record,
  sampleRegister,
  subject,
  upload,
} from './sample-register.ts'
import { openNumbers } from './store/sealed-numbers.ts'
import { keyOfChild } from './store/sealed-person.ts'

const register = sampleRegister(testDatabase)
const { deps, pds, rows, send, state } = register
const [OLD, NEW, NEWER] = [inventedNumber(1), inventedNumber(2), inventedNumber(3)]
const learnedAt = new Date('2026-01-16T02:00:00Z')

beforeEach(async () => {
  await register.empty()
  for (let n = 1; n <= 40; n += 1) pds.set(inventedNumber(n), currentFinding(n))
  state.now = new Date('2026-01-15T12:00:00Z')
})

const replace = (number: NhsNumber, replacedBy: NhsNumber) =>
  markInactiveNumber(deps, { number, replacedBy, learnedAt })
const shown = (number: NhsNumber) =>
  rows('select * from register.shown_plan where child_key = $1 order by authority_code, type', keyOfChild(number))
const now = async (number: NhsNumber) => {
  const key = keyOfChild(number)
  const [alias] = await rows('select * from register.number_now where old_key = $1', key)
  if (alias === undefined) return number
  const { current } = openNumbers(key, alias['numbers_sealed'] as Buffer)
  assert.equal(alias['current_key'], keyOfChild(current))
  return current
}
const later = () => {
  state.now = new Date(state.now.getTime() + 60_000)
}

test('with another in its place: plans move and keep their id, each authority is told once', async () => {
  await send(upload('0007', record(1, cpp('2025-01-01'), lac('2025-02-01'))))
  await send(fromSampleton(upload(3, record(1, cpp('2025-03-01')))), 'X26-2')
  const before = await shown(OLD)
  await replace(OLD, NEW)
  assert.deepEqual(await shown(OLD), [])
  assert.deepEqual(
    await shown(NEW),
    before.map(plan => ({ ...plan, nhs_number: NEW })),
  )
  assert.equal(await now(OLD), NEW)
  const orders = await takeInactiveNumberOrders(deps, 10)
  assert.deepEqual(
    orders.map(({ orderId, ...order }) => order).sort((a, b) => a.authorityCode.localeCompare(b.authorityCode)),
    [
      { code: 'LA-1', ods: '901', name: 'Exampleshire Council', sequence: '0007' },
      { code: 'LA-2', ods: '902', name: 'Sampleton Council', sequence: '3' },
    ].map(({ code, ods, name, sequence }) => ({
      nhsNumber: OLD,
      replacedBy: NEW,
      authorityCode: code,
      authorityOdsCode: ods,
      authorityName: name,
      localId: 'LOCAL-1',
      localIdAuthority: '901:Exampleshire',
      uploadSequence: sequence,
      learnedAt,
    })),
  )
})

test('told twice, it acts once', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'))))
  await replace(OLD, NEW)
  const before = await register.everything()
  await replace(OLD, NEW)
  assert.deepEqual(await register.everything(), before)
})

test('without another: marked, still shown under the old number, each authority and subject told once', async () => {
  const plans = [cpp('2025-01-01'), lac('2025-01-02'), { type: 'UCP' as const, start: '2025-10-01', end: '2026-03-01' }]
  const subjects = [subject(1), subject(1, { kind: 'mother', localId: 'MOTHER-1' })]
  await send(upload(1, { position: 1, plans, subjects }))
  await markInactiveNumber(deps, { number: OLD, learnedAt })
  const before = await register.everything()
  await markInactiveNumber(deps, { number: OLD, learnedAt })
  assert.deepEqual(await register.everything(), before)
  assert.equal((await shown(OLD)).length, 3)
  assert.deepEqual(await rows('select distinct number_state, version from register.plan'), [
    { number_state: 'withdrawn', version: 2 },
  ])
  const orders = await takeInactiveNumberOrders(deps, 10)
  assert.deepEqual(orders.map(order => [order.localId, order.replacedBy]).sort(), [
    ['LOCAL-1', undefined],
    ['MOTHER-1', undefined],
  ])
})

test('withdrawn first, replaced later: the plans move and the authority is told the new number', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'))))
  await markInactiveNumber(deps, { number: OLD, learnedAt })
  await replace(OLD, NEW)
  assert.equal((await shown(NEW)).length, 1)
  assert.deepEqual((await takeInactiveNumberOrders(deps, 10)).map(order => order.replacedBy).sort(), [NEW, undefined])
  assert.equal((await rows('select number_state from register.plan'))[0]?.['number_state'], 'current')
})

test('held under both: the one stored later stands, the other stays in history', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'))))
  later()
  await send(upload(2, record(2, cpp('2025-05-05'))))
  await replace(OLD, NEW)
  assert.equal((await shown(NEW))[0]?.['start_date'], '2025-05-05')
  assert.deepEqual(
    (await rows('select * from register.plan_history order by stored_at, version')).map(
      ({ nhs_number, version, change }) => ({ nhs_number, version, change }),
    ),
    [
      { nhs_number: OLD, version: 1, change: 'stored' },
      { nhs_number: OLD, version: 2, change: 'renumbered' },
      { nhs_number: NEW, version: 1, change: 'stored' },
    ],
  )
})

test('held under both, the moved one stored later: it takes the place', async () => {
  await send(upload(1, record(2, cpp('2025-05-05'))))
  later()
  await send(upload(2, record(1, cpp('2025-01-01'))))
  const [moved] = await shown(OLD)
  await replace(OLD, NEW)
  const [stands] = await shown(NEW)
  assert.deepEqual([stands?.['start_date'], stands?.['plan_id']], ['2025-01-01', moved?.['plan_id']])
  assert.deepEqual(
    await rows(
      'select version, change from register.plan_history where child_key = $1 order by version',
      keyOfChild(NEW),
    ),
    [
      { version: 1, change: 'stored' },
      { version: 2, change: 'renumbered' },
    ],
  )
})

test('a deleted plan, even stored later, gives way to one that is held', async () => {
  await send(upload(1, record(1, cpp('2025-01-01')), record(2, cpp('2025-05-05'))))
  later()
  await send(upload(2, record(2, { ...cpp('2025-05-05'), deleted: '2026-01-15' })))
  await replace(OLD, NEW)
  assert.equal((await shown(NEW))[0]?.['start_date'], '2025-01-01')
})

test('an ended plan, even stored later, gives way to a live one', async () => {
  await send(upload(1, record(1, cpp('2025-01-01')), record(2, cpp('2025-05-05'))))
  later()
  await send(upload(2, record(2, { ...cpp('2025-05-05'), end: '2025-12-15' })))
  await replace(OLD, NEW)
  const [stands] = await shown(NEW)
  assert.deepEqual([stands?.['start_date'], stands?.['end_date']], ['2025-01-01', null])
})

test('nobody is told of a plan that was deleted', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'))))
  await send(upload(2, record(1, { ...cpp('2025-01-01'), deleted: '2026-01-15' })))
  await replace(OLD, NEW)
  assert.deepEqual(await takeInactiveNumberOrders(deps, 10), [])
})

test('a row for the old number is CPR05 from then on, one for the new goes on with the plan', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'))))
  const [before] = await shown(OLD)
  await replace(OLD, NEW)
  assert.equal((await send(upload(2, record(1, cpp('2025-02-02'))))).verdicts[0]?.code, 'CPR05')
  await send(upload(3, record(2, cpp('2025-02-02'))))
  const [after] = await shown(NEW)
  assert.deepEqual([after?.['start_date'], after?.['plan_id']], ['2025-02-02', before?.['plan_id']])
})

test('replaced again: every old number leads to the newest, in whichever order it was learned', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'))))
  await replace(OLD, NEW)
  await replace(NEW, NEWER)
  assert.deepEqual([await now(OLD), await now(NEW), (await shown(NEWER)).length], [NEWER, NEWER, 1])
  await register.empty()
  await send(upload(1, record(1, cpp('2025-01-01'))))
  await replace(NEW, NEWER)
  await replace(OLD, NEW)
  assert.deepEqual([await now(OLD), await now(NEW), (await shown(NEWER)).length], [NEWER, NEWER, 1])
  assert.equal((await takeInactiveNumberOrders(deps, 10))[0]?.replacedBy, NEWER)
})

test('turned round by PDS: the plans come back, versions go on, and rows are taken again', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'))))
  await replace(OLD, NEW)
  await replace(NEW, OLD)
  assert.deepEqual([await now(NEW), await now(OLD)], [OLD, OLD])
  assert.equal((await send(upload(2, record(1, cpp('2025-02-02'))))).fileCode, 'CPF02')
  const versions = await rows(
    'select version from register.plan_history where child_key = $1 order by version',
    keyOfChild(OLD),
  )
  assert.deepEqual(
    versions.map(row => row['version']),
    [1, 2, 3, 4],
  )
})

test('a number that left and came back empty takes rows, its versions going on', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'))))
  await replace(OLD, NEW)
  await replace(NEW, NEWER)
  await replace(NEWER, OLD)
  await replace(OLD, NEW)
  await send(upload(2, record(2, lac('2025-02-02'), cpp('2025-02-02'))))
  const [{ versions } = {}] = await rows('select count(*) as versions from register.plan_history')
  const [{ keys } = {}] = await rows(
    'select count(distinct (child_key, authority_code, type, version)) as keys from register.plan_history',
  )
  assert.equal(versions, keys)
  assert.equal((await shown(NEW)).length, 2)
})

test('another successor for a number already replaced: the plans are found where they are', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'))))
  await replace(OLD, NEW)
  await replace(OLD, NEWER)
  assert.equal(await now(OLD), NEW)
  assert.equal((await shown(NEW)).length, 1)
})

test('a number cannot be replaced by itself', async () => {
  await assert.rejects(replace(OLD, OLD), {
    code: 'REGISTER_NUMBER_REPLACES_ITSELF',
    message: 'An NHS number cannot be replaced by itself',
  })
})

test('orders stay until dropped, oldest first, and dropping twice is no fault', async () => {
  await send(upload(1, record(1, cpp('2025-01-01')), record(2, cpp('2025-01-01'))))
  await markInactiveNumber(deps, { number: NEW, learnedAt: new Date('2026-01-17T00:00:00Z') })
  await markInactiveNumber(deps, { number: OLD, learnedAt })
  const [first] = await takeInactiveNumberOrders(deps, 1)
  assert.equal(first?.nhsNumber, OLD)
  assert.deepEqual(await takeInactiveNumberOrders(deps, 1), [first])
  await dropInactiveNumberOrders(deps, [first?.orderId ?? ''])
  await dropInactiveNumberOrders(deps, [first?.orderId ?? ''])
  assert.deepEqual(
    (await takeInactiveNumberOrders(deps, 9)).map(order => order.nhsNumber),
    [NEW],
  )
})

test('an upload in hand and a change of its number wait for each other: no plan is left under the old one', async () => {
  for (let round = 1; round <= 5; round += 1) {
    await register.empty()
    await Promise.all([send(upload(1, record(1, cpp('2025-01-01')))), replace(OLD, NEW)])
    assert.deepEqual(await shown(OLD), [])
  }
})

test('numbers held: those shown today, page by page in the order of their keys', async () => {
  await send(upload(1, ...[5, 6, 7, 8].map(n => record(n, cpp('2025-01-01')))))
  await send(
    upload(2, record(8, { ...cpp('2025-01-01'), deleted: '2026-01-15' }), record(6, cpp('2024-01-01', '2025-01-16'))),
  )
  const all = [5, 6, 7].map(inventedNumber).sort((a, b) => (keyOfChild(a) < keyOfChild(b) ? -1 : 1))
  assert.deepEqual(await numbersHeld(deps, { limit: 2 }), all.slice(0, 2))
  assert.deepEqual(await numbersHeld(deps, { after: all[1] as NhsNumber, limit: 2 }), all.slice(2))
  state.now = new Date('2026-01-18T12:00:00Z')
  assert.deepEqual(
    await numbersHeld(deps, { limit: 9 }),
    all.filter(number => number !== inventedNumber(6)),
  )
})
