import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuditEvent, Bundle, CareTeam, PractitionerRole } from '../../../src/fhir/bodies/resources.ts'
import type { DeviceAuthor } from '../../../src/identity/index.ts'
import type { Access, Answer, ShownPlan } from '../../../src/lookup/index.ts'
import { assertValidFhir } from '../../support/valid-fhir.ts'
import {
  type Asked,
  access,
  byNumber,
  example,
  known,
  lookedAfter,
  NOBODY,
  NOW,
  notKnown,
  nurse,
  openEdge,
  protectionPlan,
  request,
} from './edge.ts'

/** The valid body an edge answers with when its register answers so. */
async function bodyOf(answer: Answer, asked: Asked = {}): Promise<Bundle> {
  const response = await request(openEdge({ answer }), asked)
  assert.equal(response.statusCode, 200)
  const body = response.json()
  assertValidFhir(body)
  return body
}

const resources = <Resource>(bundle: Bundle, mode: 'match' | 'include') =>
  (bundle.entry ?? []).filter(entry => entry.search.mode === mode).map(entry => entry.resource as Resource)

const careTeamOf = async (plan: ShownPlan) => resources<CareTeam>(await bodyOf(known([plan])), 'match')[0]

const history = (accesses: readonly Access[]) => bodyOf(known([protectionPlan], accesses), { path: '/AuditEvent' })

test('two plans of two authorities are two CareTeams', async () => {
  assert.deepEqual(await bodyOf(known([protectionPlan, lookedAfter])), example('care-team'))
})

test('nothing found is an empty searchset with a self link and no entry', async () => {
  assert.deepEqual(await bodyOf(notKnown, { query: byNumber(NOBODY) }), example('nothing-found'))
})

test('the access history is AuditEvents with the role as it was named then', async () => {
  assert.deepEqual(await history([access(1)]), example('access-history'))
})

test('no access history: total 0 and no entry, for a child with a plan and for one without', async () => {
  for (const answer of [known([protectionPlan], []), notKnown]) {
    const bundle = await bodyOf(answer, { path: '/AuditEvent' })
    assert.equal(bundle.total, 0)
    assert.ok(!('entry' in bundle))
  }
})

test('the capability statement says what is done', async () => {
  const { documentation, ...rest } = (await request(openEdge(), { path: '/metadata', query: '' })).json().rest[0]
  const body = (await request(openEdge(), { path: '/metadata', query: '' })).json()
  assertValidFhir(body)
  assert.match(documentation, /^A CareTeam search with the header IsUnscheduledAccessEvent true, or without it, is/)
  assert.deepEqual({ ...body, rest: [rest] }, example('capability-statement'))
})

test('a superseded number: the self link repeats it, the subject is the current one', async () => {
  const bundle = await bodyOf(known([protectionPlan]), { query: byNumber('9990100705') })
  assert.match(bundle.link[0]?.url ?? '', /%7C9990100705$/)
  assert.equal(resources<CareTeam>(bundle, 'match')[0]?.subject.identifier.value, '9990100004')
})

test('a plan is active on its last day in England and inactive the day after', async () => {
  assert.equal((await careTeamOf({ ...lookedAfter, end: '2026-03-07' }))?.status, 'active')
  assert.equal((await careTeamOf({ ...lookedAfter, end: '2026-03-06' }))?.status, 'inactive')
})

test('in summer the day in England begins an hour before midnight UTC', async () => {
  const answer = { ...known([{ ...lookedAfter, end: '2026-06-10' }]), checkedAt: new Date('2026-06-10T23:30:00Z') }
  assert.equal(resources<CareTeam>(await bodyOf(answer as Answer), 'match')[0]?.status, 'inactive')
})

test("an unborn child's plan is shown on the mother", async () => {
  const team = await careTeamOf({ ...protectionPlan, type: 'UCP', subject: 'mother' })
  assert.deepEqual(team?.category, [
    {
      coding: [
        {
          system: 'http://snomed.info/sct',
          code: '818901000000100',
          display: 'Unborn child subject to child protection plan',
        },
      ],
    },
  ])
})

test('no name, birth date or local id of a child leaves by this door', async () => {
  const text = JSON.stringify(await bodyOf(known([protectionPlan, lookedAfter])))
  for (const kept of ['Robin', 'Sample', '2016-04-02', 'X-1']) assert.ok(!text.includes(kept), kept)
})

test('26 accesses: the 25 newest, newest first, and one role for all', async () => {
  const accesses = Array.from({ length: 26 }, (_, n) => access(n, nurse, new Date(NOW.getTime() - n * 60_000)))
  const bundle = await history(accesses.toReversed())
  assert.equal(bundle.total, 25)
  assert.deepEqual(
    resources<AuditEvent>(bundle, 'match').map(event => event.id),
    accesses.slice(0, 25).map(one => one.accessId),
  )
  assert.equal(resources(bundle, 'include').length, 1)
})

test('a changed name, role, organisation or role profile is another role: each text is as it was then', async () => {
  const authors = [
    nurse,
    { ...nurse, name: { ...nurse.name, family: 'Changed' } },
    { ...nurse, roleName: 'Midwife Access Role' },
    { ...nurse, organisation: { ...nurse.organisation, name: 'RENAMED NHS TRUST' } },
    { ...nurse, roleProfileId: '555254242106' },
  ]
  const bundle = await history([...authors, nurse].map((author, n) => access(n, author)))
  const roles = resources<PractitionerRole>(bundle, 'include')
  assert.deepEqual(
    roles.map(role => [role.practitioner?.display, role.code?.[0]?.coding[0]?.display, role.organization.display]),
    [
      ['Ms Ada EXAMPLE', 'Nurse Access Role', 'EXAMPLE TEACHING HOSPITAL NHS TRUST (X99)'],
      ['Ms Ada CHANGED', 'Nurse Access Role', 'EXAMPLE TEACHING HOSPITAL NHS TRUST (X99)'],
      ['Ms Ada EXAMPLE', 'Midwife Access Role', 'EXAMPLE TEACHING HOSPITAL NHS TRUST (X99)'],
      ['Ms Ada EXAMPLE', 'Nurse Access Role', 'RENAMED NHS TRUST (X99)'],
      ['Ms Ada EXAMPLE', 'Nurse Access Role', 'EXAMPLE TEACHING HOSPITAL NHS TRUST (X99)'],
    ],
  )
  assert.equal(new Set(roles.map(role => role.id)).size, 5)
  for (const { id } of roles) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('the user id is in no body', async () => {
  assert.ok(!JSON.stringify(await history([access(1)])).includes(nurse.userId))
})

const device: DeviceAuthor = {
  kind: 'device',
  systemId: '200000000001',
  responsible: [{ roleCode: 'R8003', roleName: 'Health Professional Access Role', name: nurse.name }],
  organisation: { odsCode: 'X98', name: 'EXAMPLE 111 SERVICE' },
}

test('a system in the history: its responsible person as the role, the system as a third agent', async () => {
  const bundle = await history([access(1, device)])
  const [event] = resources<AuditEvent>(bundle, 'match')
  const [role] = resources<PractitionerRole>(bundle, 'include')
  assert.deepEqual(event?.agent[2], {
    who: {
      type: 'Device',
      identifier: { system: 'https://fhir.nhs.uk/Id/nhsSpineASID', value: '200000000001' },
      display: 'System 200000000001',
    },
    requestor: false,
  })
  assert.deepEqual(event?.agent[1]?.who, { reference: `PractitionerRole/${role?.id}` })
  assert.deepEqual(role, {
    resourceType: 'PractitionerRole',
    id: role?.id,
    practitioner: { display: 'Ms Ada EXAMPLE' },
    organization: { display: 'EXAMPLE 111 SERVICE (X98)' },
    code: [
      {
        coding: [
          {
            system: 'https://fhir.nhs.uk/England/CodeSystem/England-SDSJobRoleName',
            code: 'R8003',
            display: 'Health Professional Access Role',
          },
        ],
      },
    ],
  })
})

test('a system nobody is named for is shown by its organisation', async () => {
  const [role] = resources<PractitionerRole>(await history([access(1, { ...device, responsible: [] })]), 'include')
  assert.deepEqual(Object.keys(role ?? {}), ['resourceType', 'id', 'organization'])
})
