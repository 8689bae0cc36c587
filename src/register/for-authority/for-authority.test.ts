import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { numbersFrom, sendFile } from '../../../test/support/portal-authority.ts'
import { movedClock, staff } from '../../../test/support/register.ts'
import { keyOf } from '../../../test/support/sealed.ts'
import { type NhsNumber, readNhsNumber } from '../../demographics/index.ts'
import { systemRandomness } from '../../platform/index.ts'
import {
  findOwnChild,
  listOwnChildren,
  listUnbornOverdue,
  readGivenPhones,
  readOwnChild,
  showNumber,
} from './children.ts'
import { listSentUploads, readSentUpload } from './uploads.ts'

const database = await testDatabase()
after(() => database.end())
const clock = movedClock('2026-11-01T06:00:00Z')
const deps = { db: database.pool('authority'), clock, randomness: systemRandomness }
const numbers = numbersFrom(0, 6).map(number => readNhsNumber(number) as NhsNumber)
const [first, second, mother, theirs] = numbers as [NhsNumber, NhsNumber, NhsNumber, NhsNumber]
const ALL = { skip: 0, limit: 50 }
let partly = ''

before(async () => {
  await sendFile(database, clock, {
    code: 'X01',
    sequence: 1,
    records: [
      { nhsNumber: first, localId: 'B-1' },
      { nhsNumber: second, localId: 'A-1', start: '2025-02-01', end: '2025-11-21' },
      { nhsNumber: mother, localId: 'M-1', type: 'UCP', start: '2025-11-03', end: '2026-11-20' },
    ],
  })
  clock.forward(24)
  const file = {
    code: 'X01',
    sequence: 2,
    records: [
      { nhsNumber: first, localId: 'B-1', type: 'LAC' as const },
      { nhsNumber: '9990000000', localId: 'C-1' },
      { nhsNumber: second, localId: 'A-1', start: '2025-02-01', end: '2025-10-30' },
    ],
  }
  partly = (await sendFile(database, clock, file)).uploadId
  await sendFile(database, clock, { code: 'X02', sequence: 1, records: [{ nhsNumber: theirs }, { nhsNumber: first }] })
  clock.forward(24)
  await sendFile(database, clock, { code: 'X01', sequence: 3, records: [{ nhsNumber: first }], claims: 'X02' })
})

test('uploads are listed newest first, with the reason that is not on the wire', async () => {
  const { rows, total } = await listSentUploads(deps, 'X01', ALL)
  assert.equal(total, 3)
  assert.deepEqual(
    rows.map(one => [one.sequence, one.fileCode, one.processed, one.stored, one.detailCode]),
    [
      ['000003', 'CPF01', 0, 0, 'X-NOT-OWNER'],
      ['000002', 'CPF03', 3, 1, undefined],
      ['000001', 'CPF02', 3, 3, undefined],
    ],
  )
  assert.match(rows[0]?.detailSentence ?? '', /^The authority named in the file is not/)
  assert.deepEqual(
    (await listSentUploads(deps, 'X01', { skip: 2, limit: 1 })).rows.map(one => one.sequence),
    ['000001'],
  )
  assert.deepEqual(await listSentUploads(deps, 'X03', ALL), { rows: [], total: 0 })
})

test('an upload shows its rows by position and own id, and nothing else that names anybody', async () => {
  const refused = await readSentUpload(deps, 'X01', { ...ALL, uploadId: partly, refusedOnly: true })
  assert.deepEqual(
    refused.rows.map(row => [row.position, row.localId, row.code, row.detailCode, row.plans]),
    [
      [2, 'C-1', 'CPR04', undefined, ['CPP']],
      [3, 'A-1', 'CPR07', 'X-END-365', ['CPP']],
    ],
  )
  assert.deepEqual([refused.stored, refused.refused, refused.total], [1, 2, 2])
  const all = await readSentUpload(deps, 'X01', { skip: 1, limit: 1, uploadId: partly, refusedOnly: false })
  assert.deepEqual([all.total, all.rows.map(row => row.position)], [3, [2]])
  assert.doesNotMatch(JSON.stringify(all), /SAMPLE|9990000000/)
})

for (const [who, uploadId] of [
  ['another authority', () => partly],
  ['an id that is none', () => '1'],
  ['an id nobody has', () => systemRandomness.uuid()],
] as const)
  test(`${who}: there is no such upload`, async () => {
    await assert.rejects(readSentUpload(deps, 'X02', { ...ALL, uploadId: uploadId(), refusedOnly: true }), {
      code: 'REGISTER_UPLOAD_UNKNOWN',
      message: 'There is no such upload',
    })
  })

test('children are those a look-up shows today, each whole, by the own id', async () => {
  clock.at('2026-11-21T10:00:00Z')
  const { rows, total } = await listOwnChildren(deps, 'X01', ALL)
  assert.deepEqual(
    rows.map(child => [child.nhsNumber, child.plans.map(plan => `${plan.localId} ${plan.type} ${plan.shownUntil}`)]),
    [
      [second, ['A-1 CPP 2026-11-21']],
      [first, ['B-1 CPP 2034-04-01', 'B-1 LAC 2034-04-01']],
      [mother, ['M-1 UCP 2026-12-18']],
    ],
  )
  assert.equal(total, 3)
  clock.at('2026-11-22T10:00:00Z')
  assert.equal((await listOwnChildren(deps, 'X01', ALL)).total, 2, 'the last day of one is over')
  assert.deepEqual(
    (await listOwnChildren(deps, 'X01', { ...ALL, localId: 'M-1' })).rows.map(one => one.nhsNumber),
    [mother],
  )
  assert.equal((await listOwnChildren(deps, 'X01', { ...ALL, localId: 'm-1' })).total, 0)
  assert.equal((await listOwnChildren(deps, 'X01', { skip: 1, limit: 1 })).rows[0]?.nhsNumber, mother)
})

test('a child of another authority is not there, whatever that one has; each ask is kept', async () => {
  const asked = { actor: staff('Nia'), requestId: systemRandomness.uuid() }
  assert.deepEqual(
    (await findOwnChild(deps, 'X02', { ...asked, nhsNumber: first }))?.plans.map(plan => plan.type),
    ['CPP'],
    'its own plan only',
  )
  assert.equal(await findOwnChild(deps, 'X01', { ...asked, nhsNumber: theirs }), undefined)
  const unknown = { code: 'REGISTER_CHILD_UNKNOWN', message: 'Your authority holds no plan of such a child' }
  await assert.rejects(readOwnChild(deps, 'X01', { ...asked, nhsNumber: theirs }), unknown)
  await assert.rejects(showNumber(deps, 'X01', { ...asked, nhsNumber: theirs }), unknown)
  await showNumber(deps, 'X01', { ...asked, nhsNumber: first })
  const kept = await database.owner.query<{ line: string }>({
    text: `select concat_ws(' ', action, outcome, child_key) as line from audit.entry where request_id = $1`,
    values: [asked.requestId],
  })
  assert.deepEqual(kept.map(row => row.line).sort(), [
    `authority-child Known ${keyOf(first)}`,
    `authority-child NotKnown ${keyOf(theirs)}`,
    `authority-child NotKnown ${keyOf(theirs)}`,
    `nhs-number-shown Known ${keyOf(first)}`,
    `nhs-number-shown NotKnown ${keyOf(theirs)}`,
  ])
})

test('plans of unborn children that should be over, and the phones', async () => {
  assert.deepEqual(
    (await listUnbornOverdue(deps, 'X01', 5)).map(plan => plan.localId),
    ['M-1'],
  )
  assert.deepEqual(await readGivenPhones(deps, 'X01'), {
    emergencyPhone: '07700900801',
    officePhone: '01632960801',
    givenAt: new Date('2026-11-02T06:00:00Z'),
  })
  assert.equal(await readGivenPhones(deps, 'X03'), undefined)
})
