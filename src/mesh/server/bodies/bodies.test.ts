import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import http from 'node:http'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { testDatabase } from '../../../../test/support/database.ts'
import { HUB, LA, sendUpload, type TestExchange, testExchange, UPLOAD } from '../../exchange-for-tests.ts'

let exchange: TestExchange
before(async () => {
  exchange = await testExchange(await testDatabase())
})
after(() => exchange.end())

const MEGABYTE = 1024 * 1024
const TO_HUB = { 'mex-to': HUB, 'mex-workflowid': UPLOAD }

async function rows(text: string, ...values: unknown[]) {
  return exchange.database.owner.query<Record<string, unknown>>({ text, values })
}

async function downloaded(id: string, headers: Record<string, string> = {}) {
  return exchange.ask(HUB, 'GET', `/inbox/${id}`, { headers })
}

test('bodies of every kind of bytes and every size about the bounds come back as they were', async () => {
  const sizes = [
    1,
    2,
    65_535,
    65_536,
    65_537,
    81_920,
    MEGABYTE / 2 - 1,
    MEGABYTE / 2,
    MEGABYTE / 2 + 1,
    MEGABYTE - 1,
    MEGABYTE,
    MEGABYTE + 1,
    2 * MEGABYTE,
    3 * MEGABYTE + 7,
  ]
  for (const size of sizes) {
    const body = randomBytes(size)
    const answer = await downloaded(await sendUpload(exchange, { body }))
    assert.deepEqual([answer.status, answer.headers['content-length']], [200, String(size)])
    assert.ok(answer.body.equals(body), `${size} bytes`)
  }
})

test('whatever a small body holds: text, NUL, broken UTF-8, marks of order, backslashes', async () => {
  const anything = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 300 }).map(bytes => Buffer.from(bytes)),
    fc.string({ unit: 'binary', minLength: 1 }).map(text => Buffer.from(text)),
    fc.constantFrom('\ufeff<a/>', 'a\0b', '\\x41', "'';--", '\r\n', '\u{1f9d2}').map(text => Buffer.from(text)),
  )
  await fc.assert(
    fc.asyncProperty(anything, async body => {
      const answer = await downloaded(await sendUpload(exchange, { body }))
      assert.deepEqual(answer.body, body)
      assert.equal(answer.headers['content-length'], String(body.length))
    }),
    { numRuns: 60 },
  )
})

test('a small body is a part of its message; a larger one is kept in pieces of 16 KB', async () => {
  const small = await sendUpload(exchange, { body: Buffer.alloc(65_536, 'x') })
  assert.deepEqual(await rows('select part_no from mesh.part where message_id = $1', small), [])
  const large = await sendUpload(exchange, { body: Buffer.alloc(2 * MEGABYTE + 5, 'x') })
  const kept = await rows(
    `select octet_length(c.body_sealed) - 28 as bytes, count(*) as pieces, max(piece_no) as last
      from mesh.part p join mesh.piece c using (upload_id) where p.message_id = $1 group by 1 order by 1`,
    large,
  )
  assert.deepEqual(kept, [
    { bytes: 5, pieces: 1, last: 129 },
    { bytes: 16_384, pieces: 128, last: 128 },
  ])
  const [message] = await rows('select body_sealed, body_bytes, state from mesh.message where message_id = $1', large)
  assert.deepEqual(message, { body_sealed: null, body_bytes: 2 * MEGABYTE + 5, state: 'accepted' })
  assert.deepEqual(await rows('select * from mesh.upload'), [])
})

/** Asks over a real connection; the body is sent as it comes, so that nobody knows how long it will be. */
function stream(
  body: Readable,
  path = `/messageexchange/${LA}/outbox`,
  more = {},
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { ...TO_HUB, accept: 'application/vnd.mesh.v2+json', authorization: exchange.token(LA), ...more }
    const request = http.request(exchange.url + path, { method: 'POST', headers }, response => {
      let text = ''
      response.on('data', chunk => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    request.on('error', reject)
    body.on('error', () => {})
    body.pipe(request)
  })
}

function* blocks(megabytes: number): Generator<Buffer> {
  for (let block = 0; block < megabytes; block += 1) yield Buffer.alloc(MEGABYTE, block)
}

test('a body of unknown length is taken as well', async () => {
  for (const [chunks, whole] of [
    [['<up', 'load/>'], '<upload/>'],
    [[...blocks(3)], Buffer.concat([...blocks(3)])],
  ] as const) {
    const { status, text } = await stream(Readable.from(chunks))
    assert.equal(status, 202, text)
    assert.deepEqual((await downloaded(JSON.parse(text).message_id)).body, Buffer.from(whole))
  }
})

test('one of unknown length without a byte is empty', async () => {
  const { status, text } = await stream(Readable.from([]))
  assert.equal(status, 417, text)
})

test('more than 100 MB is refused, announced or not, and nothing of it is kept', async () => {
  const refused = { detail: [{ event: '', code: '', msg: 'Request body is larger than 100 MB' }] }
  const { status, text } = await stream(Readable.from(blocks(101)))
  assert.deepEqual([status, JSON.parse(text)], [413, refused])
  assert.deepEqual(await rows('select * from mesh.upload'), [])
  const [left] = await rows(
    'select count(*) as n from mesh.piece c where not exists (select from mesh.part p where p.upload_id = c.upload_id)',
  )
  assert.deepEqual(left, { n: 0 })
})

test('a large compressed body is unpacked on its way to who cannot', async () => {
  const plain = randomBytes(MEGABYTE).toString('base64').repeat(2)
  const body = gzipSync(plain)
  assert.ok(body.length > MEGABYTE)
  const id = await sendUpload(exchange, { body, headers: { 'content-encoding': 'gzip' } })
  const unpacked = await downloaded(id)
  assert.deepEqual([unpacked.status, unpacked.headers['content-length']], [200, undefined])
  assert.ok(unpacked.body.toString() === plain)
  const packed = await downloaded(id, { 'accept-encoding': 'gzip' })
  assert.deepEqual([packed.headers['content-length'], packed.body.equals(body)], [String(body.length), true])
})

test('a body that says it is compressed and is not breaks off for who cannot unpack it, and stays as it is for others', async () => {
  const id = await sendUpload(exchange, { body: 'not packed at all', headers: { 'content-encoding': 'gzip' } })
  const headers = { authorization: exchange.token(HUB) }
  const broken = fetch(`${exchange.url}/messageexchange/${HUB}/inbox/${id}`, {
    headers: { ...headers, 'accept-encoding': 'identity' },
  }).then(async answer => (answer.ok ? answer.text() : Promise.reject(new Error(String(answer.status)))))
  await assert.rejects(broken)
  assert.equal(String((await downloaded(id, { 'accept-encoding': 'gzip' })).body), 'not packed at all')
})

test('a part sent again takes the place of the first, whose pieces are forgotten', async () => {
  const id = await sendUpload(exchange, { body: 'one', headers: { 'mex-chunk-range': '1:2' } })
  const before = await rows('select count(*) as n from mesh.piece')
  const part = (body: Buffer) =>
    exchange.ask(LA, 'POST', `/outbox/${id}/3`, { headers: { 'mex-chunk-range': '3:3' }, body })
  assert.equal((await part(Buffer.from('x'))).status, 406)
  assert.deepEqual(await rows('select count(*) as n from mesh.piece'), before)
  const second = await sendUpload(exchange, { body: 'one', headers: { 'mex-chunk-range': '1:3' } })
  const again = (body: Buffer) =>
    exchange.ask(LA, 'POST', `/outbox/${second}/2`, { headers: { 'mex-chunk-range': '2:3' }, body })
  assert.equal((await again(Buffer.alloc(2 * MEGABYTE, 'a'))).status, 202)
  assert.equal((await again(Buffer.alloc(10, 'b'))).status, 202)
  const kept = await rows(
    'select octet_length(c.body_sealed) - 28 as bytes from mesh.part p join mesh.piece c using (upload_id) where p.message_id = $1 order by 1',
    second,
  )
  assert.deepEqual(kept, [{ bytes: 3 }, { bytes: 10 }])
})

test('a large body that is refused is not kept', async () => {
  const before = await rows('select count(*) as n from mesh.piece')
  const headers = { ...TO_HUB, 'mex-to': 'NOBODY' }
  const answer = await exchange.ask(LA, 'POST', '/outbox', { headers, body: Buffer.alloc(MEGABYTE * 2) })
  assert.equal(answer.status, 417)
  assert.deepEqual(await rows('select count(*) as n from mesh.piece'), before)
  assert.deepEqual(await rows('select * from mesh.upload'), [])
})

test('a large body under a token that was used, or for an inactive mailbox, is not even read', async () => {
  const authorization = exchange.token(LA)
  assert.equal((await exchange.ask(LA, 'GET', '/inbox', { authorization })).status, 200)
  let read = 0
  const body = Readable.from(
    (function* () {
      for (const block of blocks(90)) {
        read += 1
        yield block
      }
    })(),
  )
  const { status } = await stream(body, undefined, { authorization }).catch(() => ({ status: 403 }))
  assert.equal(status, 403)
  assert.deepEqual(await rows('select * from mesh.upload'), [])
  assert.ok(read <= 90)
})

test('a body that came too slowly, so that it was tidied away, is not taken', async () => {
  const { owner } = exchange.database
  const body = Readable.from(
    (async function* () {
      yield Buffer.alloc(MEGABYTE)
      while ((await owner.query({ text: 'select from mesh.upload' })).length === 0) await new Promise(setImmediate)
      await owner.query({ text: 'delete from mesh.upload' })
      yield Buffer.alloc(1)
    })(),
  )
  const { status, text } = await stream(body)
  assert.equal(status, 408)
  assert.deepEqual(JSON.parse(text), { detail: [{ event: '', code: '', msg: 'The body took too long to arrive' }] })
})
