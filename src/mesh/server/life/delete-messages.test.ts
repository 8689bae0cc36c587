import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testDatabase } from '../../../../test/support/database.ts'
import { HUB, LA, sendUpload, type TestExchange, testExchange } from '../../exchange-for-tests.ts'
import { deleteMessages } from './delete-messages.ts'
import { expireMessages } from './expire-messages.ts'
import { requeueMessages } from './requeue-messages.ts'

// The clock only goes forward here: a server never gives an id that is earlier than one it gave before.

let exchange: TestExchange
before(async () => {
  exchange = await testExchange(await testDatabase())
})
after(() => exchange.end())

async function count(table: string): Promise<number> {
  const [row] = await exchange.database.owner.query<{ n: number }>({ text: `select count(*) as n from mesh.${table}` })
  return row?.n ?? 0
}

test('after thirty days a message is gone, with its body; not an instant before', async () => {
  exchange.setTime('2025-11-22T15:00:00Z')
  const body = Buffer.alloc(70_000, 'x')
  const id = await sendUpload(exchange, { body })
  await sendUpload(exchange)
  exchange.setTime('2025-12-22T14:59:59.999Z')
  assert.equal(await deleteMessages(exchange.deps), 0)
  exchange.setTime('2025-12-22T15:00:00Z')
  assert.equal(await deleteMessages(exchange.deps), 2)
  assert.deepEqual([await count('message'), await count('part'), await count('piece')], [0, 0, 0])
  assert.equal((await exchange.ask(LA, 'GET', `/outbox/tracking?messageID=${id}`)).status, 404)
  assert.equal((await exchange.ask(HUB, 'GET', `/inbox/${id}`)).status, 404)
})

test('thirty days from delivery, not from the first part', async () => {
  exchange.setTime('2025-12-23T15:00:00Z')
  const id = await sendUpload(exchange, { headers: { 'mex-chunk-range': '1:2' }, body: 'one' })
  exchange.setTime('2025-12-25T15:00:00Z')
  await exchange.ask(LA, 'POST', `/outbox/${id}/2`, { headers: { 'mex-chunk-range': '2:2' }, body: 'two' })
  exchange.setTime('2026-01-22T15:00:00Z')
  assert.equal(await deleteMessages(exchange.deps), 0)
  exchange.setTime('2026-01-24T15:00:00Z')
  assert.equal(await deleteMessages(exchange.deps), 1)
})

test('what was put back is kept until it can be collected', async () => {
  exchange.setTime('2026-01-25T12:00:00Z')
  const id = await sendUpload(exchange)
  exchange.setTime('2026-01-30T12:00:00Z')
  await expireMessages(exchange.deps)
  exchange.setTime('2026-02-23T12:00:00Z')
  await requeueMessages(exchange.deps, { mailboxId: HUB })
  exchange.setTime('2026-02-24T12:00:00Z')
  assert.equal(await deleteMessages(exchange.deps), 0)
  assert.equal((await exchange.ask(HUB, 'GET', `/inbox/${id}`)).status, 200)
  exchange.setTime('2026-03-25T12:00:00Z')
  assert.equal(await deleteMessages(exchange.deps), 2, 'the message, and the report about it')
})

test('200 at a time, by as many processes as like', async () => {
  exchange.setTime('2026-03-26T12:00:00Z')
  for (let sent = 0; sent < 300; sent += 1) await sendUpload(exchange)
  exchange.setTime('2026-04-25T12:00:00Z')
  const deleted = await Promise.all([1, 2, 3].map(() => deleteMessages(exchange.deps)))
  assert.ok(deleted.every(one => one <= 200))
  assert.equal(deleted.reduce((sum, one) => sum + one) + (await deleteMessages(exchange.deps)), 300)
  assert.equal(await count('message'), 0)
})
