import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { HUB, LA, NOON, type TestExchange, testExchange, UPLOAD } from '../../src/mesh/exchange-for-tests.ts'
import { testDatabase } from '../support/database.ts'

// Clocks that are wrong: a token is good for two hours either way, and no longer (mesh.md 4).

const HOUR_MS = 3_600_000
let exchange: TestExchange
before(async () => {
  exchange = await testExchange(await testDatabase())
})
beforeEach(() => exchange.setTime(NOON))
after(() => exchange.end())

/** A client whose clock is so many hours wrong, and how often it asked. */
function clientOff(hours: number) {
  const asked: string[] = []
  const counting: typeof fetch = (input, init) => {
    asked.push(String(input))
    return fetch(input, init)
  }
  const now = () => new Date(Date.parse(NOON) + hours * HOUR_MS)
  return { client: exchange.client(LA, { clock: { now }, fetch: counting }), asked }
}

test('a client whose clock is three hours off is refused at once, and told so, and sends nothing', async () => {
  for (const hours of [3, -3]) {
    const { client, asked } = clientOff(hours)
    const refused = {
      code: 'MESH_FORBIDDEN',
      message: 'The message exchange did not accept our token or mailbox (403 Invalid Authentication Token)',
    }
    await assert.rejects(client.handshake(), refused)
    await assert.rejects(client.send({ to: HUB, workflowId: UPLOAD, body: 'x', localId: 'late' }), refused)
    assert.equal(asked.length, 2, 'a clock that is wrong is no passing fault')
  }
  assert.deepEqual(await exchange.waiting(HUB), [])
})

test('two hours off, as a clock left on summer time with some more, still does', async () => {
  for (const hours of [2, -2]) await clientOff(hours).client.handshake()
})

test('a server whose clock is three hours off refuses everybody, and serves again when it is set right', async () => {
  const la = exchange.client(LA, { clock: { now: () => new Date(NOON) } })
  for (const time of ['2025-11-22T18:00:00Z', '2025-11-22T12:00:00Z']) {
    exchange.setTime(time)
    await assert.rejects(la.list(), { code: 'MESH_FORBIDDEN' })
  }
  exchange.setTime(NOON)
  assert.deepEqual(await la.list(), [])
})

test('a clock set back does not give an id again, nor lose the order of what waits', async () => {
  const la = exchange.client(LA)
  const first = await la.send({ to: HUB, workflowId: UPLOAD, body: '1' })
  exchange.setTime('2025-11-22T14:00:00Z')
  const second = await exchange.client(LA).send({ to: HUB, workflowId: UPLOAD, body: '2' })
  assert.ok(second.messageId > first.messageId)
  assert.deepEqual(new Set(await exchange.waiting(HUB)), new Set([first.messageId, second.messageId]))
})
