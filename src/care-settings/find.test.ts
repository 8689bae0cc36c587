import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { calendarDate } from '../platform/index.ts'
import {
  findAuthority,
  findAuthorityByMailbox,
  findCareSetting,
  findOrganisation,
  listAuthorities,
  listCareSettings,
} from './find.ts'
import { loadReference } from './load-reference.ts'
import { type OdsCode, readOdsCode } from './ods-code.ts'

let production: TestDatabase
let laptop: TestDatabase
const today = calendarDate('2026-11-22')

before(async () => {
  production = await testDatabase()
  laptop = await testDatabase()
  await loadReference(production.owner, { invented: false })
  await loadReference(laptop.owner, { invented: true })
})
after(async () => {
  await production.end()
  await laptop.end()
})

const deps = (database = laptop, role: 'care_settings' | 'register' | 'notifications' = 'care_settings') => ({
  db: database.pool(role),
})

function ods(text: string): OdsCode {
  const code = readOdsCode(text)
  assert.ok(code)
  return code
}

test('England had 152 authorities until Cumbria was divided, and has 153 since', async () => {
  const before = await listAuthorities(deps(production), calendarDate('2023-03-31'))
  const since = await listAuthorities(deps(production), calendarDate('2023-04-01'))
  assert.equal(before.length, 152)
  assert.equal(since.length, 153)
  const codes = (list: typeof since) => list.map(one => one.code)
  assert.deepEqual(codes(before.filter(one => !codes(since).includes(one.code))), ['X-909'])
  assert.deepEqual(codes(since.filter(one => !codes(before).includes(one.code))), ['X-942', 'X-943'])
})

test('codes, DfE codes and GSS codes are each used once', async () => {
  const list = await listAuthorities(deps(production), today)
  assert.equal(new Set(list.map(one => one.dfeCode)).size, 153)
  assert.equal(new Set(list.map(one => one.name)).size, 153)
  const gss = list.flatMap(one => one.gssCode ?? [])
  assert.equal(new Set(gss).size, gss.length)
  assert.equal(gss.length, 151)
})

test('an authority is known by its ODS code where that is sourced, else by our own', async () => {
  assert.deepEqual(await findAuthority(deps(production), '706', today), {
    code: '706',
    name: 'Islington London Borough Council',
    odsCode: '706',
    dfeCode: '206',
    gssCode: 'E09000019',
    invented: false,
    validFrom: '2021-04-01',
  })
  assert.equal(await findAuthority(deps(production), '206', today), undefined)
  assert.equal((await findAuthority(deps(production), 'X-201', today))?.odsCode, undefined)
})

test('an authority that is over is not found any more', async () => {
  const lastDay = await findAuthority(deps(production), 'X-909', calendarDate('2023-03-31'))
  assert.equal(lastDay?.name, 'Cumbria County Council')
  assert.equal(lastDay?.validTo, '2023-03-31')
  assert.equal(await findAuthority(deps(production), 'X-909', calendarDate('2023-04-01')), undefined)
})

test('production holds nobody invented, and no phone that is nobody’s', async () => {
  const list = await listAuthorities(deps(production), today)
  assert.deepEqual(
    list.filter(one => one.invented || one.officePhone !== undefined || one.emergencyPhone !== undefined),
    [],
  )
  assert.equal(await findAuthorityByMailbox(deps(production), 'X01CPIS1', today), undefined)
  assert.equal(await findOrganisation(deps(production), ods('X99'), today), undefined)
})

test('the invented authorities are found by their mailboxes, under each role that may', async () => {
  for (const role of ['care_settings', 'register', 'notifications'] as const)
    assert.deepEqual(await findAuthorityByMailbox(deps(laptop, role), 'X03CPIS1', today), {
      code: 'X03',
      name: 'Testingham City Council',
      odsCode: 'X03',
      mailboxId: 'X03CPIS1',
      emergencyPhone: '07700900803',
      invented: true,
      validFrom: '2021-04-01',
    })
  assert.equal(await findAuthorityByMailbox(deps(), 'X04CPIS1', today), undefined)
})

test('every phone is of the ranges kept for invention, and no real authority has a mailbox', async () => {
  for (const one of await listAuthorities(deps(), today)) {
    if (one.officePhone !== undefined) assert.match(one.officePhone, /^01632960\d{3}$/)
    assert.match(String(one.emergencyPhone), /^07700900\d{3}$/)
    if (!one.invented) assert.equal(one.mailboxId, undefined)
  }
})

test('organisations are found with their care setting', async () => {
  const hospital = await findOrganisation(deps(), ods('x99'), today)
  assert.equal(hospital?.name, 'EXAMPLE TEACHING HOSPITAL NHS TRUST')
  assert.equal(hospital?.careSetting, 'emergency-department')
  assert.equal((await findOrganisation(deps(), ods('Y99001'), today))?.careSetting, 'gp-in-hours')
  assert.equal(await findOrganisation(deps(), ods('Z99'), today), undefined)
})

test('every care setting has an organisation', async () => {
  const rows = await laptop.owner.query({
    text: `select code from care_settings.care_setting
      where not exists (select 1 from care_settings.organisation where care_setting = code)`,
  })
  assert.deepEqual(rows, [])
})

test('the settings of scheduled care are not there before 1 April 2023', async () => {
  assert.deepEqual(await findCareSetting(deps(), 'sarc', today), {
    code: 'sarc',
    name: 'Sexual assault referral centre (SARC)',
    mode: 'silent',
    enforced: true,
    mandatedBy: 'Roadmap',
    certainty: 'OK; London procedures list it as unscheduled; enforcing silence is ours (health-side.md 2.3)',
    newSetting: 'Sexual health',
    line: 'Sexual health: SARCs',
    agreementNeededFrom: '2023-08-01',
    validFrom: '2023-04-01',
  })
  assert.equal(await findCareSetting(deps(), 'sarc', calendarDate('2023-03-31')), undefined)
  assert.equal((await findCareSetting(deps(), 'ambulance', calendarDate('2023-03-31')))?.mode, 'standard')
})

test('nine unscheduled settings, six new ones on eight lines, everything else shut', async () => {
  const settings = await listCareSettings(deps(), today)
  const scheduled = settings.filter(one => one.mode === 'silent')
  assert.equal(settings.filter(one => one.mode === 'standard').length, 9)
  assert.equal(new Set(scheduled.map(one => one.newSetting)).size, 6)
  assert.equal(new Set(scheduled.map(one => one.line)).size, 8)
  assert.deepEqual(
    settings.filter(one => one.mode !== 'silent' && one.line !== undefined),
    [],
  )
  assert.deepEqual(
    settings.filter(one => (one.agreementNeededFrom !== undefined) !== (one.mode === 'silent')),
    [],
  )
})

test('a setting that changes its mode keeps the mode of earlier days', async () => {
  const { owner } = production
  await owner.query({
    text: "update care_settings.access_mode set valid_to = '2026-12-31' where care_setting = 'camhs'",
  })
  await owner.query({
    text: `insert into care_settings.access_mode values ('camhs', 'standard', false, 'a later standard', 'tried', '2027-01-01', null, 'test')`,
  })
  const modeOn = async (day: string) => (await findCareSetting(deps(production), 'camhs', calendarDate(day)))?.mode
  assert.deepEqual([await modeOn('2026-12-31'), await modeOn('2027-01-01')], ['silent', 'standard'])
})

test('no hand can make a sexual assault referral centre or a termination of pregnancy service tell anybody', async () => {
  for (const code of ['sarc', 'termination-of-pregnancy'])
    for (const change of ["mode = 'standard', enforced = false", 'enforced = false'])
      await assert.rejects(
        laptop.owner.query({ text: `update care_settings.access_mode set ${change} where care_setting = '${code}'` }),
        /violates check constraint/,
      )
})

test('a site has what its parent has, on the days it is its site', async () => {
  const site = await findOrganisation(deps(), ods('X9921'), today)
  assert.deepEqual(
    [site?.parent, site?.onboardedOn, site?.dsptValidTo, site?.agreementValidFrom],
    ['X99', '2023-04-01', '2099-06-30', '2023-04-01'],
  )
  await laptop.owner.query({ text: "update care_settings.site set valid_to = '2026-12-31' where ods_code = 'X9932'" })
  await laptop.owner.query({
    text: "update care_settings.organisation set agreement_valid_to = '2026-12-01' where ods_code = 'X97'",
  })
  const before = await findOrganisation(deps(), ods('X9932'), calendarDate('2026-12-31'))
  const since = await findOrganisation(deps(), ods('X9932'), calendarDate('2027-01-01'))
  assert.deepEqual([before?.parent, before?.agreementValidTo], ['X97', '2026-12-01'])
  assert.deepEqual([since?.parent, since?.onboardedOn, since?.agreementValidTo], [undefined, undefined, undefined])
})

test('loading again changes nothing, and keeps a mailbox that was entered since', async () => {
  const db = deps(production).db
  await db.query({ text: "update care_settings.local_authority set mailbox_id = '706CPIS1' where code = '706'" })
  const before = await listAuthorities(deps(production), today)
  await loadReference(production.owner, { invented: false })
  assert.deepEqual(await listAuthorities(deps(production), today), before)
  assert.equal((await findAuthorityByMailbox(deps(production), '706CPIS1', today))?.code, '706')
})

test('one mailbox belongs to one authority', async () => {
  await assert.rejects(
    deps().db.query({ text: "update care_settings.local_authority set mailbox_id = 'X01CPIS1' where code = 'X02'" }),
    /duplicate key value violates unique constraint "local_authority_by_mailbox"/,
  )
})

test('other contexts read the published authorities, and nothing else of ours', async () => {
  const register = laptop.pool('register')
  await assert.rejects(
    register.query({ text: "update care_settings.local_authority set name = 'nobody'" }),
    /permission denied for table local_authority/,
  )
  await assert.rejects(
    register.query({ text: 'select 1 from care_settings.organisation' }),
    /permission denied for table organisation/,
  )
  await assert.rejects(
    laptop.pool('lookup').query({ text: 'select 1 from care_settings.published_authority' }),
    /permission denied for view published_authority/,
  )
  await assert.rejects(
    deps().db.query({ text: "delete from care_settings.organisation where ods_code = 'X99'" }),
    /permission denied for table organisation/,
  )
})
