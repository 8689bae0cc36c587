import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { testDatabase } from '../../../../test/support/database.ts'
import { HUB, LA, STRANGER, sendUpload, type TestExchange, testExchange, UPLOAD } from '../../exchange-for-tests.ts'

let exchange: TestExchange
before(async () => {
  exchange = await testExchange(await testDatabase())
})
after(() => exchange.end())

const SENT = {
  'mex-localid': 'local-1',
  'mex-subject': 'Upload',
  'mex-filename': 'upload.xml',
  'mex-partnerid': 'partner',
  'mex-content-checksum': 'SHA-256: 0a1b',
  'mex-content-encrypted': 'N',
  'mex-content-type': 'application/xml',
  'content-type': 'application/xml',
}

async function acknowledge(mailboxId: string, messageId: string, version: 1 | 2 = 2) {
  return exchange.ask(mailboxId, 'PUT', `/inbox/${messageId}/status/acknowledged`, { version })
}

const UNKNOWN = { detail: [{ event: 'RECEIVE', code: '20', msg: 'Message does not exist' }] }
const OF_ANOTHER = { detail: [{ event: '', code: '', msg: 'Message belongs to another mailbox' }] }
const GONE = { detail: [{ event: 'RECEIVE', code: '', msg: 'Message is no longer in the inbox' }] }

test('a download brings the body and every header that was sent or assigned', async () => {
  const id = await sendUpload(exchange, { headers: SENT, body: '<upload/>' })
  const answer = await exchange.ask(HUB, 'GET', `/inbox/${id.toLowerCase()}`)
  assert.equal(answer.status, 200)
  assert.equal(answer.body.toString(), '<upload/>')
  const { date: _date, connection: _connection, etag, ...headers } = answer.headers
  assert.match(etag ?? '', /^"[0-9a-f]{40}"$/)
  assert.deepEqual(headers, {
    ...SENT,
    'content-length': '9',
    'last-modified': 'Sat, 22 Nov 2025 15:00:00 GMT',
    'mex-messageid': id,
    'mex-messagetype': 'DATA',
    'mex-from': LA,
    'mex-from-ods': 'E09000001',
    'mex-to': HUB,
    'mex-workflowid': UPLOAD,
    'mex-chunk-range': '1:1',
    'mex-total-chunks': '1',
    'mex-addresstype': 'ALL',
    'mex-version': '1.0',
    'mex-statuscode': '00',
    'mex-statusevent': 'TRANSFER',
    'mex-statusdescription': 'Transferred to recipient mailbox',
    'mex-statussuccess': 'SUCCESS',
    'mex-statustimestamp': '20251122150000',
    'mex-content-compressed': 'N',
  })
})

test('what was not sent is left out; the file name has a default; version 1 has one media type', async () => {
  const id = await sendUpload(exchange, { headers: { 'content-type': 'application/xml' } })
  const { headers } = await exchange.ask(HUB, 'GET', `/inbox/${id}`, { version: 1 })
  assert.equal(headers['content-type'], 'application/octet-stream')
  assert.equal(headers['mex-filename'], `${id}.dat`)
  for (const name of ['mex-localid', 'mex-subject', 'mex-partnerid', 'mex-linkedmsgid', 'content-encoding'])
    assert.equal(headers[name], undefined, name)
})

test('part 1 of a whole message is the message; other parts do not exist', async () => {
  const id = await sendUpload(exchange)
  assert.equal((await exchange.ask(HUB, 'GET', `/inbox/${id}/1`)).body.toString(), '<upload/>')
  for (const part of ['0', '2', '99999', 'x', '1.0', '-1']) {
    const answer = await exchange.ask(HUB, 'GET', `/inbox/${id}/${part}`)
    assert.deepEqual([answer.status, answer.json()], [404, UNKNOWN], part)
  }
})

test('bytes of any kind come back as they were', async () => {
  const body = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256))
  const id = await sendUpload(exchange, { body })
  assert.deepEqual((await exchange.ask(HUB, 'GET', `/inbox/${id}`)).body, body)
})

test('a compressed body stays so for who accepts it, and is unpacked for others', async () => {
  const id = await sendUpload(exchange, { body: gzipSync('<upload/>'), headers: { 'content-encoding': 'gzip' } })
  const packed = await exchange.ask(HUB, 'GET', `/inbox/${id}`, { headers: { 'accept-encoding': 'deflate, gzip' } })
  assert.equal(packed.headers['content-encoding'], 'gzip')
  assert.equal(packed.headers['mex-content-compressed'], 'Y')
  assert.equal(gunzipSync(packed.body).toString(), '<upload/>')
  for (const encoding of ['', 'identity', 'gzip;q=0', 'gzippy']) {
    const plain = await exchange.ask(HUB, 'GET', `/inbox/${id}`, { headers: { 'accept-encoding': encoding } })
    assert.equal(plain.headers['content-encoding'], undefined, encoding)
    assert.equal(plain.headers['mex-content-compressed'], 'N')
    assert.equal(plain.body.toString(), '<upload/>')
  }
})

test('a message that does not exist', async () => {
  const asked = await exchange.ask(HUB, 'GET', '/inbox/NONE')
  assert.deepEqual([asked.status, asked.json()], [404, UNKNOWN])
  assert.deepEqual((await exchange.ask(HUB, 'GET', '/inbox/NONE', { version: 1 })).json(), {
    errorEvent: 'RECEIVE',
    errorCode: '20',
    errorDescription: 'Message does not exist',
  })
  assert.equal((await exchange.ask(HUB, 'HEAD', '/inbox/NONE')).status, 404)
  assert.equal((await exchange.ask(HUB, 'GET', '/inbox/%00')).status, 404)
  assert.deepEqual((await acknowledge(HUB, 'NONE')).json(), UNKNOWN)
})

test('another’s message: 403 to read and acknowledge, unknown to HEAD; its sender may HEAD it', async () => {
  const id = await sendUpload(exchange)
  for (const mailboxId of [STRANGER, LA]) {
    const read = await exchange.ask(mailboxId, 'GET', `/inbox/${id}`)
    assert.deepEqual([read.status, read.json()], [403, OF_ANOTHER])
    const acknowledged = await acknowledge(mailboxId, id)
    assert.deepEqual([acknowledged.status, acknowledged.json()], [403, OF_ANOTHER])
  }
  assert.equal((await exchange.ask(STRANGER, 'HEAD', `/inbox/${id}`)).status, 404)
  const bySender = await exchange.ask(LA, 'HEAD', `/inbox/${id}`)
  assert.deepEqual([bySender.status, bySender.headers['mex-messageid']], [200, id])
  assert.equal((await exchange.ask(HUB, 'GET', `/inbox/${id}`)).status, 200)
})

test('HEAD gives the headers of a download and no body', async () => {
  const id = await sendUpload(exchange, { headers: SENT })
  const got = await exchange.ask(HUB, 'GET', `/inbox/${id}`)
  const head = await exchange.ask(HUB, 'HEAD', `/inbox/${id}`)
  assert.equal(head.body.length, 0)
  assert.deepEqual({ ...head.headers, date: '' }, { ...got.headers, date: '' })
})

test('acknowledged once or twice is the same; then the message is gone', async () => {
  const id = await sendUpload(exchange)
  const first = await acknowledge(HUB, id, 1)
  assert.deepEqual([first.status, first.json()], [200, { messageId: id }])
  const again = await acknowledge(HUB, id)
  assert.deepEqual([again.status, again.body.length], [200, 0])
  const read = await exchange.ask(HUB, 'GET', `/inbox/${id}`)
  assert.deepEqual([read.status, read.json()], [410, GONE])
  assert.equal((await exchange.ask(HUB, 'HEAD', `/inbox/${id}`)).status, 410)
  assert.equal((await exchange.ask(LA, 'HEAD', `/inbox/${id}`)).status, 200)
  const { messages } = (await exchange.ask(HUB, 'GET', '/inbox')).json() as { messages: string[] }
  assert.equal(messages.includes(id), false)
})

test('acknowledged many times at once', async () => {
  const id = await sendUpload(exchange)
  const all = await Promise.all(Array.from({ length: 6 }, () => acknowledge(HUB, id)))
  assert.deepEqual(new Set(all.map(answer => answer.status)), new Set([200]))
})

test('a message that failed is gone for its recipient', async () => {
  for (const state of ['undeliverable', 'error']) {
    const id = await sendUpload(exchange)
    await exchange.database.owner.query({
      text: 'update mesh.message set state = $2 where message_id = $1',
      values: [id, state],
    })
    assert.equal((await exchange.ask(HUB, 'GET', `/inbox/${id}`)).status, 410)
    assert.deepEqual((await acknowledge(HUB, id)).json(), GONE)
  }
})
