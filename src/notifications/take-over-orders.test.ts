import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { movedClock, nhsNumber, staff, uploader } from '../../test/support/register.ts'
import { askAboutChild } from '../lookup/index.ts'
import { openMetrics, silentLog, systemRandomness } from '../platform/index.ts'
import { takeOverOrders } from './index.ts'

let database: TestDatabase
const clock = movedClock('2026-11-22T10:00:00Z')
const common = { clock, randomness: systemRandomness, log: silentLog, metrics: openMetrics('test') }

before(async () => {
  database = await testDatabase()
})
after(() => database.end())

async function takeOver(): Promise<unknown[]> {
  const from = { lookup: database.pool('lookup'), register: database.pool('register') }
  await takeOverOrders({ ...common, db: database.pool('notifications') }, from)
  return database.owner.query({
    text: `delete from notifications.notification returning kind, authority_code, content -> 'authority' as authority`,
  })
}

/** The council's own key is X01; it is called E9001 on the wire. */
const AUTHORITY = { odsCode: 'E9001', name: 'X01 COUNCIL' }

test('a notice names the authority by its ODS code; its mailbox is found by our own key', async () => {
  const child = nhsNumber(1)
  await uploader(database, clock, 'X01').upload([
    { person: { nhsNumber: child }, plans: [{ type: 'CPP', start: '2026-01-05' }] },
  ])
  await database.owner.query({ text: `update register.authority_contact set ods_code = 'E9001'` })
  await askAboutChild(
    { ...common, db: database.pool('lookup'), answerWithinMs: 2_000 },
    {
      nhsNumber: child,
      mode: 'standard',
      careSetting: 'emergency-department',
      gate: 'open',
      findings: [],
      actor: staff('Ada'),
      channel: 'fhir',
      history: false,
      requestId: systemRandomness.uuid(),
    },
  )
  assert.deepEqual(await takeOver(), [{ kind: 'access', authority_code: 'X01', authority: AUTHORITY }])
})

test('so does the notice of an inactive number', async () => {
  await database.owner.query({
    text: `insert into register.inactive_number_order (order_id, old_number, authority_code, authority_ods_code,
        authority_name, subject, upload_sequence, learned_at)
      values ($1, $2, 'X01', $3, $4, 'child', '000001', $5)`,
    values: [systemRandomness.uuid(), nhsNumber(2), AUTHORITY.odsCode, AUTHORITY.name, clock.now()],
  })
  assert.deepEqual(await takeOver(), [{ kind: 'inactive-number', authority_code: 'X01', authority: AUTHORITY }])
})
