import assert from 'node:assert/strict'
import net from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { MeshAnswerError } from '../errors.ts'
import {
  HUB,
  LA,
  NOON,
  openMeshServer,
  sendUpload,
  type TestExchange,
  testExchange,
  UPLOAD,
} from '../exchange-for-tests.ts'
import { setMailboxActive } from '../server/mailboxes/administration.ts'

let exchange: TestExchange
before(async () => {
  exchange = await testExchange(await testDatabase())
})
beforeEach(() => exchange.setTime(NOON))
after(() => exchange.end())

const TO_HUB = { to: HUB, workflowId: UPLOAD }

test('a full cycle over real sockets', async () => {
  const la = exchange.client(LA)
  const hub = exchange.client(HUB)
  await la.handshake()
  const body = '<upload>ü</upload>'
  const { messageId } = await la.send({ ...TO_HUB, body, subject: 'Upload', localId: 'cycle', fileName: 'a.xml' })
  assert.deepEqual(await hub.list(), [messageId])
  const message = await hub.download(messageId)
  assert.deepEqual(message, {
    messageId,
    kind: 'DATA',
    workflowId: UPLOAD,
    from: LA,
    localId: 'cycle',
    subject: 'Upload',
    fileName: 'a.xml',
    status: 'SUCCESS',
    statusEvent: 'TRANSFER',
    statusCode: '00',
    statusDescription: 'Transferred to recipient mailbox',
    body: Buffer.from(body),
  })
  assert.equal((await la.track(messageId))?.status, 'accepted')
  await hub.acknowledge(messageId)
  assert.deepEqual(await hub.list(), [])
  assert.deepEqual(await la.trackByLocalId('cycle'), {
    messageId,
    status: 'acknowledged',
    localId: 'cycle',
    workflowId: UPLOAD,
    recipient: HUB,
    statusCode: '00',
    statusDescription: 'Transferred to recipient mailbox',
  })
})

test('what is gone is said to be, and acknowledging it again is no error', async () => {
  const hub = exchange.client(HUB)
  const id = await sendUpload(exchange)
  await hub.acknowledge(id)
  await hub.acknowledge(id)
  await hub.acknowledge('NEVER')
  assert.equal(await hub.download(id), 'gone')
  assert.equal(await hub.download('NEVER'), 'gone')
  assert.equal(await hub.track(id), undefined)
  assert.equal(await hub.trackByLocalId('never'), undefined)
})

test('a large body goes in compressed parts and comes back whole', async () => {
  const body = Buffer.from(Array.from({ length: 25_000 }, (_, index) => (index * 7) % 251))
  const { messageId } = await exchange.client(LA, { partBytes: 10_000 }).send({ ...TO_HUB, body })
  const rows = await exchange.database.owner.query({
    text: 'select total_parts, content_encoding from mesh.message where message_id = $1',
    values: [messageId],
  })
  assert.deepEqual(rows, [{ total_parts: 3, content_encoding: 'gzip' }])
  const hub = exchange.client(HUB)
  const message = await hub.download(messageId)
  assert.ok(message !== 'gone')
  assert.deepEqual(message.body, body)
  await hub.acknowledge(messageId)
})

test('a list follows its links, up to as many as are wanted', async () => {
  const ids: string[] = []
  for (let count = 0; count < 25; count += 1) ids.push(await sendUpload(exchange))
  const asked: string[] = []
  const hub = exchange.client(HUB, {
    fetch: (input, init) => {
      asked.push(String(input))
      return fetch(String(input).replace('max_results=500', 'max_results=10'), init)
    },
  })
  assert.deepEqual(await hub.list(), ids)
  assert.equal(asked.length, 3)
  assert.deepEqual(await hub.list({ max: 12 }), ids.slice(0, 12))
  assert.deepEqual(await hub.list({ max: 3 }), ids.slice(0, 3))
  assert.deepEqual(await hub.list({ workflowFilter: '!X-CPIS*' }), [])
  for (const id of ids) await hub.acknowledge(id)
})

test('a refused send says what the server said, and its report is read', async () => {
  const la = exchange.client(LA)
  const error = await la
    .send({ ...TO_HUB, to: 'NOBODY', body: 'x', localId: 'refused' })
    .catch((caught: unknown) => caught)
  assert.ok(error instanceof MeshAnswerError)
  const { messageId, ...words } = error.answer
  assert.deepEqual(words, { status: 417, event: 'SEND', code: '12', text: 'Unregistered to address' })
  assert.equal(error.code, 'MESH_REFUSED')
  assert.equal(error.message, 'The message exchange refused the request (417 SEND 12 Unregistered to address)')
  const [report = ''] = await la.list()
  const read = await la.download(report)
  assert.ok(read !== 'gone')
  assert.deepEqual(
    [read.kind, read.linkedMessageId, read.localId, read.status, read.statusCode, read.from, read.body.length],
    ['REPORT', messageId, 'refused', 'ERROR', '12', undefined, 0],
  )
  await la.acknowledge(report)
})

test('a wrong password and a disabled mailbox are forbidden, and not tried again', async () => {
  let asked = 0
  const counting: typeof fetch = (input, init) => {
    asked += 1
    return fetch(input, init)
  }
  await assert.rejects(exchange.client(LA, { password: 'another', fetch: counting }).list(), {
    code: 'MESH_FORBIDDEN',
    message: 'The message exchange did not accept our token or mailbox (403 Invalid Authentication Token)',
  })
  await setMailboxActive(exchange.deps, LA, false)
  await assert.rejects(exchange.client(LA, { fetch: counting }).handshake(), {
    message: 'The message exchange did not accept our token or mailbox (403 Request Received from Inactive Mailbox)',
  })
  await setMailboxActive(exchange.deps, LA, true)
  assert.equal(asked, 2)
})

test('a complaint about a field names it', async () => {
  await assert.rejects(exchange.client(LA).send({ ...TO_HUB, body: 'x', subject: 'a'.repeat(501) }), {
    message: 'The message exchange refused the request (400 header mex-subject may have 500 characters)',
  })
})

test('a header that could arrive changed is not sent', async () => {
  await assert.rejects(exchange.client(LA).send({ ...TO_HUB, body: 'x', subject: 'Zoë' }), {
    code: 'MESH_HEADER_UNSENDABLE',
    message: 'A header value may hold printable ASCII only (mex-subject)',
  })
})

/** A fetch that answers 503 so many times before it asks the server, and what it was asked with. */
function unwell(times: number, status = 503) {
  const tokens: string[] = []
  const ask: typeof fetch = (input, init) => {
    tokens.push(new Headers(init?.headers).get('authorization') ?? '')
    return tokens.length <= times ? Promise.resolve(new Response('', { status })) : fetch(input, init)
  }
  return { ask, tokens }
}

test('passing faults are tried again, each time with a fresh token', async () => {
  for (const status of [425, 429, 502, 503, 504]) {
    const { ask, tokens } = unwell(2, status)
    await exchange.client(HUB, { fetch: ask }).list()
    assert.equal(tokens.length, 3)
    assert.equal(new Set(tokens).size, 3)
  }
})

test('other faults are not', async () => {
  const { ask, tokens } = unwell(1, 500)
  await assert.rejects(exchange.client(HUB, { fetch: ask }).list(), {
    code: 'MESH_REFUSED',
    message: 'The message exchange refused the request (500)',
  })
  assert.equal(tokens.length, 1)
})

test('after the last try the exchange is unreachable', async () => {
  const { ask, tokens } = unwell(9)
  await assert.rejects(exchange.client(HUB, { fetch: ask }).list(), {
    code: 'MESH_UNREACHABLE',
    message: 'The message exchange cannot be reached (status 503)',
  })
  assert.equal(tokens.length, 3)
})

test('a send that never left is repeated without a look and without a local id', async () => {
  const { ask, tokens } = unwell(0)
  const client = exchange.client(LA, { baseUrl: `http://127.0.0.1:${await freePort()}`, fetch: ask })
  for (const localId of [{}, { localId: 'never-left' }]) {
    await assert.rejects(client.send({ ...TO_HUB, body: 'x', ...localId }), {
      code: 'MESH_UNREACHABLE',
      message: 'The message exchange cannot be reached (the connection failed)',
    })
  }
  assert.equal(tokens.length, 6)
})

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

type Cut = 'before-the-server' | 'after-the-server'

/** A proxy that cuts the first connection: before the server sees the request, or once it has answered it. */
async function openCuttingProxy(cut: Cut): Promise<{ url: string; close(): Promise<void> }> {
  const target = new URL(exchange.url)
  const sockets = new Set<net.Socket>()
  const proxy = net.createServer(socket => {
    const isCut = sockets.size === 0
    sockets.add(socket)
    socket.on('error', () => {})
    if (isCut && cut === 'before-the-server') {
      socket.once('data', () => socket.destroy())
      return
    }
    const upstream = net.connect(Number(target.port), target.hostname)
    upstream.on('error', () => {})
    socket.pipe(upstream)
    if (isCut) upstream.once('data', () => socket.destroy())
    else upstream.pipe(socket)
    socket.on('close', () => upstream.destroy())
  })
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  const { port } = proxy.address() as net.AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise(resolve => proxy.close(() => resolve()))
    },
  }
}

async function countSent(localId: string): Promise<number> {
  const rows = await exchange.database.owner.query({
    text: 'select 1 from mesh.message where sender = $1 and local_id = $2',
    values: [LA, localId],
  })
  return rows.length
}

for (const cut of ['before-the-server', 'after-the-server'] as const)
  test(`a connection cut ${cut} of a send makes exactly one message`, async () => {
    const proxy = await openCuttingProxy(cut)
    const la = exchange.client(LA, { baseUrl: proxy.url })
    const localId = `cut-${cut}`
    const { messageId } = await la.send({ ...TO_HUB, body: '<upload/>', localId })
    assert.equal(await countSent(localId), 1)
    assert.equal((await la.trackByLocalId(localId))?.messageId, messageId)
    await exchange.client(HUB).acknowledge(messageId)
    await proxy.close()
  })

test('the first of several parts cut off is found again, and the others follow it', async () => {
  const proxy = await openCuttingProxy('after-the-server')
  const la = exchange.client(LA, { baseUrl: proxy.url, partBytes: 4 })
  const { messageId } = await la.send({ ...TO_HUB, body: 'onetwothr', localId: 'cut-parts' })
  assert.equal(await countSent('cut-parts'), 1)
  const message = await exchange.client(HUB).download(messageId)
  assert.ok(message !== 'gone')
  assert.equal(String(message.body), 'onetwothr')
  await proxy.close()
})

test('without a local id a send whose answer was lost is not repeated', async () => {
  const before = await exchange.client(HUB).list()
  const proxy = await openCuttingProxy('after-the-server')
  await assert.rejects(exchange.client(LA, { baseUrl: proxy.url }).send({ ...TO_HUB, body: 'x' }), {
    code: 'MESH_SEND_UNCERTAIN',
    message: 'It is not known whether the message exchange took the message (the connection was lost)',
  })
  assert.equal((await exchange.client(HUB).list()).length, before.length + 1)
  await proxy.close()
})

test('a 503 to a send is looked into before it is repeated', async () => {
  const { ask } = unwell(1)
  await exchange.client(LA, { fetch: ask }).send({ ...TO_HUB, body: 'x', localId: 'unwell' })
  assert.equal(await countSent('unwell'), 1)
})

test('a server that speaks version 1 only is understood', async () => {
  const older: typeof fetch = (input, init) => {
    const headers = { ...(init?.headers as Record<string, string>), accept: 'application/json' }
    return fetch(input, { ...init, headers })
  }
  const la = exchange.client(LA, { fetch: older })
  const hub = exchange.client(HUB, { fetch: older })
  await la.handshake()
  const { messageId } = await la.send({ ...TO_HUB, body: 'x', localId: 'older' })
  assert.ok((await hub.list()).includes(messageId))
  assert.equal((await la.track(messageId))?.status, 'accepted')
  await hub.acknowledge(messageId)
  await assert.rejects(la.send({ ...TO_HUB, to: 'NOBODY', body: 'x' }), {
    message: 'The message exchange refused the request (417 SEND 12 Unregistered to address)',
  })
})

test('answers that make no sense are refused, and no link leads elsewhere', async () => {
  const answering = (body: string, status = 200) =>
    exchange.client(LA, { fetch: () => Promise.resolve(new Response(body, { status })) })
  const unreadable = { code: 'MESH_ANSWER_UNREADABLE' }
  await assert.rejects(answering('<html>').list(), unreadable)
  await assert.rejects(answering('{"messages":[1]}').list(), unreadable)
  await assert.rejects(answering('{"messages":[],"links":{"next":"http://elsewhere.example.org/"}}').list(), unreadable)
  await assert.rejects(answering('{}', 202).send({ ...TO_HUB, body: 'x' }), unreadable)
  await assert.rejects(answering('{}').track('ID'), unreadable)
  await assert.rejects(answering('', 206).download('ID'), unreadable)
  await assert.rejects(answering('not found', 302).list(), {
    message: 'The message exchange refused the request (302)',
  })
})

test('a list whose links go in a circle ends', async () => {
  const next = `/messageexchange/${LA}/inbox?continue_from=circle`
  const circle: typeof fetch = () => Promise.resolve(Response.json({ messages: ['A'], links: { next } }))
  assert.deepEqual(await exchange.client(LA, { fetch: circle }).list(), ['A'])
})

test('while its database is away the server answers 503, which clients try again', async () => {
  const away = { query: () => Promise.reject(Object.assign(new Error('away'), { code: '57P01' })) }
  const db = { ...away, transaction: away.query }
  const server = openMeshServer({ ...exchange.deps, db: db as never })
  const headers = { authorization: exchange.token(LA) }
  const answer = await server.inject({ url: `/messageexchange/${LA}/inbox`, headers })
  assert.equal(answer.statusCode, 503)
  assert.equal((answer.json() as { message: string }).message, 'An internal error occurred')
  await server.close()
})
