import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAuditEvents, readCareTeams } from '../../../src/fhir/index.ts'
import { example } from './edge.ts'

// Our client reads our own bodies, and bodies with every fault the published examples have (fhir-api.md 3.6). These are
// composed by us; the people in them are invented.

const FAULTY_SUBJECT = {
  // The check digit is wrong, and there is a name.
  identifier: { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9912003890' },
  display: 'Robin Sample',
}

const faultyCareTeams = {
  resourceType: 'Bundle',
  id: '2f8cf62a-7b54-4df2-9c68-000000000001',
  type: 'searchset',
  total: 1,
  // A raw bar in the address.
  link: [
    {
      relation: 'self',
      url: 'https://example.org/CareTeam?patient:identifier=https://fhir.nhs.uk/Id/nhs-number|9912003890',
    },
  ],
  entry: [
    {
      fullUrl: 'https://example.org/CareTeam/2f8cf62a-7b54-4df2-9c68-000000000002',
      // No status.
      resource: {
        resourceType: 'CareTeam',
        id: '2f8cf62a-7b54-4df2-9c68-000000000002',
        category: [{ coding: [{ system: 'http://snomed.info/sct', code: '342191000000101' }] }],
        name: 'X01 - EXAMPLESHIRE COUNTY COUNCIL',
        subject: FAULTY_SUBJECT,
        period: { start: '2023-02-16' },
        telecom: [
          { system: 'phone', value: '01632 960801', use: 'work' },
          { system: 'phone', value: '07700 900801', use: 'mobile' },
        ],
      },
      search: { mode: 'match' },
    },
  ],
}

const by = { reference: 'PractitionerRole/2f8cf62a-7b54-4df2-9c68-000000000004' }
const faultyAuditEvents = {
  resourceType: 'Bundle',
  type: 'searchset',
  total: 1,
  link: [],
  entry: [
    {
      fullUrl: 'https://example.org/AuditEvent/2f8cf62a-7b54-4df2-9c68-000000000003',
      resource: {
        resourceType: 'AuditEvent',
        // No code; texts for booleans.
        type: {
          system: 'http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle',
          display: 'Access/View Record Lifecycle Event',
        },
        recorded: '2023-09-07T17:36:41Z',
        agent: [
          { who: FAULTY_SUBJECT, requestor: 'false' },
          { who: by, requestor: 'true' },
        ],
        source: { observer: by },
      },
      search: { mode: 'match' },
    },
    {
      fullUrl: 'https://example.org/PractitionerRole/2f8cf62a-7b54-4df2-9c68-000000000004',
      resource: {
        resourceType: 'PractitionerRole',
        id: '2f8cf62a-7b54-4df2-9c68-000000000004',
        practitioner: { display: 'Ms Ada EXAMPLE' },
        organization: { display: 'EXAMPLE HOSPITAL (X99)' },
        // An occupation of SNOMED CT where we send the job role.
        code: [{ coding: [{ system: 'http://snomed.info/sct', code: '224535009', display: 'Registered nurse' }] }],
      },
      search: { mode: 'include' },
    },
  ],
}

const REFUSED = {
  resourceType: 'OperationOutcome',
  issue: [
    { severity: 'error', code: 'forbidden', details: { coding: [{ code: 'ACCESS_DENIED', display: 'Denied' }] } },
  ],
}

test('a plan with every fault of the published example', () => {
  assert.deepEqual(readCareTeams(faultyCareTeams), {
    kind: 'found',
    items: [
      {
        id: '2f8cf62a-7b54-4df2-9c68-000000000002',
        type: 'CPP',
        authority: 'X01 - EXAMPLESHIRE COUNTY COUNCIL',
        nhsNumber: '9912003890',
        start: '2023-02-16',
        emergencyPhone: '07700 900801',
        officePhone: '01632 960801',
      },
    ],
    issues: [],
  })
})

test('an access history with every fault of the published example', () => {
  assert.deepEqual(readAuditEvents(faultyAuditEvents), {
    kind: 'found',
    items: [
      {
        at: '2023-09-07T17:36:41Z',
        name: 'Ms Ada EXAMPLE',
        role: 'Registered nurse',
        organisation: 'EXAMPLE HOSPITAL (X99)',
      },
    ],
    issues: [],
  })
})

test('a refusal without diagnostics, and an empty searchset without entries', () => {
  assert.deepEqual(readCareTeams(REFUSED), { kind: 'refused', issues: [{ code: 'ACCESS_DENIED', text: 'Denied' }] })
  const empty = { resourceType: 'Bundle', type: 'searchset', total: 0, link: [] }
  assert.deepEqual(
    [readCareTeams(empty), readAuditEvents(empty)],
    [{ kind: 'nothing-found' }, { kind: 'nothing-found' }],
  )
})

test('our own bodies', () => {
  const teams = readCareTeams(example('care-team'))
  assert.deepEqual(teams.kind === 'found' && teams.items.map(({ type, end }) => [type, end]), [
    ['CPP', undefined],
    ['LAC', '2026-05-01'],
  ])
  const events = readAuditEvents(example('access-history'))
  assert.equal(events.kind === 'found' && events.items[0]?.organisation, 'EXAMPLE TEACHING HOSPITAL NHS TRUST (X99)')
  assert.deepEqual(readCareTeams(example('nothing-found')), { kind: 'nothing-found' })
  assert.equal(readCareTeams(example('invalid-nhs-number')).kind, 'refused')
})

test('something withheld is never nothing found', () => {
  const { entry, ...bundle } = example('withheld')
  const outcomes = entry.filter((one: { search: { mode: string } }) => one.search.mode === 'outcome')
  const answer = readCareTeams({ ...bundle, total: 0, entry: outcomes })
  assert.ok(answer.kind === 'found')
  assert.deepEqual([answer.items.length, answer.issues[0]?.code], [0, 'WITHHELD'])
})

const odd: [what: string, body: unknown][] = [
  ['nothing at all', undefined],
  ['a text', 'Service unavailable'],
  ['another resource', { resourceType: 'Patient' }],
  ['a total that is not what it holds', { ...faultyCareTeams, total: 2 }],
  ['entries that went missing', { resourceType: 'Bundle', total: 1 }],
  [
    'a plan of an unknown type',
    {
      resourceType: 'Bundle',
      total: 1,
      entry: [{ resource: { resourceType: 'CareTeam', name: 'A', category: [{ coding: [{ code: '1' }] }] } }],
    },
  ],
]
for (const [what, body] of odd)
  test(`${what} is unreadable, not nothing found`, () => {
    assert.throws(() => readCareTeams(body), { code: 'FHIR_ANSWER_UNREADABLE' })
  })
