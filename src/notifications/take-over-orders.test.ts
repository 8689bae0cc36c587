import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { movedClock, nhsNumber, staff, uploader } from '../../test/support/register.ts'
import { keyOf } from '../../test/support/sealed.ts'
import { askAboutChild } from '../lookup/index.ts'
import { openMetrics, processKeyring, sealJson, silentLog, systemRandomness } from '../platform/index.ts'
import { takeOverOrders } from './index.ts'
import { openNotice } from './sealed-notice.ts'

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
  const rows = await database.owner.query<{ notice_id: string; authority_code: string; content_sealed: Buffer }>({
    text: 'delete from notifications.notification returning notice_id, authority_code, content_sealed',
  })
  return rows.map(({ notice_id, authority_code, content_sealed }) => {
    const { kind, authority } = openNotice(notice_id, content_sealed)
    return { kind, authority_code, authority }
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
  const [orderId, old] = [systemRandomness.uuid(), nhsNumber(2)]
  const sealed = sealJson(processKeyring(), [old, null, null, null], `register.inactive_number_order ${orderId}`)
  await database.owner.query({
    text: `insert into register.inactive_number_order (order_id, child_key, person_sealed, authority_code,
        authority_ods_code, authority_name, subject, upload_sequence, learned_at)
      values ($1, $2, $3, 'X01', $4, $5, 'child', '000001', $6)`,
    values: [orderId, keyOf(old), sealed, AUTHORITY.odsCode, AUTHORITY.name, clock.now()],
  })
  assert.deepEqual(await takeOver(), [{ kind: 'inactive-number', authority_code: 'X01', authority: AUTHORITY }])
})
