import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { type MovedClock, movedClock } from '../../../test/support/register.ts'
import { calendarDate, systemRandomness } from '../../platform/index.ts'
import { loadReference } from '../load-reference.ts'
import {
  type AgreementDeps,
  findAgreement,
  lapseAgreement,
  listAgreements,
  offerAgreement,
  readAgreementHistory,
  signAgreement,
} from './administration.ts'
import { type Agreement, agreementState } from './agreement.ts'

let database: TestDatabase
let clock: MovedClock
let deps: AgreementDeps
const by = '656005750300'
const role = "Director of Children's Services"

before(async () => {
  database = await testDatabase()
  await loadReference(database.owner, { invented: true })
})
after(() => database.end())
beforeEach(() => {
  clock = movedClock('2026-11-22T10:00:00Z')
  deps = { db: database.pool('care_settings'), clock, randomness: systemRandomness }
})

const offer = (careSettings = ['camhs']) =>
  offerAgreement(deps, { authorityCode: '706', version: 'X-DSA-1', careSettings, by })

async function openTo(agreement: Agreement, day: string): Promise<string[]> {
  const rows = await database.pool('lookup').query<{ care_setting: string }>({
    text: `select care_setting from care_settings.open_agreement where authority_code = $1 and valid_from <= $2
      and (valid_to is null or valid_to >= $2) and care_setting = any($3) order by 1`,
    values: [agreement.authorityCode, day, agreement.careSettings],
  })
  return rows.map(row => row.care_setting)
}

test('an agreement offered covers all settings of its version, wants a signature by its day, and opens nothing', async () => {
  const offered = await offerAgreement(deps, { authorityCode: 'X-201', version: 'X-DSA-1', by })
  assert.equal(offered.careSettings.length, 9)
  assert.equal(offered.signBy, '2023-07-31')
  assert.deepEqual(await findAgreement(deps, offered.agreementId), offered)
  assert.deepEqual(await openTo(offered, '2026-11-22'), [])
})

test('signed it opens from that day on; lapsed it opens nothing from that day on; its history keeps both', async () => {
  const { agreementId } = await offer(['dentistry', 'camhs'])
  clock.at('2026-11-24T10:00:00Z')
  const signed = await signAgreement(deps, { agreementId, signatoryRole: ` ${role} `, by })
  assert.equal(signed.signatoryRole, role)
  assert.deepEqual(await openTo(signed, '2026-11-23'), [])
  assert.deepEqual(await openTo(signed, '2026-11-24'), ['camhs', 'dentistry'])
  clock.at('2026-12-01T09:00:00Z')
  const lapsed = await lapseAgreement(deps, { agreementId, reason: 'the authority was divided', by })
  assert.equal(lapsed.lapsesOn, '2026-12-01')
  assert.deepEqual(await openTo(lapsed, '2026-11-30'), ['camhs', 'dentistry'])
  assert.deepEqual(await openTo(lapsed, '2026-12-01'), [])
  assert.deepEqual(await readAgreementHistory(deps, agreementId), [
    { event: 'offered', on: '2026-11-22', recordedBy: by, recordedAt: new Date('2026-11-22T10:00:00Z') },
    {
      event: 'signed',
      on: '2026-11-24',
      signatoryRole: role,
      recordedBy: by,
      recordedAt: new Date('2026-11-24T10:00:00Z'),
    },
    {
      event: 'lapsed',
      on: '2026-12-01',
      reason: 'the authority was divided',
      recordedBy: by,
      recordedAt: new Date('2026-12-01T09:00:00Z'),
    },
  ])
})

test('signed and lapsed on one day it never opened; a lapse that lies ahead can be brought forward', async () => {
  const first = await offer()
  await signAgreement(deps, { agreementId: first.agreementId, signatoryRole: role, by })
  await lapseAgreement(deps, { agreementId: first.agreementId, reason: 'signed by mistake', by })
  assert.deepEqual(await openTo(first, '2026-11-22'), [])
  const { agreementId } = await offer()
  await signAgreement(deps, { agreementId, signatoryRole: role, by })
  await lapseAgreement(deps, { agreementId, reason: 'ends with the year', on: calendarDate('2027-01-01'), by })
  assert.deepEqual(await openTo(first, '2026-12-31'), ['camhs'])
  const earlier = await lapseAgreement(deps, { agreementId, reason: 'ends now', by })
  assert.equal(earlier.lapsesOn, '2026-11-22')
  assert.deepEqual(await openTo(first, '2026-11-22'), [])
})

test('how an agreement stands: offered, overdue, signed, lapsed', async () => {
  const { agreementId } = await offer()
  await lapseAgreement(deps, { agreementId, reason: 'test', on: calendarDate('2027-01-01'), by })
  const agreement = await findAgreement(deps, agreementId)
  const { lapsesOn: _, ...going } = { ...agreement, signBy: calendarDate('2026-12-10') }
  const on = (day: string, one: Agreement) => agreementState(one, calendarDate(day))
  assert.deepEqual([on('2026-12-10', going), on('2026-12-11', going)], ['offered', 'overdue'])
  assert.equal(on('2026-12-11', { ...going, signedOn: calendarDate('2026-12-01') }), 'signed')
  assert.deepEqual([on('2026-12-31', agreement), on('2027-01-01', agreement)], ['overdue', 'lapsed'])
})

test('two who sign at once: one signature, one entry', async () => {
  const { agreementId } = await offer()
  const sign = () => signAgreement(deps, { agreementId, signatoryRole: role, by })
  const outcomes = await Promise.allSettled([sign(), sign(), sign()])
  assert.deepEqual(outcomes.map(one => one.status).sort(), ['fulfilled', 'rejected', 'rejected'])
  assert.equal((await readAgreementHistory(deps, agreementId)).length, 2)
})

test('an offer that cannot be made is refused, and nothing is kept', async () => {
  const before = (await listAgreements(deps)).length
  const refused = (more: object) =>
    assert.rejects(offerAgreement(deps, { authorityCode: 'X01', version: 'X-DSA-1', by, ...more }), more => {
      said.push(`${(more as { code: string }).code}: ${(more as Error).message}`)
      return true
    })
  const said: string[] = []
  await refused({ authorityCode: 'X-909' })
  await refused({ version: 'X-DSA-9' })
  await refused({ careSettings: ['camhs', 'maternity', 'pharmacy'] })
  await refused({ careSettings: [] })
  assert.deepEqual(said, [
    'AGREEMENT_AUTHORITY_UNKNOWN: There is no such local authority on this day (X-909)',
    'AGREEMENT_VERSION_UNKNOWN: There is no such version of the agreement on this day (X-DSA-9)',
    'AGREEMENT_SETTING_NOT_COVERED: This version of the agreement covers other care settings (maternity, pharmacy)',
    'AGREEMENT_SETTING_NOT_COVERED: This version of the agreement covers other care settings (none named)',
  ])
  assert.equal((await listAgreements(deps)).length, before)
})

test('a signature that cannot be entered is refused word for word', async () => {
  const { agreementId } = await offer()
  const sign = (more: object) => signAgreement(deps, { agreementId, signatoryRole: role, by, ...more })
  const day = 'The day is before the agreement was offered, or a signature in the future'
  await assert.rejects(sign({ signatoryRole: ' ' }), {
    code: 'AGREEMENT_ROLE_MISSING',
    message: 'A signature needs the role of who signed',
  })
  await assert.rejects(sign({ signedOn: calendarDate('2026-11-21') }), { message: `${day} (2026-11-21)` })
  await assert.rejects(sign({ signedOn: calendarDate('2026-11-23') }), { message: `${day} (2026-11-23)` })
  for (const unknown of ['00000000-0000-4000-8000-000000000000', 'nonsense'])
    await assert.rejects(sign({ agreementId: unknown }), {
      code: 'AGREEMENT_UNKNOWN',
      message: `There is no such agreement (${unknown})`,
    })
  await sign({})
  await assert.rejects(sign({}), { message: 'This agreement is signed already (2026-11-22)' })
  await lapseAgreement(deps, { agreementId, reason: 'test', by })
  await assert.rejects(lapseAgreement(deps, { agreementId, reason: 'again', by }), {
    code: 'AGREEMENT_ALREADY_LAPSED',
    message: 'This agreement has lapsed; offer a new one (2026-11-22)',
  })
  const other = await offer()
  await assert.rejects(lapseAgreement(deps, { ...other, reason: 'x', on: calendarDate('2026-11-21'), by }), {
    code: 'AGREEMENT_DAY_IMPOSSIBLE',
  })
  await lapseAgreement(deps, { agreementId: other.agreementId, reason: 'test', by })
  await assert.rejects(sign({ agreementId: other.agreementId }), { code: 'AGREEMENT_ALREADY_LAPSED' })
})

test('the laptop: the three authorities have signed for every scheduled setting, save X03 for dentistry', async () => {
  const unsigned = await database.owner.query({
    text: `select l.code, s.code as setting from care_settings.local_authority l, care_settings.care_setting s
      where l.invented and s.agreement_needed_from is not null and not exists (
        select from care_settings.open_agreement o where o.authority_code = l.code and o.care_setting = s.code)`,
  })
  assert.deepEqual(unsigned, [{ code: 'X03', setting: 'dentistry' }])
  const [signed, offered] = await listAgreements(deps, 'X03')
  assert.deepEqual(
    (await readAgreementHistory(deps, String(signed?.agreementId))).map(({ event, on, recordedBy }) => [
      event,
      on,
      recordedBy,
    ]),
    [
      ['offered', '2023-06-15', 'reference data'],
      ['signed', '2023-07-31', 'reference data'],
    ],
  )
  assert.equal(agreementState(offered as Agreement, calendarDate('2026-11-22')), 'overdue')
})

test('loading the reference data again leaves an agreement as its administration left it', async () => {
  const [, offered] = await listAgreements(deps, 'X03')
  const signed = await signAgreement(deps, { agreementId: String(offered?.agreementId), signatoryRole: role, by })
  await loadReference(database.owner, { invented: true })
  assert.deepEqual(await findAgreement(deps, signed.agreementId), signed)
  assert.equal((await readAgreementHistory(deps, signed.agreementId)).length, 2)
})

test('the history cannot be changed, nor an agreement taken out, by the service itself', async () => {
  for (const text of [
    "update care_settings.agreement_history set recorded_by = 'nobody'",
    'delete from care_settings.agreement_history',
    'delete from care_settings.agreement',
  ])
    await assert.rejects(deps.db.query({ text }), /permission denied/)
  await assert.rejects(
    database.pool('lookup').query({ text: 'select signatory_role from care_settings.agreement' }),
    /permission denied for table agreement/,
  )
})
