import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type CareSetting, listCareSettings, loadReference } from '../../../src/care-settings/index.ts'
import type { Actor } from '../../../src/identity/index.ts'
import { calendarDate, systemRandomness } from '../../../src/platform/index.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { movedClock, nhsNumber, uploader } from '../../support/register.ts'
import { keyOf } from '../../support/sealed.ts'
import { byNumber, request } from './edge.ts'
import { realEdge, staffOf } from './real-edge.ts'

// In each care setting there is, the right user sees the plan, and the authority is told or is not; the wrong one sees
// nothing. Each setting has an onboarded organisation of the invented reference data.

let database: TestDatabase
let settings: CareSetting[]
const clock = movedClock('2026-11-22T10:00:00Z')
before(async () => {
  database = await testDatabase()
  await loadReference(database.owner, { invented: true })
  settings = await listCareSettings({ db: database.pool('care_settings') }, calendarDate('2026-11-22'))
})
after(() => database.end())

let place = 5_000
let sequence: ReturnType<typeof uploader> | undefined
async function heldChild(): Promise<string> {
  place += 1
  sequence ??= uploader(database, clock, 'X01', 'Exampleshire County Council')
  await sequence.upload([{ person: { nhsNumber: nhsNumber(place) }, plans: [{ type: 'CPP', start: '2026-01-05' }] }])
  return nhsNumber(place)
}

type Seen = { status: number; plans: number; told: number; listed: number }

async function look(actor: Actor, unscheduled: boolean): Promise<Seen> {
  const child = await heldChild()
  const headers = { isunscheduledaccessevent: String(unscheduled), 'x-request-id': systemRandomness.uuid() }
  const response = await request(realEdge(database, clock, { actor }), { query: byNumber(child), headers })
  const [left] = await database.owner.query<{ told: number; listed: number }>({
    text: `select (select count(*) from lookup.notice_order where child_key = $1) as told,
      (select count(*) from lookup.access where child_key = $1) as listed`,
    values: [keyOf(child)],
  })
  assert.ok(left)
  return { status: response.statusCode, plans: response.json().total ?? 0, ...left }
}

/** The children's wards of the reference data are sites: they have what their parent has. */
const SITES: Readonly<Record<string, string>> = { 'paediatric-ward': 'X9931' }

/** An organisation of this setting that may look up. */
async function organisationOf(code: string): Promise<string> {
  const site = SITES[code]
  if (site !== undefined) return site
  const [row] = await database.owner.query<{ ods_code: string }>({
    text: `select ods_code from care_settings.organisation where care_setting = $1 and onboarded_on is not null
      and dspt_valid_to > '2026-11-22' and agreement_valid_to is null order by ods_code limit 1`,
    values: [code],
  })
  assert.ok(row, `no organisation of ${code}`)
  return row.ods_code
}

const REFUSED: Seen = { status: 403, plans: 0, told: 0, listed: 0 }

test('unscheduled settings: the notifying role sees, is listed, and the authority is told', async () => {
  const standard = settings.filter(one => one.mode === 'standard')
  assert.equal(standard.length, 9)
  for (const { code } of standard) {
    const odsCode = await organisationOf(code)
    assert.deepEqual(await look(staffOf(odsCode, 'B0107'), true), { status: 200, plans: 1, told: 1, listed: 1 }, code)
    assert.deepEqual(await look(staffOf(odsCode, 'B0170'), true), REFUSED, code)
    assert.deepEqual(await look(staffOf(odsCode, 'B0264'), true), REFUSED, code)
  }
})

test('scheduled settings: the silent role sees, and there is no trace but the audit', async () => {
  const silent = settings.filter(one => one.mode === 'silent')
  assert.equal(silent.length, 9)
  for (const { code } of silent) {
    const odsCode = await organisationOf(code)
    assert.deepEqual(await look(staffOf(odsCode, 'B0170'), false), { status: 200, plans: 1, told: 0, listed: 0 }, code)
    assert.deepEqual(await look(staffOf(odsCode, 'B0170'), true), REFUSED, code)
    assert.deepEqual(await look(staffOf(odsCode, 'B0264'), false), REFUSED, code)
  }
})

test('settings without access: nobody sees anything', async () => {
  const shut = settings.filter(one => one.mode === 'none')
  assert.ok(shut.length > 0)
  for (const { code } of shut) {
    const [row] = await database.owner.query<{ ods_code: string }>({
      text: 'select ods_code from care_settings.organisation where care_setting = $1 limit 1',
      values: [code],
    })
    if (row === undefined) continue
    for (const activity of ['B0107', 'B0170'])
      assert.deepEqual(await look(staffOf(row.ods_code, activity), activity === 'B0107'), REFUSED, code)
  }
})
