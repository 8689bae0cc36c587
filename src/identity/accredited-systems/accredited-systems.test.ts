import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { calendarDate } from '../../platform/index.ts'
import type { Author, PersonAuthor } from '../actor.ts'
import type { IdentityDeps } from '../actor-of-bearer.ts'
import {
  type AccreditedSystem,
  actorOfAuthor,
  actorOfRoleProfile,
  findAccreditedSystem,
  loadAccreditedSystems,
  loadRoleDirectory,
  openAccreditedSystems,
} from '../index.ts'
import { authorErrors } from './errors.ts'

// Who asks over Spine: the system by its table, the person by the role directory (hl7v3.md 3.3, 3.4; health-side.md 4.4).

const NOW = new Date('2026-03-07T12:00:00Z')
const TODAY = calendarDate('2026-03-07')
let database: TestDatabase
let deps: IdentityDeps

before(async () => {
  database = await testDatabase()
  await loadRoleDirectory(database.owner)
  await loadAccreditedSystems(database.owner)
  deps = {
    db: database.pool('identity'),
    clock: { now: () => NOW },
    keys: {} as IdentityDeps['keys'],
    settings: { minimumAssurance: 3 } as IdentityDeps['settings'],
  }
})
after(() => database.end())

const find = async (systemId: string): Promise<AccreditedSystem> => {
  const found = await findAccreditedSystem(deps.db, systemId, TODAY)
  assert.ok(found)
  return found
}

/** As a message names them; name and role are told wrongly, to show that nobody listens. */
const ada = {
  kind: 'person',
  userId: '656005750107',
  roleProfileId: '555254242105',
  roleCode: 'R0000',
  roleName: 'Somebody important',
  name: { given: ['Somebody'], family: 'Else' },
  organisation: { odsCode: 'RZZ', name: 'Elsewhere' },
} as const satisfies PersonAuthor
const { roleProfileId: _profile, ...adaWithoutProfile } = ada

const refusedWith = (code: keyof typeof authorErrors) => ({ code, message: authorErrors[code].sentence })

test('a system is found while it is accredited, with all that is known of it', async () => {
  assert.deepEqual(await find('200000000102'), {
    systemId: '200000000102',
    name: 'Example Regional Ambulance control room system',
    organisations: ['X90'],
    certificateName: 'cad.x90.example.org',
    signIn: 'by-system',
    assuranceLevel: 3,
    deviceActivities: ['B0107'],
    partyKey: 'X90-800102',
    cpaId: 'X0000000A0102',
    replyUrl: null,
  })
  assert.equal(await findAccreditedSystem(deps.db, '200000000199', TODAY), undefined)
  assert.equal(await findAccreditedSystem(deps.db, '200000000107', TODAY), undefined)
  const onItsLastDay = await findAccreditedSystem(deps.db, '200000000107', calendarDate('2025-03-31'))
  assert.equal(onItsLastDay?.systemId, '200000000107')
})

test('a person is who the role directory says, whatever the message says', async () => {
  const actor = await actorOfAuthor(deps, { author: ada, system: await find('200000000101') })
  assert.deepEqual(actor, {
    author: {
      kind: 'person',
      userId: '656005750107',
      roleProfileId: '555254242105',
      roleCode: 'S8000:G8000:R8001',
      roleName: 'Nurse Access Role',
      name: { prefix: 'Ms', given: ['Ada'], family: 'Example' },
      organisation: { odsCode: 'X99', name: 'EXAMPLE TEACHING HOSPITAL NHS TRUST' },
    },
    activities: new Set(['B0107']),
    assuranceLevel: 3,
    clientId: '200000000101',
  })
})

const through = { clientId: '200000000101', assuranceLevel: 3 }

test('without a role profile, role and organisation must point at one', async () => {
  const claim = { ...adaWithoutProfile, roleCode: 'R8001', organisation: { odsCode: 'x99' } }
  const actor = await actorOfRoleProfile(deps, claim, through)
  assert.equal(actor.author.kind === 'person' && actor.author.roleProfileId, '555254242105')
  const atOther = { ...claim, organisation: { odsCode: 'X98' } }
  await assert.rejects(actorOfRoleProfile(deps, atOther, through), refusedWith('AUTHOR_ROLE_NOT_HELD'))
  const { roleCode: _code, ...anyRole } = claim
  assert.equal((await actorOfRoleProfile(deps, anyRole, through)).author.organisation.odsCode, 'X99')
})

test('two roles that fit are not guessed between', async () => {
  await database.owner.query({
    text: `insert into identity.role_profile select '555254242999', user_id, job_role_code, job_role_name, org_ods,
      org_name, person_prefix, person_given, person_family, activity_codes, valid_from, valid_to, source, recorded_at
      from identity.role_profile where role_profile_id = '555254242201'`,
  })
  const claim = { userId: '656005750201', roleCode: 'S8000:G8000:R8001', organisation: { odsCode: 'X9901' } }
  await assert.rejects(actorOfRoleProfile(deps, claim, through), refusedWith('AUTHOR_ROLE_UNCLEAR'))
  const named = { ...claim, roleProfileId: '555254242999' }
  assert.equal((await actorOfRoleProfile(deps, named, through)).clientId, '200000000101')
})

const claims: readonly [name: string, author: Author, systemId: string, code: keyof typeof authorErrors][] = [
  ['nobody in the directory', { ...ada, userId: '656005759999' }, '200000000101', 'AUTHOR_UNKNOWN'],
  ['a role that ended', { ...ada, userId: '656005750113' }, '200000000101', 'AUTHOR_UNKNOWN'],
  ["another person's role profile", { ...ada, userId: '656005750111' }, '200000000101', 'AUTHOR_ROLE_NOT_HELD'],
  ['a person of another organisation', ada, '200000000102', 'AUTHOR_NOT_OF_SYSTEM'],
]
for (const [name, author, systemId, code] of claims) {
  test(`${name} is refused`, async () => {
    await assert.rejects(actorOfAuthor(deps, { author, system: await find(systemId) }), refusedWith(code))
  })
}

test('a system that signs its people in too weakly lets nobody in', async () => {
  const camhs = { ...ada, userId: '656005750209', roleProfileId: '555254242209' }
  await assert.rejects(actorOfAuthor(deps, { author: camhs, system: await find('200000000106') }), {
    code: 'ASSURANCE_TOO_LOW',
  })
})

test('a system that must bring a token brings none in vain', async () => {
  const ned = { ...ada, userId: '656005750205', roleProfileId: '555254242205' }
  await assert.rejects(actorOfAuthor(deps, { author: ned, system: await find('200000000104') }), {
    code: 'AUTHORIZATION_MISSING',
  })
})

const device: Author = {
  kind: 'device',
  systemId: '200000000102',
  responsible: [{ roleCode: 'R8003', roleName: 'Safeguarding lead', name: { given: ['Ona'], family: 'Bluelight' } }],
  organisation: { odsCode: 'X90', name: 'Example Ambulance, 1 High Street' },
}

test('a system that is granted it asks for itself, under the person it names and with its own activities', async () => {
  assert.deepEqual(await actorOfAuthor(deps, { author: device, system: await find('200000000102') }), {
    author: device,
    activities: new Set(['B0107']),
    assuranceLevel: 3,
    clientId: '200000000102',
  })
})

test('a system asks for itself only where that is granted, in its own name, for its own organisations', async () => {
  const system = await find('200000000102')
  const asOther = { ...device, systemId: '200000000101' }
  await assert.rejects(actorOfAuthor(deps, { author: asOther, system }), refusedWith('AUTHOR_SYSTEM_DIFFERS'))
  await assert.rejects(
    actorOfAuthor(deps, { author: asOther, system: await find('200000000101') }),
    refusedWith('AUTHOR_SYSTEM_REFUSED'),
  )
  const elsewhere = { ...device, organisation: { odsCode: 'X99', name: 'Elsewhere' } }
  await assert.rejects(actorOfAuthor(deps, { author: elsewhere, system }), refusedWith('AUTHOR_NOT_OF_SYSTEM'))
})

test('what a door keeps of a system it keeps for a second, and never that there is none', async () => {
  let now = NOW.getTime()
  const systems = openAccreditedSystems({ db: deps.db, clock: { now: () => new Date(now) } })
  assert.equal((await systems.find('200000000103'))?.name, 'Example Street Surgery practice system')
  assert.equal(await systems.find('200000000198'), undefined)
  await database.owner.query({
    text: `insert into identity.accredited_system select '200000000198', name, organisations, certificate_name, sign_in,
      assurance_level, device_activities, party_key, cpa_id, reply_url, valid_from, valid_to, source
      from identity.accredited_system where asid = '200000000103'`,
  })
  await database.owner.query({ text: `delete from identity.accredited_system where asid = '200000000103'` })
  assert.equal((await systems.find('200000000198'))?.systemId, '200000000198')
  now += 999
  assert.equal((await systems.find('200000000103'))?.systemId, '200000000103')
  now += 1
  assert.equal(await systems.find('200000000103'), undefined)
  await loadAccreditedSystems(database.owner)
})

const HEAD =
  'asid,name,organisations,certificate_name,sign_in,assurance_level,device_activities,party_key,cpa_id,reply_url,valid_from,valid_to,source'
const ROW = '300000000001,A system,R1;R2,A.Example.org,token,2,B0170,,,https://a.example.org,2026-01-01,,test'

test('a file replaces what was there, whole or not at all', async () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'cpis-systems-')), 'systems.csv')
  const load = (...rows: string[]) => {
    fs.writeFileSync(file, [HEAD, ...rows].join('\n'))
    return loadAccreditedSystems(database.owner, file)
  }
  const INVALID = 'A file of accredited systems cannot be used'
  for (const wrong of [
    ROW.replace('300000000001', '3000'),
    ROW.replace('R1;R2', ''),
    ROW.replace('token', 'password'),
    ROW.replace(',2,', ',4,'),
    ROW.replace('B0170', 'B0264'),
    ROW.replace('2026-01-01', '2026-02-30'),
  ])
    await assert.rejects(load(ROW, wrong), {
      code: 'ACCREDITED_SYSTEMS_INVALID',
      message: `${INVALID} (systems.csv line 3)`,
    })
  await assert.rejects(loadAccreditedSystems(database.owner, '/none.csv'), { message: `${INVALID} (none.csv)` })
  assert.equal((await find('200000000101')).systemId, '200000000101')
  assert.equal(await load(ROW), 1)
  assert.equal((await find('300000000001')).certificateName, 'a.example.org')
  assert.equal(await findAccreditedSystem(deps.db, '200000000101', TODAY), undefined)
  await loadAccreditedSystems(database.owner)
})
