import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testDatabase } from '../../../../test/support/database.ts'
import { type Database, openPool, type Statement, silentLog } from '../../../platform/index.ts'
import { HUB, LA, NOON, openMeshServer, type TestExchange, testExchange } from '../../exchange-for-tests.ts'
import { deleteMessages } from '../life/delete-messages.ts'
import { expireMessages } from '../life/expire-messages.ts'
import { MESH_SESSION, type MeshServerDeps } from '../server-deps.ts'

// A hundred thousand messages wait that nobody collects. What it costs to work beside them must not grow with them.

const WAITING = 100_000
const READS_ALL = /"Seq Scan"[^{}]*"Relation Name":"message"/
let exchange: TestExchange
/** The exchange's own dependencies, and every statement that went through them, by its name. */
let watched: MeshServerDeps
const sent = new Map<string, Statement>()

before(async () => {
  exchange = await testExchange(await testDatabase())
  await exchange.database.owner.query({
    text: `insert into mesh.message (message_id, message_type, sender, recipient, workflow_id, total_parts, state,
        uploaded_at, accepted_at, status_at, delete_after)
      select '20251122' || lpad(n::text, 12, '0') || '_FFFFFF', 'DATA', $1, $2, 'BACKLOG', 1, 'accepted', at, at, at,
        at + interval '720 hours'
      from generate_series(1, $3::int) n, lateral (select $4::timestamptz + n * interval '1 millisecond') t (at)`,
    values: [LA, HUB, WAITING, new Date(NOON)],
  })
  await exchange.database.owner.query({ text: 'analyze mesh.message' })
  watched = { ...exchange.deps, db: watching(exchange.deps.db) }
})
after(() => exchange.end())

function watching(db: Database): Database {
  return {
    query: statement => {
      if (statement.name) sent.set(statement.name, statement)
      return db.query(statement)
    },
    transaction: work => db.transaction(tx => work(watching(tx))),
  }
}

type Ask = (
  mailboxId: string,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  headers?: object,
  body?: string,
) => Promise<object>

/** Sends a message, lists, downloads and acknowledges it, expires and deletes, so that every statement is seen. */
async function doEverything(): Promise<void> {
  const server = openMeshServer(watched)
  const ask: Ask = async (mailboxId, method, path, headers = {}, payload) => {
    const answer = await server.inject({
      method,
      url: `/messageexchange/${mailboxId}${path}`,
      headers: { authorization: exchange.token(mailboxId), accept: 'application/vnd.mesh.v2+json', ...headers },
      ...(payload && { payload }),
    })
    assert.ok(answer.statusCode < 300, `${method} ${path}: ${answer.statusCode} ${answer.body}`)
    return answer.body === '' ? {} : { text: answer.body }
  }
  const headers = { 'mex-to': HUB, 'mex-workflowid': 'X-CPIS-UPLOAD' }
  const { text = '{}' } = (await ask(LA, 'POST', '/outbox', headers, 'x')) as { text?: string }
  const { message_id: id } = JSON.parse(text)
  for (const query of ['', `?continue_from=${id}`, '?workflow_filter=X-CPIS*']) await ask(HUB, 'GET', `/inbox${query}`)
  await ask(HUB, 'GET', '/count')
  await ask(HUB, 'GET', `/inbox/${id}`)
  await ask(HUB, 'PUT', `/inbox/${id}/status/acknowledged`)
  await ask(LA, 'GET', `/outbox/tracking?messageID=${id}`)
  await expireMessages(watched)
  await deleteMessages(watched)
  await server.close()
}

test('no statement reads the messages whole, as PostgreSQL plans by itself', async () => {
  await doEverything()
  // Its answer is kept for ten seconds, because it cannot but look at everything that waits.
  sent.delete('mesh-count-waiting')
  const names = ['mesh-send', 'mesh-list', 'mesh-count', 'mesh-find', 'mesh-acknowledge', 'mesh-track', 'mesh-expire']
  for (const name of [...names, 'mesh-delete']) assert.ok(sent.has(name), name)
  for (const [name, { text, values }] of sent) {
    const rows = await exchange.database.owner.query<{ 'QUERY PLAN': object }>({
      text: `explain (format json) ${text}`,
      values: values ?? [],
    })
    assert.doesNotMatch(JSON.stringify(rows), READS_ALL, name)
  }
})

test('the list goes by the index of what waits, and reads a page of it', async () => {
  const { text, values } = sent.get('mesh-list') ?? assert.fail('no list was asked for')
  const page = [...(values ?? [])]
  // Without a filter, and with a token that is new.
  page.splice(6, 2, null, null)
  page[10] = 501
  page[1] = 'never used'
  const rows = await exchange.database.pool('mesh').query({
    text: `explain (analyze, timing off, format json) ${text}`,
    values: page,
  })
  const plan = JSON.stringify(rows)
  assert.match(plan, /"Index Name":"message_waiting"/)
  const read = [...plan.matchAll(/"Index Name":"message_waiting"[^{}]*?"Actual Rows":([\d.]+)/g)].map(([, n]) =>
    Number(n),
  )
  assert.ok(read.length > 0 && read.every(rowsRead => rowsRead <= 1_001), read.join())
})

test('so it does by plans made while there was nothing yet', async () => {
  const database = await testDatabase()
  const settings = { connections: 1, sessionSettings: MESH_SESSION, log: silentLog }
  const pool = openPool('mesh', { databaseUrl: database.url, ...settings })
  try {
    await database.owner.query({ text: 'vacuum (analyze) mesh.message' })
    for (const [name, { text, values = [] }] of sent) {
      await pool.query({ text: `prepare "${name}" as ${text}` })
      const nothing = values.length > 0 ? `(${values.map(() => 'null').join(', ')})` : ''
      const rows = await pool.query({ text: `explain (format json) execute "${name}" ${nothing}` })
      assert.doesNotMatch(JSON.stringify(rows), READS_ALL, name)
    }
  } finally {
    await pool.end()
    await database.end()
  }
})

test('a narrowed list looks at ten thousand a page, says where it goes on, and comes to what it seeks', async () => {
  const headers = { 'mex-to': HUB, 'mex-workflowid': 'X-CPIS-UPLOAD' }
  exchange.setTime('2025-11-22T16:00:00Z')
  const sentLast = await exchange.ask(LA, 'POST', '/outbox', { headers, body: 'x' })
  const { message_id: sought } = sentLast.json() as { message_id: string }
  type List = { messages: string[]; links: { next?: string } }
  let path: string | undefined = '/inbox?workflow_filter=X-CPIS*'
  const pages: string[][] = []
  while (path !== undefined) {
    const list = (await exchange.ask(HUB, 'GET', path)).json() as List
    pages.push(list.messages)
    path = list.links.next?.replace(`/messageexchange/${HUB}`, '')
  }
  assert.equal(pages.length, 11)
  assert.deepEqual(
    pages.slice(0, 10),
    Array.from({ length: 10 }, () => []),
  )
  assert.deepEqual(pages[10], [sought])
  const first = await exchange.ask(HUB, 'GET', '/inbox?workflow_filter=X-CPIS*', { version: 1 })
  assert.deepEqual(first.json(), { messages: [sought] }, 'version 1 cannot say where to go on, so it looks at all')
  assert.deepEqual(await exchange.client(HUB).list({ workflowFilter: 'X-CPIS*' }), [sought])
})
