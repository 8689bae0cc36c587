import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { readPeople } from '../people/index.ts'
import { PEOPLE, send, standIn } from './fixture.ts'
import type { PdsStandIn } from './index.ts'

let pds: PdsStandIn
beforeEach(async () => {
  pds = await standIn()
})
afterEach(() => pds.stop())

const read = (number: string) => send(`${pds.url}/Patient/${number}`)
const order = async (path: string, body?: object) => {
  const response = await fetch(`${pds.adminUrl}${path}`, {
    method: 'POST',
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

test('supersede: the new record is found under the old number, along the whole chain', async () => {
  assert.equal((await order('/people/9990100004/supersede', { by: '9990100705' })).status, 204)
  assert.equal((await read('9990100004')).body.id, '9990100772')
})

test('invalidate', async () => {
  assert.equal((await order('/people/9990100772/invalidate')).status, 204)
  for (const number of ['9990100772', '9990100705'])
    assert.equal((await read(number)).body.issue[0].details.coding[0].code, 'INVALIDATED_RESOURCE')
})

test('restrict: less is shown, in a new version', async () => {
  assert.equal((await order('/people/9990100004/restrict')).status, 204)
  const { headers, body } = await read('9990100004')
  assert.equal(headers.get('etag'), 'W/"2"')
  assert.equal(body.meta.security[0].code, 'R')
  assert.equal('address' in body, false)
})

test('a birth date put right, in a new version; no day is no birth date', async () => {
  assert.equal((await order('/people/9990100004/birth-date', { birthDate: '2015-12-31' })).status, 204)
  const { headers, body } = await read('9990100004')
  assert.deepEqual([headers.get('etag'), body.birthDate], ['W/"2"', '2015-12-31'])
  assert.deepEqual(await order('/people/9990100004/birth-date', { birthDate: '2015-02-30' }), {
    status: 400,
    body: { sentence: 'body/birthDate must match format "date"' },
  })
})

test('down and delay, for all, until told otherwise', async () => {
  assert.equal((await order('/behaviour', { down: true })).status, 204)
  assert.equal((await read('9990100004')).status, 503)
  assert.equal((await send(`${pds.url}/Patient?family=Sample&birthdate=eq2016-04-02`)).status, 503)
  assert.equal((await order('/behaviour', { delayMs: 30 })).status, 204)
  assert.equal((await read('9990100004')).status, 503)
  pds.behave({ down: false })
  const started = performance.now()
  assert.equal((await read('9990100004')).status, 200)
  assert.ok(performance.now() - started > 25)
})

test('the same by function', async () => {
  await pds.supersede('9990100004', '9990100071')
  assert.equal((await read('9990100004')).body.id, '9990100071')
  pds.restrict('9990100071')
  assert.equal((await read('9990100004')).body.meta.security[0].code, 'R')
  await pds.invalidate('9990100071')
  assert.equal((await read('9990100004')).status, 404)
})

test('a changed number is announced once it has changed; a restriction is no change of number', async () => {
  const told: string[] = []
  const announcing = await standIn({
    onChange: async number => {
      const { status, body } = await send(`${announcing.url}/Patient/${number}`)
      told.push(`${number} ${status === 200 ? body.id : status}`)
    },
  })
  await announcing.supersede('9990100004', '9990100071')
  announcing.restrict('9990100071')
  await fetch(`${announcing.adminUrl}/people/9990100071/invalidate`, { method: 'POST' })
  assert.deepEqual(told, ['9990100004 9990100071', '9990100071 404'])
  await assert.rejects(announcing.supersede('9990102007', '9990100004'), { code: 'PDS_STAND_IN_PERSON_UNKNOWN' })
  assert.equal(told.length, 2)
  await announcing.stop()
})

test('news that cannot be sent do not undo the change', async () => {
  const silent = await standIn({ onChange: () => Promise.reject(new Error('MESH is away')) })
  await silent.invalidate('9990100004')
  assert.equal((await send(`${silent.url}/Patient/9990100004`)).status, 404)
  await silent.stop()
})

test('what the side door refuses', async () => {
  const unknown = { code: 'PDS_STAND_IN_PERSON_UNKNOWN', sentence: 'The PDS stand-in holds no such person' }
  for (const path of ['/people/9990102007/invalidate', '/people/9990102007/restrict'])
    assert.deepEqual(await order(path), { status: 404, body: unknown })
  assert.deepEqual(await order('/people/9990102007/supersede', { by: '9990100004' }), { status: 404, body: unknown })
  assert.deepEqual(await order('/people/9990100004/supersede', { by: '9990102007' }), { status: 404, body: unknown })
  assert.deepEqual(await order('/people/9990100772/supersede', { by: '9990100705' }), {
    status: 409,
    body: {
      code: 'PDS_STAND_IN_LOOP',
      sentence: 'A number cannot be superseded by one that leads back to it',
    },
  })
  assert.deepEqual(await order('/people/9990100004/supersede', {}), {
    status: 400,
    body: { sentence: "body must have required property 'by'" },
  })
  assert.deepEqual(await order('/behaviour', { delayMs: -1 }), {
    status: 400,
    body: { sentence: 'body/delayMs must be >= 0' },
  })
  assert.equal((await order('/people/9990100004/rename')).status, 400)
})

test('one stand-in does not change the people of another', async () => {
  await pds.invalidate('9990100004')
  const other = await standIn()
  assert.equal((await send(`${other.url}/Patient/9990100004`)).status, 200)
  await other.stop()
})

test('people who do not fit together are refused at the start', async () => {
  const [robin] = PEOPLE
  assert.ok(robin)
  const superseded = { ...robin, behaviour: 'superseded' as const }
  for (const [people, detail] of [
    [[robin, robin], 'a number occurs twice'],
    [[{ ...robin, nhsNumber: '9990100005' }], 'a number has a wrong check digit'],
    [[superseded], 'a superseding number is missing'],
    [[{ ...superseded, supersededBy: '9990100071' }], 'a superseding number is missing'],
    [[{ ...superseded, supersededBy: '9990100004' }], 'superseded numbers form a ring'],
  ] as const) {
    await assert.rejects(standIn({ people }), {
      code: 'PDS_STAND_IN_PEOPLE_INVALID',
      message: `The people of the PDS stand-in do not fit together (${detail})`,
    })
  }
})

test('the invented people of the project fit together', async () => {
  const everybody = await standIn({ people: readPeople() })
  assert.equal((await send(`${everybody.url}/Patient/9990100004`)).status, 200)
  await everybody.stop()
})
