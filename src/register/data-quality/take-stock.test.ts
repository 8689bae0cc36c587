import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { addDays } from '../../platform/index.ts'
import { markInactiveNumber } from '../inactive-numbers.ts'
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
} from '../sample-register.ts'
import type { SubmittedUpload } from '../upload.ts'
import { takeStock } from './take-stock.ts'

const register = sampleRegister(testDatabase)
const { deps, pds, state } = register
beforeEach(async () => {
  await register.empty()
  await register.rows('truncate register.outstanding_row, register.stock_taken')
  for (let n = 1; n <= 9; n += 1) pds.set(inventedNumber(n), currentFinding(n))
  state.now = new Date(`${TODAY}T12:00:00Z`)
})

const stockOf = (uploadId: string) => takeStock(deps, { uploadId, on: TODAY, now: state.now })
const stockAfter = async (sent: SubmittedUpload, mailbox?: string) =>
  stockOf((await register.send(sent, mailbox)).uploadId)

test('what is stored is held; what is refused is outstanding by its cause until it is stored', async () => {
  pds.delete(inventedNumber(2))
  pds.set(inventedNumber(3), currentFinding(3, { security: 'R' }))
  pds.set(inventedNumber(4), { kind: 'superseded', by: inventedNumber(9) } as never)
  const first = await stockAfter(
    upload(1, record(1, cpp('2026-01-05')), record(2, cpp('2026-01-05')), record(3, lac('2026-01-05')), {
      ...record(4, cpp('2026-01-05')),
    }),
  )
  assert.deepEqual(
    [first.fileCode, first.processed, first.stored, first.unmatched, first.unmatchedSince, first.held.people],
    ['CPF03', 4, 1, 3, state.now, 1],
  )
  assert.deepEqual(first.causes, [
    { code: 'CPR01', inFile: 1, outstanding: 1 },
    { code: 'CPR02', inFile: 1, outstanding: 1 },
    { code: 'CPR05', inFile: 1, outstanding: 1 },
  ])
  pds.set(inventedNumber(2), currentFinding(2))
  const began = state.now
  state.now = new Date(`${TODAY}T13:00:00Z`)
  const second = await stockAfter(upload(2, record(2, cpp('2026-01-05'))))
  assert.deepEqual(
    [second.fileCode, second.unmatched, second.unmatchedSince, second.held.people],
    ['CPF02', 2, began, 2],
  )
  assert.deepEqual(second.causes, [
    { code: 'CPR02', inFile: 0, outstanding: 1 },
    { code: 'CPR05', inFile: 0, outstanding: 1 },
  ])
})

test("a corrected number mends the record by the authority's own id; a new reason takes the place of the old", async () => {
  const wrong = { ...record(5, cpp('2026-01-05')), subjects: [subject(5, { nhsNumber: '9990000000' })] }
  assert.deepEqual((await stockAfter(upload(1, wrong))).causes, [{ code: 'CPR04', inFile: 1, outstanding: 1 }])
  const late = record(5, cpp('2024-01-01', '2024-06-01'))
  assert.deepEqual((await stockAfter(upload(2, late))).causes, [
    { code: 'CPR07', detail: 'X-END-365', inFile: 1, outstanding: 1 },
  ])
  const stock = await stockAfter(upload(3, record(5, cpp('2026-01-05'))))
  assert.deepEqual([stock.causes, stock.unmatched], [[], 0])
})

test('asked twice, or for an older upload after a newer one, nothing is counted again', async () => {
  pds.delete(inventedNumber(2))
  const { uploadId: older } = await register.send(upload(1, record(2, cpp('2026-01-05'))))
  pds.set(inventedNumber(2), currentFinding(2))
  const { uploadId: newer } = await register.send(upload(2, record(2, cpp('2026-01-05'))))
  const after = await stockOf(newer)
  assert.deepEqual(await stockOf(newer), after)
  assert.equal((await stockOf(older)).unmatched, 0)
})

test('a record without an id or a number counts for its own file only, and one not sent for 35 days is forgotten', async () => {
  const keyless = { ...record(6), subjects: [{ kind: 'child' as const }] }
  pds.delete(inventedNumber(7))
  const first = await stockAfter(upload(1, keyless, record(7, cpp('2026-01-05')), record(1, cpp('2026-01-05'))))
  assert.equal(
    first.causes.reduce((sum, cause) => sum + cause.outstanding, 0),
    2,
  )
  const { uploadId } = await register.send(upload(3, record(1, cpp('2026-01-05'))))
  const now = new Date(`${addDays(TODAY, 36)}T12:00:00Z`)
  const later = await takeStock(deps, { uploadId, on: TODAY, now })
  assert.deepEqual([later.causes, later.skipped], [[], 1])
})

test('held: plans by type, two authorities, near 18, unborn overdue, withdrawn', async () => {
  pds.set(inventedNumber(2), currentFinding(2, { birthDate: '2008-02-01' as never }))
  const nearly = { ...record(2, lac('2026-01-05')), subjects: [subject(2, { birthDate: '2008-02-01' })] }
  const unborn = { ...record(3, { type: 'UCP', start: '2025-06-01', end: '2026-01-10' }) }
  await register.send(fromSampleton(upload(1, record(1, cpp('2026-01-05')))), 'X26-2')
  const { uploadId } = await register.send(
    upload(1, record(1, cpp('2026-01-05')), nearly, unborn, record(4, cpp('2026-01-05'), lac('2026-01-06'))),
  )
  await markInactiveNumber(deps, { number: inventedNumber(4), learnedAt: state.now })
  assert.deepEqual((await stockOf(uploadId)).held, {
    people: 3,
    plans: { CPP: 2, LAC: 2, UCP: 1 },
    withdrawn: 1,
    unbornOverdue: 1,
    nearEighteen: 1,
    shared: 1,
  })
})

test('a file refused whole has its code and detail, and changes nothing that is outstanding', async () => {
  const sent = upload(1, record(1, cpp('2026-01-05')))
  const stock = await stockAfter({ ...sent, declaredCount: 7 })
  assert.deepEqual(
    [stock.fileCode, stock.detailCode, stock.processed, stock.stored, stock.causes],
    ['CPF01', 'X-COUNT', stock.processed, 0, []],
  )
  await assert.rejects(stockOf('00000000-0000-4000-8000-000000000000'), { code: 'REGISTER_UPLOAD_UNKNOWN' })
})
