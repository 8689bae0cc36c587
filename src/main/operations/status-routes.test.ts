import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { SaxesParser } from 'saxes'
import { testDatabase } from '../../../test/support/database.ts'
import { movedClock } from '../../../test/support/register.ts'
import { advanceIncident, openIncidentByHand, openMinutes, operationsErrors } from '../../operations/index.ts'
import { type Database, openHttp, openMetrics, refusal, silentLog, systemRandomness } from '../../platform/index.ts'
import { countedAsk, countedBefore, countFhirLookUps } from './count-look-ups.ts'
import { addStatusRoutes } from './status-routes.ts'

const database = await testDatabase()
const clock = movedClock('2026-03-02T09:00:30Z')
const metrics = openMetrics('test')
const operations = database.pool('operations')
let reads = 0
let isAway = false
const db: Database = {
  query: statement => {
    if (statement.name === 'operations-incidents-public') reads += 1
    return isAway ? Promise.reject(new Error('Connection terminated')) : operations.query(statement)
  },
  transaction: work => operations.transaction(work),
}
const server = openHttp({ log: silentLog, metrics, ready: async () => {} })
const minutes = openMinutes({ role: 'api', clock, randomness: systemRandomness, metrics })
countFhirLookUps(server, minutes)
addStatusRoutes(server, { db, clock, log: silentLog, publicUrl: 'https://cpis.example.org' })
let answered = 200
for (const url of ['/cpis/FHIR/R4/CareTeam', '/sandbox/cpis/FHIR/R4/CareTeam', '/cpis/FHIR/R4/AuditEvent'])
  server.get(url, async (_request, reply) => reply.code(answered).send({}))
after(async () => {
  await server.close()
  await database.end()
})
const deps = { db: operations, clock, randomness: systemRandomness }
const statusNow = async () => {
  clock.forward(1 / 60)
  return (await server.inject('/status.json')).json()
}
const componentOf = (status: { components: { name: string; status: string }[] }, name: string) =>
  status.components.find(one => one.name === name)?.status

beforeEach(async () => {
  await database.owner.query({
    text: 'truncate operations.incident, operations.minute, operations.mailbox_state cascade',
  })
  isAway = false
})

test('all is well: components, counts, no incident; to be kept for five seconds', async () => {
  const status = await statusNow()
  assert.deepEqual([status.overall, status.components.length, status.incidents], ['operational', 8, []])
  const { headers, body } = await server.inject('/status')
  assert.equal(headers['cache-control'], 'public, max-age=5')
  assert.match(body, /^Open CP-IS: operational at 2026-03-02T09:01:30\.000Z\n {2}CP-IS: operational\n/)
  assert.match(body, /\nNo incident\.\n$/)
})

test('incidents by severity; only the public text of one is told', async () => {
  const secret = 'X01CPIS1 of Exampleshire is silent'
  const { number } = await openIncidentByHand(deps, { service: 'MESH', severity: 2, summary: secret, by: 'op' })
  await openIncidentByHand(deps, {
    ...{ service: 'PDS', severity: 3, summary: secret, by: 'op' },
    publicText: 'Slow & <odd>.',
  })
  const status = await statusNow()
  assert.deepEqual(
    [status.overall, componentOf(status, 'MESH'), componentOf(status, 'PDS'), componentOf(status, 'CP-IS')],
    ['partial_outage', 'partial_outage', 'degraded_performance', 'operational'],
  )
  const told = status.incidents.map((one: Record<string, unknown>) => [one['status'], one['impact'], one['text']])
  assert.deepEqual(told.sort(), [
    ['investigating', 'major', 'An incident that affects MESH.'],
    ['investigating', 'minor', 'Slow & <odd>.'],
  ])
  for (const path of ['/status', '/status.json', '/status.atom'])
    assert.doesNotMatch((await server.inject(path)).body, /Exampleshire|X01|"op"/)
  await advanceIncident(deps, { number, to: 'local', note: 'x', by: 'op' })
  assert.ok((await statusNow()).incidents.some((one: { status: string }) => one.status === 'identified'))
  await advanceIncident(deps, { number, to: 'resolved', note: 'x', by: 'op' })
  const mended = await statusNow()
  assert.equal(componentOf(mended, 'MESH'), 'operational')
  assert.ok(mended.incidents.some((one: { status: string }) => one.status === 'monitoring'))
})

test('the feed is well-formed Atom, with the text as text', async () => {
  await openIncidentByHand(deps, { service: 'PDS', severity: 3, summary: 'x', publicText: 'Slow & <odd>.', by: 'op' })
  clock.forward(1)
  const { headers, body } = await server.inject('/status.atom')
  assert.equal(headers['content-type'], 'application/atom+xml; charset=utf-8')
  const seen: string[] = []
  const parser = new SaxesParser()
  parser.on('opentag', tag => seen.push(tag.name))
  parser.on('text', text => text.trim() && seen.push(text))
  parser.write(body).close()
  assert.deepEqual(
    seen.slice(seen.indexOf('entry')).filter(one => one.startsWith('Slow')),
    ['Slow & <odd>. Impact: minor.'],
  )
  assert.ok(['feed', 'id', 'updated', 'entry', 'published'].every(name => seen.includes(name)))
})

test('many who ask at once make one reading; five seconds later there is another', async () => {
  clock.forward(1)
  reads = 0
  await Promise.all(Array.from({ length: 50 }, () => server.inject('/status.json')))
  assert.equal(reads, 1)
  clock.forward(5 / 3600)
  await server.inject('/status')
  assert.equal(reads, 2)
})

test('when the database is away, that is the status', async () => {
  isAway = true
  const status = await statusNow()
  assert.deepEqual(
    [status.overall, status.components, status.lookUps],
    ['major_outage', [{ name: 'CP-IS', status: 'major_outage' }], undefined],
  )
  assert.equal((await server.inject('/status.atom')).statusCode, 200)
})

test('look-ups are counted by their answers: 2xx good, 5xx not, refusals and the sandbox not at all', async () => {
  clock.forward(1)
  for (const [status, url] of [
    [200, '/cpis/FHIR/R4/CareTeam?x=1'],
    [503, '/cpis/FHIR/R4/CareTeam'],
    [401, '/cpis/FHIR/R4/CareTeam'],
    [429, '/cpis/FHIR/R4/CareTeam'],
    [200, '/sandbox/cpis/FHIR/R4/CareTeam'],
    [200, '/cpis/FHIR/R4/AuditEvent'],
  ] as const) {
    answered = status
    await server.inject(url)
  }
  await minutes.write(operations)
  assert.deepEqual((await statusNow()).lookUps.last24Hours, { valid: 2, good: 1 })
})

test('asked by HL7 v3: good is any answer but NotChecked, in time; a fault before asking is not good', async () => {
  const counting = { minutes, clock, door: 'hl7v3' } as const
  const answer = (kind: string, ms = 0) =>
    countedAsk(counting, async () => {
      clock.forward(ms / 3_600_000)
      return { kind } as never
    })('x')
  await answer('Known')
  await answer('NotKnown', 2000)
  await answer('Known', 2001)
  await answer('NotChecked')
  await assert.rejects(countedAsk(counting, () => Promise.reject(new Error('fault')))('x'))
  await assert.rejects(countedBefore(counting, () => Promise.reject(new Error('fault')))())
  const refused = refusal(operationsErrors, 'INCIDENT_INVALID')
  await assert.rejects(countedBefore(counting, () => Promise.reject(refused))())
  await minutes.write(operations)
  const [row] = await database.owner.query({
    text: `select sum(valid)::int as valid, sum(good)::int as good from operations.minute where measure = 'look-ups-hl7v3'`,
  })
  assert.deepEqual(row, { valid: 6, good: 2 })
})
