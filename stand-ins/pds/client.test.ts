import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  checkNumber,
  findInPds,
  type NhsNumber,
  openAppRestrictedAuthorization,
  openPdsClient,
  type PdsClient,
  type PdsClientOptions,
  tracePerson,
} from '../../src/demographics/index.ts'
import { calendarDate, silentLog, systemRandomness } from '../../src/platform/index.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { NOON, person, standIn } from './fixture.ts'
import type { PdsStandIn } from './index.ts'

// The service's own client against the stand-in, over a real socket: every behaviour there is.

let pds: PdsStandIn
let database: TestDatabase
before(async () => {
  pds = await standIn({ slowMs: 60_000 })
  database = await testDatabase()
})
after(async () => {
  await pds.stop()
  await database.end()
})

const pauses: number[] = []
function client(options: Partial<PdsClientOptions> = {}): PdsClient {
  pauses.length = 0
  return openPdsClient({
    baseUrl: pds.url,
    clock: NOON,
    randomness: systemRandomness,
    log: silentLog,
    timeoutMs: 1_000,
    pause: async ms => void pauses.push(ms),
    ...options,
  })
}
const read = (number: string, from = client()) => from.read(number as NhsNumber)

test('current, restricted and very restricted', async () => {
  const person = { nhsNumber: '9990100004', birthDate: '2016-04-02', versionId: '1' }
  assert.deepEqual(await read('9990100004'), {
    kind: 'current',
    person: { ...person, given: ['Robin', 'Lee'], family: 'Sample', security: 'U' },
  })
  assert.deepEqual(await read('9990100918'), {
    kind: 'current',
    person: { ...person, nhsNumber: '9990100918', given: ['Rae'], family: 'Sample', security: 'R' },
  })
  assert.deepEqual(await read('9990100985'), {
    kind: 'current',
    person: { nhsNumber: '9990100985', given: [], security: 'V', versionId: '1' },
  })
})

test('superseded, invalidated, unknown', async () => {
  assert.deepEqual(await read('9990100705'), { kind: 'superseded', by: '9990100772' })
  assert.deepEqual(await read('9990100845'), { kind: 'invalidated' })
  assert.deepEqual(await read('9990101051'), { kind: 'unknown' })
  assert.deepEqual(await read('9990102007'), { kind: 'unknown' })
})

test('throttled, down, slow: unavailable after as many attempts as told', async () => {
  assert.deepEqual(await read('9990101108'), { kind: 'unavailable' })
  assert.deepEqual(pauses, [1000, 1000])
  assert.deepEqual(await read('9990101116'), { kind: 'unavailable' })
  assert.deepEqual(pauses, [5000, 5000])
  assert.deepEqual(await read('9990101124', client({ timeoutMs: 40 })), { kind: 'unavailable' })
  assert.equal(pauses.length, 2)
})

test('a number that never was one is unavailable, not unknown', async () => {
  assert.deepEqual(await read('9990100005'), { kind: 'unavailable' })
})

test('strict mode: a client without a token learns nothing', async () => {
  const strict = await standIn({ mode: 'strict' })
  assert.deepEqual(await read('9990100004', client({ baseUrl: strict.url })), { kind: 'unavailable' })
  const authorization = async () => 'Bearer abc'
  assert.equal((await read('9990100004', client({ baseUrl: strict.url, authorization }))).kind, 'current')
  await strict.stop()
})

test('application-restricted, end to end: signed, given a token, read, and again when the token is ended early', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const strict = await standIn({ mode: 'strict', applications: [{ apiKey: 'open-cpis', keys: { one: publicKey } }] })
  const open = (kid: string) =>
    openAppRestrictedAuthorization({
      tokenUrl: strict.tokenUrl,
      apiKey: 'open-cpis',
      kid,
      privateKey,
      clock: NOON,
      randomness: systemRandomness,
    })
  const from = client({ baseUrl: strict.url, authorization: open('one') })
  assert.equal((await read('9990100004', from)).kind, 'current')
  strict.revokeTokens()
  assert.equal((await read('9990100071', from)).kind, 'current')
  const unregistered = client({ baseUrl: strict.url, authorization: open('two') })
  assert.deepEqual(await read('9990100004', unregistered), { kind: 'unavailable' })
  await strict.stop()
})

test('a trace as an application alone: the one, none, several, and never by a postcode who is restricted', async () => {
  const strict = await standIn({ mode: 'strict', clock: { now: () => new Date() } })
  const pause = (ms: number) => sleep(Math.min(ms, 250))
  const from = {
    pds: client({ baseUrl: strict.url, authorization: async () => 'Bearer any', perSecond: 5, pause }),
  }
  const birthDate = calendarDate('2016-04-02')
  const trace = (given: string, family: string, more: object = {}) =>
    tracePerson(from, { given, family, birthDate, ...more })
  const found = async (...asked: Parameters<typeof trace>) => {
    const match = await trace(...asked)
    return match.kind === 'one' ? match.person.nhsNumber : match.kind
  }
  assert.equal(await found('Wren', 'Samplewood'), '9990100071')
  assert.equal(await found('Wren', 'Samplewood', { gender: 'female' }), 'none')
  assert.equal(await found('Robinetta', 'Sample', { postcode: 'ZZ1 1AA' }), '9990100004', 'three letters and two')
  assert.equal(await found('Sam', 'Newname'), '9990100772', 'who superseded is found')
  assert.equal(await found('Nobody', 'Sample'), 'none')
  assert.equal(await found('Rae', 'Sample'), '9990100918')
  assert.equal(await found('Rae', 'Sample', { postcode: 'ZZ99 3CZ' }), 'none')
  assert.equal(await found('Robin', 'Busy'), '9990101108')
  strict.behave({ down: true })
  assert.equal(await found('Wren', 'Samplewood'), 'unavailable')
  await strict.stop()
  const twins = await standIn({ people: [person('9990100004'), person('9990100071')] })
  const sandbox = { pds: client({ baseUrl: twins.url }) }
  const both = { given: 'Robin', family: 'Sample', birthDate }
  assert.deepEqual(await tracePerson(sandbox, both), { kind: 'several' })
  await twins.stop()
})

test('away altogether, then back', async () => {
  const other = await standIn()
  const from = client({ baseUrl: other.url })
  other.behave({ down: true })
  assert.deepEqual(await read('9990100004', from), { kind: 'unavailable' })
  other.behave({ down: false })
  assert.equal((await read('9990100004', from)).kind, 'current')
  await other.stop()
  assert.deepEqual(await read('9990100004', from), { kind: 'unavailable' })
})

test('the story of a number that changes', async () => {
  const other = await standIn()
  const deps = {
    db: database.pool('demographics'),
    pds: client({ baseUrl: other.url }),
    clock: NOON,
    settings: {},
  }
  const number = '9990100004' as NhsNumber
  assert.equal((await findInPds(deps, [number])).get(number)?.kind, 'current')
  await other.supersede(number, '9990100071')
  assert.equal((await findInPds(deps, [number])).get(number)?.kind, 'current', 'kept for some hours')
  assert.deepEqual(await checkNumber(deps, number), { kind: 'changed', replacedBy: '9990100071' })
  assert.deepEqual((await findInPds(deps, [number])).get(number), { kind: 'superseded', by: '9990100071' })
  await other.invalidate('9990100071')
  assert.deepEqual(await checkNumber(deps, number), { kind: 'changed' })
  await other.stop()
  assert.deepEqual(await checkNumber(deps, number), { kind: 'unavailable' })
})

test('an upload with one child PDS cannot answer for is stopped early', async () => {
  const deps = { db: database.pool('demographics'), pds: client({ parallel: 1 }), clock: NOON, settings: {} }
  const numbers = ['9990100772', '9990101116', '9990100918', '9990101051'] as NhsNumber[]
  assert.deepEqual(
    [...(await findInPds(deps, numbers)).values()].map(finding => finding.kind),
    ['current', 'unavailable', 'unavailable', 'unavailable'],
  )
})
