import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import {
  type Given,
  HUB,
  LA,
  NOON,
  type TestExchange,
  testExchange,
  UPLOAD,
} from '../../../src/mesh/exchange-for-tests.ts'
import { expireMessages, MeshAnswerError, type MeshClient, setMailboxActive } from '../../../src/mesh/index.ts'
import { testDatabase } from '../../support/database.ts'

// The NHS witness tests by their numbers, so far as they are publicly known (mesh.md 19): our client against our server,
// over real connections, and what goes over the wire where a test is about that.

let exchange: TestExchange
let la: MeshClient
let hub: MeshClient
before(async () => {
  exchange = await testExchange(await testDatabase())
  la = exchange.client(LA)
  hub = exchange.client(HUB)
})
beforeEach(async () => {
  exchange.setTime(NOON)
  await exchange.prepare('DELETE', '/messageexchange/admin/reset')
})
after(() => exchange.end())

const TO_HUB = { to: HUB, workflowId: UPLOAD }

async function downloaded(client: MeshClient, messageId: string) {
  const message = await client.download(messageId)
  assert.ok(message !== 'gone')
  return message
}

/** What the server answers to a request, with the token of the hub. */
function overTheWire(path: string, given: Given = {}) {
  return exchange.ask(HUB, 'GET', path, given)
}

test('201 send a message', async () => {
  const { messageId } = await la.send({ ...TO_HUB, body: '<upload/>', localId: '201', subject: 'Witness' })
  assert.match(messageId, /^\d{20}_[0-9A-F]{6}$/)
  const tracked = await la.track(messageId)
  assert.deepEqual([tracked?.status, tracked?.statusCode, tracked?.localId], ['accepted', '00', '201'])
})

test('202 acknowledge a message', async () => {
  const { messageId } = await la.send({ ...TO_HUB, body: '<upload/>' })
  assert.deepEqual(await hub.list(), [messageId])
  assert.equal(String((await downloaded(hub, messageId)).body), '<upload/>')
  await hub.acknowledge(messageId)
  assert.deepEqual(await hub.list(), [])
  assert.equal((await la.track(messageId))?.status, 'acknowledged')
})

test('401 retrieve an uncompressed message', async () => {
  const body = randomBytes(20_000)
  const { messageId } = await la.send({ ...TO_HUB, body })
  const answer = await overTheWire(`/inbox/${messageId}`)
  assert.deepEqual([answer.status, answer.headers['content-encoding']], [200, undefined])
  assert.deepEqual([answer.headers['mex-content-compressed'], answer.headers['mex-chunk-range']], ['N', '1:1'])
  assert.ok(answer.body.equals(body))
  assert.ok((await downloaded(hub, messageId)).body.equals(body))
})

describe('in parts', () => {
  const body = randomBytes(70_000)
  const inParts = () => exchange.client(LA, { partBytes: 25_000 }).send({ ...TO_HUB, body, localId: 'parts' })

  test('501 retrieve a chunked message', async () => {
    const { messageId } = await inParts()
    const parts = []
    for (const part of [1, 2, 3])
      parts.push(await overTheWire(`/inbox/${messageId}/${part}`, { headers: { 'accept-encoding': 'gzip' } }))
    assert.deepEqual(
      parts.map(({ status, headers }) => [status, headers['mex-chunk-range'], headers['content-encoding']]),
      [
        [206, '1:3', 'gzip'],
        [206, '2:3', 'gzip'],
        [200, '3:3', 'gzip'],
      ],
    )
    assert.ok(Buffer.concat(parts.map(part => gunzipSync(part.body))).equals(body))
    assert.ok((await downloaded(hub, messageId)).body.equals(body))
  })

  test('502 send a chunked message', async () => {
    const { messageId } = await inParts()
    assert.deepEqual(await hub.list(), [messageId])
    const tracked = await exchange.ask(LA, 'GET', `/outbox/tracking?messageID=${messageId}`, { version: 1 })
    const { chunkCount, status } = tracked.json() as Record<string, unknown>
    assert.deepEqual([chunkCount, status], [3, 'Accepted'])
  })
})

test('601 high volume: more than a page, none lost, none twice, in their order', async () => {
  const sent: string[] = []
  for (let number = 0; number < 1_050; number += 50)
    for (const { messageId } of await Promise.all(
      Array.from({ length: 50 }, (_, place) => la.send({ ...TO_HUB, body: `${number + place}` })),
    ))
      sent.push(messageId)
  const listed = await hub.list()
  assert.deepEqual(listed, [...sent].sort())
  const bodies = await Promise.all(listed.map(async id => Number((await downloaded(hub, id)).body)))
  assert.deepEqual(
    bodies.sort((a, b) => a - b),
    Array.from({ length: 1_050 }, (_, number) => number),
  )
  await Promise.all(listed.map(id => hub.acknowledge(id)))
  assert.deepEqual(await hub.list(), [])
})

test('701 a disabled mailbox is refused', async () => {
  await setMailboxActive(exchange.deps, LA, false)
  const refused = {
    code: 'MESH_FORBIDDEN',
    message: 'The message exchange did not accept our token or mailbox (403 Request Received from Inactive Mailbox)',
  }
  await assert.rejects(la.send({ ...TO_HUB, body: 'x' }), refused)
  await assert.rejects(la.list(), refused)
  await assert.rejects(la.handshake(), refused)
  await setMailboxActive(exchange.deps, LA, true)
  await la.handshake()
})

test('702 an invalid recipient: 417 with a message id, and a report that says the same', async () => {
  const error = await la
    .send({ ...TO_HUB, to: 'INVALID', body: 'x', localId: '702' })
    .catch((thrown: unknown) => thrown)
  assert.ok(error instanceof MeshAnswerError)
  const { messageId, ...words } = error.answer
  assert.deepEqual(words, { status: 417, event: 'SEND', code: '12', text: 'Unregistered to address' })
  const [reportId = ''] = await la.list()
  const { kind, linkedMessageId, localId, status, statusEvent, statusCode, statusDescription, body } = await downloaded(
    la,
    reportId,
  )
  assert.deepEqual(
    [kind, linkedMessageId, localId, status, statusEvent, statusCode, statusDescription, body.length],
    ['REPORT', messageId, '702', 'ERROR', 'SEND', '12', 'Unregistered to address', 0],
  )
})

test('703 a dead letter: not collected in five days, it comes back as a report', async () => {
  const { messageId } = await la.send({ ...TO_HUB, body: 'x', localId: '703' })
  exchange.setTime('2025-11-27T15:00:00Z')
  await expireMessages(exchange.deps)
  assert.equal(await hub.download(messageId), 'gone')
  const [reportId = ''] = await la.list()
  const report = await downloaded(la, reportId)
  const { kind, linkedMessageId, localId, status, statusCode, statusDescription } = report
  assert.deepEqual(
    [kind, linkedMessageId, localId, status, statusCode, statusDescription],
    ['REPORT', messageId, '703', 'ERROR', '14', 'Message not collected by recipient after 5 days'],
  )
  assert.equal((await la.track(messageId))?.status, 'undeliverable')
})

test('704 a message that does not exist', async () => {
  const answer = await overTheWire('/inbox/20250101000000000000_ABCDEF')
  const detail = [{ event: 'RECEIVE', code: '20', msg: 'Message does not exist' }]
  assert.deepEqual([answer.status, answer.json()], [404, { detail }])
  assert.equal(await hub.download('20250101000000000000_ABCDEF'), 'gone')
})

test('705 a message already downloaded and acknowledged', async () => {
  const { messageId } = await la.send({ ...TO_HUB, body: 'x' })
  await downloaded(hub, messageId)
  await downloaded(hub, messageId)
  await hub.acknowledge(messageId)
  assert.equal((await overTheWire(`/inbox/${messageId}`)).status, 410)
  assert.equal(await hub.download(messageId), 'gone')
  await hub.acknowledge(messageId)
})
