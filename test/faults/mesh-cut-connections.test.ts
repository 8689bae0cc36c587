import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import net from 'node:net'
import { after, before, beforeEach, describe, test } from 'node:test'
import { HUB, LA, type TestExchange, testExchange, UPLOAD } from '../../src/mesh/exchange-for-tests.ts'
import { testDatabase } from '../support/database.ts'
import { until } from '../support/until.ts'

// An upload cut off after so many of its bytes, at each place that is another to the server: a message is kept whole or
// not at all, and the client's repeat makes it exactly one.

let exchange: TestExchange
before(async () => {
  exchange = await testExchange(await testDatabase())
})
beforeEach(() => exchange.prepare('DELETE', '/admin/reset'))
after(() => exchange.end())

const KILOBYTE = 1024

async function count(what: string): Promise<number> {
  const [row] = await exchange.database.owner.query<{ n: number }>({ text: `select count(*) as n from mesh.${what}` })
  return row?.n ?? 0
}

/** Everything of an upload that is kept, so that a half one shows. */
async function kept() {
  return {
    messages: await count('message'),
    parts: await count('part'),
    pieces: await count('piece'),
    uploads: await count('upload'),
  }
}

function requestOf(body: Buffer): Buffer {
  const head = [
    `POST /messageexchange/${LA}/outbox HTTP/1.1`,
    'host: mesh',
    `authorization: ${exchange.token(LA)}`,
    `mex-to: ${HUB}`,
    `mex-workflowid: ${UPLOAD}`,
    'content-type: application/octet-stream',
    `content-length: ${body.length}`,
    '',
    '',
  ].join('\r\n')
  return Buffer.concat([Buffer.from(head), body])
}

/** Sends so many bytes and goes away; resolves when the server has let the connection go. */
async function sendAndLeave(bytes: Buffer): Promise<void> {
  const { port } = new URL(exchange.url)
  const socket = net.connect(Number(port), '127.0.0.1')
  await once(socket, 'connect')
  if (bytes.length > 0) await new Promise<void>(resolve => socket.write(bytes, () => resolve()))
  socket.destroy()
  await once(socket, 'close')
}

/** Places to cut: within the head, at its end, and from there on wherever the server begins to do something else. */
function placesIn(request: Buffer, bodyBytes: number): number[] {
  const head = request.length - bodyBytes
  const within = [1, 16, 64, 512, 1_024, 16_383, 16_384, 65_535, 65_536, 65_537, 524_287, 524_288, 524_289, 1_048_576]
  const places = [0, 1, 20, 100, head - 4, head - 1, head, ...within.map(place => head + place), request.length - 1]
  return [...new Set(places)].filter(place => place < request.length)
}

describe('an upload cut off', () => {
  for (const [what, bytes] of [
    ['of 10 KB, kept in one row', 10 * KILOBYTE],
    ['of 100 KB, kept in pieces', 100 * KILOBYTE],
    ['of 1.5 MB, kept in several goes', 1_536 * KILOBYTE],
  ] as const)
    test(`${what}, at each place: nothing of it is kept, and the server goes on`, async () => {
      const body = randomBytes(bytes)
      const places = placesIn(requestOf(body), body.length)
      assert.ok(places.length >= 12)
      for (const place of places) await sendAndLeave(requestOf(body).subarray(0, place))
      await until('all of it is forgotten', async () => {
        const { messages, parts, pieces, uploads } = await kept()
        return messages + parts + pieces + uploads === 0 || undefined
      })
      const la = exchange.client(LA)
      const { messageId } = await la.send({ to: HUB, workflowId: UPLOAD, body })
      const message = await exchange.client(HUB).download(messageId)
      assert.ok(message !== 'gone' && message.body.equals(body))
      // The server may learn of the last that left only now.
      await until('only the whole one is kept', async () => {
        const { messages, uploads } = await kept()
        return (messages === 1 && uploads === 0) || undefined
      })
    })

  test('after its last byte is whole or absent, though nobody hears of it', async () => {
    for (const bytes of [10 * KILOBYTE, 100 * KILOBYTE]) await sendAndLeave(requestOf(randomBytes(bytes)))
    const isWhole = async () => (await exchange.waiting(HUB)).length === (await count('message'))
    await until('nothing is half kept', async () => ((await count('upload')) === 0 && (await isWhole())) || undefined)
  })
})

/** Passes on so many bytes of the first connection to the server, then cuts it; later ones it leaves alone. */
async function cuttingAfter(bytes: number) {
  const { port } = new URL(exchange.url)
  const sockets = new Set<net.Socket>()
  let connections = 0
  const proxy = net.createServer(socket => {
    const isCut = connections === 0
    connections += 1
    const upstream = net.connect(Number(port), '127.0.0.1')
    for (const one of [socket, upstream]) {
      sockets.add(one)
      one.on('error', () => {})
    }
    upstream.pipe(socket)
    socket.on('close', () => upstream.destroy())
    if (!isCut) {
      socket.pipe(upstream)
      return
    }
    let left = bytes
    socket.on('data', chunk => {
      upstream.write(chunk.subarray(0, left))
      left -= chunk.length
      if (left <= 0) setImmediate(() => socket.destroy())
    })
  })
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(proxy.address() as net.AddressInfo).port}`,
    get connections() {
      return connections
    },
    close() {
      for (const socket of sockets) socket.destroy()
      proxy.close()
    },
  }
}

test('our client, cut off after any of its bytes: exactly one message, whole', async () => {
  const body = randomBytes(30 * KILOBYTE)
  for (const bytes of [1, 100, 300, 600, 1_000, 5_000, 16_384, 20_000, 30_000, 31_000, 31_200]) {
    await exchange.prepare('DELETE', '/admin/reset')
    const proxy = await cuttingAfter(bytes)
    const la = exchange.client(LA, { baseUrl: proxy.url })
    const { messageId } = await la.send({ to: HUB, workflowId: UPLOAD, body, localId: `cut-${bytes}` })
    assert.ok(proxy.connections > 1, `${bytes} bytes`)
    assert.deepEqual(await exchange.waiting(HUB), [messageId], `after ${bytes} bytes`)
    const message = await exchange.client(HUB).download(messageId)
    assert.ok(message !== 'gone' && message.body.equals(body))
    proxy.close()
  }
})

test('a download cut off changes nothing, and the next one is whole', async () => {
  const body = randomBytes(600 * KILOBYTE)
  const { messageId } = await exchange.client(LA).send({ to: HUB, workflowId: UPLOAD, body })
  const { port } = new URL(exchange.url)
  for (const bytes of [1, 200, 20_000, 300_000]) {
    const socket = net.connect(Number(port), '127.0.0.1')
    socket.write(
      `GET /messageexchange/${HUB}/inbox/${messageId} HTTP/1.1\r\nhost: mesh\r\nauthorization: ${exchange.token(HUB)}\r\n\r\n`,
    )
    let read = 0
    for await (const chunk of socket) {
      read += chunk.length
      if (read >= bytes) break
    }
    socket.destroy()
  }
  const message = await exchange.client(HUB).download(messageId)
  assert.ok(message !== 'gone' && message.body.equals(body))
  assert.deepEqual(await exchange.waiting(HUB), [messageId])
})
