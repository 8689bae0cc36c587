import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { HUB, LA, type TestExchange, testExchange, UPLOAD } from '../../src/mesh/exchange-for-tests.ts'
import { testDatabase } from '../support/database.ts'
import { mountSmallDisk } from '../support/small-disk.ts'

// The disk the messages are on is full, truly: a small file system of its own, which only root may mount.

const MEGABYTE = 1024 * 1024
const disk = mountSmallDisk(24)
const { skip } = disk
let exchange: TestExchange

before(async () => {
  if (skip) return
  const database = await testDatabase()
  await disk.open()
  for (const table of ['message', 'part', 'piece', 'upload'])
    await database.owner.query({ text: `alter table mesh.${table} set tablespace ${disk.tablespace}` })
  exchange = await testExchange(database)
})
after(async () => {
  if (!skip) await exchange.end()
  await disk.end()
})

const TO_HUB = { 'mex-to': HUB, 'mex-workflowid': UPLOAD }

test('with the disk full a send is answered 503, small or large, and nothing of it is kept', { skip }, async () => {
  const before = await exchange.client(LA).send({ to: HUB, workflowId: UPLOAD, body: 'there before' })
  disk.fill()
  for (const bytes of [60_000, 3 * MEGABYTE]) {
    const statuses = new Set<number>()
    // A page or two may be left over in what the tables have; it does not last.
    for (let sent = 0; sent < 12; sent += 1)
      statuses.add((await exchange.ask(LA, 'POST', '/outbox', { headers: TO_HUB, body: randomBytes(bytes) })).status)
    assert.ok(statuses.has(503), [...statuses].join())
    assert.ok([...statuses].every(status => status === 503 || status === 202))
  }
  const [left] = await exchange.database.owner.query({
    text: `select count(*) as uploads, (select count(*) from mesh.piece c
      where not exists (select from mesh.part p where p.upload_id = c.upload_id)) as pieces from mesh.upload`,
  })
  assert.deepEqual(left, { uploads: 0, pieces: 0 })
  const message = await exchange.client(HUB).download(before.messageId)
  assert.ok(message !== 'gone' && String(message.body) === 'there before', 'what is there can be read')
})

test('a client keeps trying, and sends its one message when there is room again', { skip }, async () => {
  await exchange.prepare('DELETE', '/admin/reset')
  disk.empty()
  await exchange.database.owner.query({ text: 'vacuum mesh.message, mesh.part, mesh.piece' })
  disk.fill()
  let asked = 0
  const emptying: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init)
    asked += 1
    if (answer.status === 503) disk.empty()
    return answer
  }
  const body = randomBytes(4 * MEGABYTE)
  const la = exchange.client(LA, { fetch: emptying })
  const { messageId } = await la.send({ to: HUB, workflowId: UPLOAD, body, localId: 'when-there-is-room' })
  assert.ok(asked >= 3, 'a send, a look for it, and the send again')
  assert.deepEqual(await exchange.waiting(HUB), [messageId])
  const message = await exchange.client(HUB).download(messageId)
  assert.ok(message !== 'gone' && message.body.equals(body))
})
