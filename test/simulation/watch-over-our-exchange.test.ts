import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { loadReference } from '../../src/care-settings/index.ts'
import type { TimeOfDay } from '../../src/demographics/index.ts'
import { HUB, LA, testExchange, UPLOAD } from '../../src/mesh/exchange-for-tests.ts'
import { expireMessages, mailboxFacts } from '../../src/mesh/index.ts'
import { caseStories, type OperationsDeps, refreshStates, runWatch, watchTable } from '../../src/operations/index.ts'
import { openMetrics, silentLog } from '../../src/platform/index.ts'
import { testDatabase } from '../support/database.ts'

// Nine days of one authority at our own MESH server, by real calls with the clock moved: it reads its mail, falls silent
// over a weekend, loses a message, and comes back.

const database = await testDatabase()
const exchange = await testExchange(database)
after(() => exchange.end())

const deps: OperationsDeps = {
  db: database.pool('operations'),
  clock: exchange.deps.clock,
  randomness: exchange.deps.randomness,
  log: silentLog,
  metrics: openMetrics('test'),
  settings: {
    watchAt: '07:30' as TimeOfDay,
    operationsMail: 'operations@example.org',
    operationsPhone: '01632 960900',
    meshHost: 'mesh.example.org',
  },
}
/** The MESH server's own job comes by before it reports, as it does each minute. */
const report = async (span: Parameters<typeof mailboxFacts>[1]) => {
  await expireMessages(exchange.deps)
  return mailboxFacts(exchange.deps, span)
}

before(async () => {
  await loadReference(database.owner, { invented: true })
  await database.owner.query({
    text: `update care_settings.local_authority set mailbox_id = case code when 'X01' then '${LA}' end`,
  })
})

const at = (day: number, time: string) => exchange.setTime(`2025-12-0${day}T${time}:00Z`)

async function tell(): Promise<string> {
  const headers = { 'mex-to': LA, 'mex-workflowid': `${UPLOAD}_ACK` }
  const sent = await exchange.ask(HUB, 'POST', '/outbox', { headers, body: '<notice/>' })
  return (sent.json() as { message_id: string }).message_id
}

async function collect(): Promise<void> {
  const listed = (await exchange.ask(LA, 'GET', '/inbox')).json() as { messages: string[] }
  for (const id of listed.messages) await exchange.ask(LA, 'PUT', `/inbox/${id}/status/acknowledged`)
}

async function seen() {
  const [row] = (await watchTable(deps)).rows
  return [row?.connection, row?.messages, row?.waiting, row?.dueIn24h, row?.expired, row?.case?.state ?? 'no case']
}

async function watch() {
  await runWatch(deps, report)
  return seen()
}

test('an authority that reads its mail is connected, and nothing waits', async () => {
  at(1, '07:00')
  await tell()
  await collect()
  at(1, '07:30')
  assert.deepEqual(await watch(), ['connected', 'none', 0, 0, 0, 'no case'])
})

test('silent since the morning, it is late by the hour, and disconnected by the next daily watch', async () => {
  at(1, '12:00')
  await tell()
  at(2, '07:30')
  assert.deepEqual(await watch(), ['disconnected', 'fresh', 1, 0, 0, 'opened'])
})

test('its message ages through 72 and 96 hours to 120, when it is gone', async () => {
  at(4, '12:00')
  await refreshStates(deps, report)
  assert.deepEqual(await seen(), ['disconnected', 'warn', 1, 0, 0, 'opened'])
  at(5, '12:00')
  await tell()
  await refreshStates(deps, report)
  assert.deepEqual(await seen(), ['disconnected', 'urgent', 2, 1, 0, 'opened'])
  at(6, '12:00')
  await refreshStates(deps, report)
  assert.deepEqual(await seen(), ['disconnected', 'fresh', 1, 0, 1, 'opened'])
  const reports = (await exchange.ask(HUB, 'GET', '/inbox')).json() as { messages: string[] }
  assert.equal(reports.messages.length, 1)
})

test('the first call restores the case; a day later it is closed, and the loss stays to be seen', async () => {
  at(7, '07:00')
  await collect()
  at(7, '07:30')
  const [connection, , , , , state] = await watch()
  assert.deepEqual([connection, state], ['connected', 'restored'])
  const [story] = await caseStories(deps)
  assert.deepEqual(
    story?.events.map(event => event.note),
    [
      'opened: disconnected',
      'for the telephone: a message waits for 96 hours',
      'messages expired: 1',
      'it calls, and nothing waits for long',
    ],
  )
  at(8, '07:00')
  await collect()
  at(8, '07:30')
  const run = await runWatch(deps, report)
  assert.deepEqual([run.casesOpen, run.newlyExpired, run.disconnected, run.expired], [0, 0, 0, 1])
})
