import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { outcomeBody, PEOPLE, send, standIn } from './fixture.ts'
import type { PdsStandIn } from './index.ts'

let pds: PdsStandIn
before(async () => {
  pds = await standIn()
})
after(() => pds.stop())

const search = (query: string) => send(`${pds.url}/Patient?${query}`)
const numbers = async (query: string) => {
  const { status, body } = await search(query)
  assert.equal(status, 200)
  assert.equal(body.total, body.entry.length)
  return body.entry.map((entry: { resource: { id: string } }) => entry.resource.id)
}
const BORN = 'birthdate=eq2016-04-02'

test('one match: the searchset', async () => {
  const { body } = await search(`family=sample&given=ROBIN&given=lee&gender=female&${BORN}`)
  const { entry, ...rest } = body
  assert.deepEqual(rest, {
    resourceType: 'Bundle',
    type: 'searchset',
    timestamp: '2026-03-02T12:00:00.000Z',
    total: 1,
  })
  assert.equal(entry[0].fullUrl, `${pds.url}/Patient/9990100004`)
  assert.deepEqual(entry[0].search, { score: 1 })
  assert.deepEqual(entry[0].resource, (await send(`${pds.url}/Patient/9990100004`)).body)
})

test('no match: total 0', async () => {
  const { body } = await search(`family=Nobody&${BORN}`)
  assert.deepEqual([body.total, body.entry], [0, []])
})

test('superseded, invalidated, unknown and very restricted are never found; the superseding one is', async () => {
  assert.deepEqual(await numbers(`family=Sample&${BORN}`), ['9990100004', '9990100918'])
  assert.deepEqual(await numbers(`family=Newname&given=Sam&${BORN}`), ['9990100772'])
})

test('an asterisk stands for any characters, from the third on', async () => {
  assert.deepEqual(await numbers(`family=Sam*&${BORN}`), ['9990100004', '9990100071', '9990100918'])
  assert.deepEqual(await numbers(`family=Sa*od&${BORN}`), ['9990100071'])
  assert.deepEqual(await numbers(`family=Sa*pl*w*d&given=Wr*&${BORN}`), ['9990100071'])
  assert.deepEqual(await numbers(`family=Sa*x*d&${BORN}`), [])
  assert.deepEqual(await numbers(`family=Sam.le&${BORN}`), [])
  const { status, body } = await search(`family=S*&${BORN}`)
  assert.equal(status, 400)
  assert.equal(body.issue[0].details.coding[0].code, 'INVALID_SEARCH_DATA')
})

test('birth dates: eq, a plain date, and a range', async () => {
  for (const dates of [BORN, 'birthdate=2016-04-02', 'birthdate=ge2016-04-01&birthdate=le2016-04-03'])
    assert.deepEqual(await numbers(`family=Newname&${dates}`), ['9990100772'])
  assert.deepEqual(await numbers('family=Newname&birthdate=ge2016-04-03'), [])
  assert.deepEqual(await numbers('family=Newname&birthdate=le2016-04-01'), [])
})

test('searching by where they live, by practice or phone never finds the restricted', async () => {
  for (const where of [
    'address-postalcode=ZZ99%203CZ',
    'address-postcode=zz*',
    'general-practitioner=Y12345',
    'phone=01632960100',
  ])
    assert.deepEqual(await numbers(`family=Sample&${BORN}&${where}`), ['9990100004'])
  for (const where of [
    'address-postalcode=AA1*',
    'email=a@example.org',
    'phone=01632960999',
    'death-date=eq2020-01-01',
  ])
    assert.deepEqual(await numbers(`family=Sample&${BORN}&${where}`), [])
})

test('fuzzy, exact and history are taken and change nothing', async () => {
  const flags = '_fuzzy-match=true&_exact-match=false&_history=true'
  assert.deepEqual(await numbers(`family=Newname&${BORN}&${flags}`), ['9990100772'])
})

test('too many matches: 200 with an OperationOutcome', async () => {
  const { status, body } = await search(`family=Sa*&${BORN}&_max-results=2`)
  assert.equal(status, 200)
  assert.deepEqual(body, outcomeBody('information', 'multiple-matches', ['TOO_MANY_MATCHES', 'Too Many Matches']))
})

test('what is refused, word for word', async () => {
  const required = ['MISSING_VALUE', 'Required value is missing'] as [string, string]
  const invalid = ['INVALID_VALUE', 'Provided value is invalid'] as [string, string]
  const additional = ['ADDITIONAL_PROPERTIES', 'Additional properties should not be included'] as [string, string]
  for (const [query, body] of [
    ['', outcomeBody('error', 'processing', ['UNSUPPORTED_SERVICE', 'Unsupported Service'])],
    [
      `model=3&${BORN}`,
      outcomeBody(
        'error',
        'invariant',
        additional,
        "Invalid request with error - Additional properties are not allowed ('model' was unexpected)",
      ),
    ],
    [
      'model=3&year=1',
      outcomeBody(
        'error',
        'invariant',
        additional,
        "Invalid request with error - Additional properties are not allowed ('model', 'year' were unexpected)",
      ),
    ],
    [
      'family=Sample',
      outcomeBody(
        'error',
        'required',
        required,
        "Missing value - 'birth_date/birth_date_range_start/birth_date_range_end'",
      ),
    ],
    [
      BORN,
      outcomeBody(
        'error',
        'value',
        ['INVALID_SEARCH_DATA', 'Search data is invalid'],
        "Invalid search data provided - 'No searches were performed as the search criteria did not meet the minimum requirements'",
      ),
    ],
    [
      'family=Sample&birthdate=20101022',
      outcomeBody('error', 'value', invalid, "Invalid value - '20101022' in field 'birthdate'"),
    ],
    [
      `family=Sample&${BORN}&death-date=eq2020-02-30`,
      outcomeBody('error', 'value', invalid, "Invalid value - 'eq2020-02-30' in field 'death-date'"),
    ],
    [
      `family=Sample&${BORN}&_max-results=51`,
      outcomeBody('error', 'value', invalid, "Invalid value - '51' in field '_max-results'"),
    ],
  ] as const) {
    const answer = await search(query)
    assert.equal(answer.status, 400)
    assert.deepEqual(answer.body, body)
  }
})

test('an application alone gets one match and may ask for no more', async () => {
  const strict = await standIn({ mode: 'strict', people: PEOPLE })
  const as = (query: string) => send(`${strict.url}/Patient?${query}`, { authorization: 'Bearer app' })
  assert.equal((await as(`family=Newname&${BORN}`)).body.total, 1)
  assert.equal((await as(`family=Sample&${BORN}&_max-results=1`)).body.issue[0].code, 'multiple-matches')
  const { status, body } = await as(`family=Sample&${BORN}&_max-results=2`)
  assert.equal(status, 403)
  assert.equal(body.issue[0].details.coding[0].code, 'INVALID_VALUE')
  await strict.stop()
})
