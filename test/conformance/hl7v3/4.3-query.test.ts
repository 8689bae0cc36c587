import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actor, changed, openDoor, post, QUERY, QUERY_ID, SYSTEM_QUERY, system } from './edge.ts'

// hl7v3.md 4.3 and 3.3, 3.4; health-side.md 4.4: what a query asks of the use cases behind the door.

test('the author of the query, with the system that sends and the token beside it, says who acts', async () => {
  const door = openDoor()
  await post(door, { headers: { authorization: 'Bearer example' } })
  assert.deepEqual(door.calls.claims, [
    {
      author: {
        kind: 'person',
        userId: '100000000011',
        roleProfileId: '100000000010',
        roleCode: 'R0050',
        roleName: 'Consultant',
        name: { prefix: 'Dr', given: ['Jo'], family: 'Clinician' },
        organisation: { odsCode: 'RZZ', name: 'Example Hospital Trust' },
      },
      system,
      authorization: 'Bearer example',
    },
  ])
})

test('a system that asks names those responsible for its queries', async () => {
  const door = openDoor()
  await post(door, { message: SYSTEM_QUERY })
  assert.deepEqual(
    door.calls.claims.map(({ author }) => author),
    [
      {
        kind: 'device',
        systemId: '100000000002',
        responsible: [
          { roleCode: 'R0050', roleName: 'Consultant', name: { prefix: 'Dr', given: ['Jo'], family: 'Clinician' } },
        ],
        organisation: { odsCode: 'RZZ', name: 'Example Hospital Trust' },
      },
    ],
  )
})

test('the register is asked as every other door asks it, under the event id of the query', async () => {
  const door = openDoor()
  await post(door)
  assert.deepEqual(door.calls.questions, [
    {
      nhsNumber: '9990000018',
      mode: 'standard',
      careSetting: 'emergency-department',
      gate: 'open',
      findings: [],
      actor,
      channel: 'hl7v3',
      history: true,
      requestId: QUERY_ID.toLowerCase(),
    },
  ])
})

test('where systems may not ask for themselves, theirs are refused and recorded', async () => {
  const door = openDoor({}, { systemAuthors: false })
  const reply = await post(door, { message: SYSTEM_QUERY })
  assert.deepEqual([reply.status, reply.kind, reply.codes], [200, 'MCCI_IN010000UK13', ['X-SYSTEM-AUTHOR']])
  assert.match(reply.body, /displayName="Queries without a signed-in person are not taken here"/)
  assert.deepEqual(door.calls.refusals, [
    {
      code: 'SPINE_SYSTEM_AUTHORS_OFF',
      channel: 'hl7v3',
      requestId: QUERY_ID.toLowerCase(),
      nhsNumber: '9990000018',
    },
  ])
  assert.deepEqual(door.calls.questions, [])
})

const wrapperPerson = /<author typeCode="AUT">[\s\S]*?<\/author>/

for (const [name, message] of [
  ['another user', changed(QUERY, '0.65" extension="100000000011"', '0.65" extension="100000000099"')],
  ['another role profile', changed(QUERY, '0.67" extension="100000000010"', '0.67" extension="100000000099"')],
  ['a person, where a system asks', changed(SYSTEM_QUERY, '<author1', `${wrapperPerson.exec(QUERY)?.[0]}<author1`)],
] as const) {
  test(`a wrapper that names ${name} is refused`, async () => {
    const door = openDoor()
    const reply = await post(door, { message })
    assert.deepEqual([reply.status, reply.kind, reply.codes], [500, 'SOAP:Fault', ['X-AUTHORS-DIFFER']])
    assert.match(reply.body, /The wrapper and the query name different authors/)
    assert.deepEqual(door.calls.questions, [])
  })
}

test('a wrapper without a person is fine', async () => {
  const reply = await post(openDoor(), { message: changed(QUERY, wrapperPerson, '') })
  assert.equal(reply.kind, 'REPC_IN000007GB01')
})

test('an NHS number with a wrong check digit is refused, and not recorded as a number', async () => {
  const door = openDoor()
  const reply = await post(door, { message: changed(QUERY, '9990000018', '9990000019') })
  assert.deepEqual([reply.status, reply.kind, reply.codes], [200, 'MCCI_IN010000UK13', ['X-NHS-NUMBER-INVALID']])
  assert.match(reply.body, /displayName="The NHS number is not a valid one"/)
  assert.equal(reply.body.includes('9990000019'), false)
  assert.deepEqual(
    door.calls.refusals.map(({ code, nhsNumber }) => [code, nhsNumber]),
    [['SPINE_NHS_NUMBER_INVALID', undefined]],
  )
})
