import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { testDatabase } from '../../../../test/support/database.ts'
import { HUB, LA, STRANGER, sendUpload, type TestExchange, testExchange } from '../../exchange-for-tests.ts'

let exchange: TestExchange
before(async () => {
  exchange = await testExchange(await testDatabase())
})
after(() => exchange.end())

/** Sends part 1 of `total` and returns the id. */
function begin(total: number, headers: Record<string, string> = {}): Promise<string> {
  return sendUpload(exchange, { body: 'part1,', headers: { 'mex-chunk-range': `1:${total}`, ...headers } })
}

type Changes = {
  from?: string
  range?: string
  body?: string | Buffer
  headers?: Record<string, string>
  version?: 1 | 2
}

function sendPart(id: string, part: number | string, total: number, changes: Changes = {}) {
  return exchange.ask(changes.from ?? LA, 'POST', `/outbox/${id}/${part}`, {
    headers: { 'mex-chunk-range': changes.range ?? `${part}:${total}`, ...changes.headers },
    body: changes.body ?? `part${part},`,
    version: changes.version ?? 2,
  })
}

async function isListed(id: string): Promise<boolean> {
  const { messages } = (await exchange.ask(HUB, 'GET', '/inbox')).json() as { messages: string[] }
  return messages.includes(id)
}

test('three parts make one message, downloaded part by part', async () => {
  const id = await begin(3)
  assert.deepEqual((await sendPart(id, 2, 3, { version: 1 })).json(), { messageID: id, blockID: 2 })
  assert.equal(await isListed(id), false)
  const last = await sendPart(id, 3, 3)
  assert.deepEqual([last.status, last.json()], [202, { message_id: id }])
  assert.equal(await isListed(id), true)
  const read = async (path: string) => {
    const answer = await exchange.ask(HUB, 'GET', `/inbox/${id}${path}`)
    return [answer.status, answer.headers['mex-chunk-range'], answer.headers['mex-total-chunks'], String(answer.body)]
  }
  assert.deepEqual(await read(''), [206, '1:3', '3', 'part1,'])
  assert.deepEqual(await read('/1'), [206, '1:3', '3', 'part1,'])
  assert.deepEqual(await read('/2'), [206, '2:3', '3', 'part2,'])
  assert.deepEqual(await read('/3'), [200, '3:3', '3', 'part3,'])
  assert.equal((await exchange.ask(HUB, 'GET', `/inbox/${id}/4`)).status, 404)
})

test('a message with a hole is not complete, though its last part is in', async () => {
  const id = await begin(3)
  assert.equal((await sendPart(id, 3, 3)).status, 202)
  assert.equal(await isListed(id), false)
  assert.equal((await exchange.ask(HUB, 'GET', `/inbox/${id}`)).status, 410)
  assert.equal((await exchange.ask(HUB, 'HEAD', `/inbox/${id}`)).status, 410)
  assert.equal((await sendPart(id, 2, 3)).status, 202)
  assert.equal(await isListed(id), true)
})

test('the time to collect starts when the last part is in', async () => {
  const id = await begin(2)
  exchange.setTime('2025-11-22T16:00:00Z')
  await sendPart(id, 2, 2)
  exchange.setTime('2025-11-22T15:00:00Z')
  const [kept] = await exchange.database.owner.query({
    text: 'select accepted_at, expiry_at, delete_after, body_bytes from mesh.message where message_id = $1',
    values: [id],
  })
  assert.deepEqual(kept, {
    accepted_at: new Date('2025-11-22T16:00:00Z'),
    expiry_at: new Date('2025-11-27T16:00:00Z'),
    delete_after: new Date('2025-12-22T16:00:00Z'),
    body_bytes: 12,
  })
})

test('a part may be sent again while others are missing; the later one counts', async () => {
  const id = await begin(3)
  await sendPart(id, 2, 3, { body: 'first' })
  await sendPart(id, 2, 3, { body: 'second' })
  await sendPart(id, 3, 3)
  assert.equal(String((await exchange.ask(HUB, 'GET', `/inbox/${id}/2`)).body), 'second')
})

test('parts that arrive at once complete the message once', async () => {
  const id = await begin(6)
  const all = await Promise.all([2, 3, 4, 5, 6].map(part => sendPart(id, part, 6)))
  assert.deepEqual(new Set(all.map(answer => answer.status)), new Set([202]))
  assert.equal(await isListed(id), true)
})

test('each part compressed by itself', async () => {
  const encoding = { 'content-encoding': 'gzip' }
  const id = await sendUpload(exchange, { body: gzipSync('one,'), headers: { ...encoding, 'mex-chunk-range': '1:2' } })
  assert.equal((await sendPart(id, 2, 2, { body: gzipSync('two'), headers: encoding })).status, 202)
  const part = async (number: number, accept: string) =>
    (await exchange.ask(HUB, 'GET', `/inbox/${id}/${number}`, { headers: { 'accept-encoding': accept } })).body
  assert.equal(`${await part(1, '')}${await part(2, '')}`, 'one,two')
  assert.equal(`${gunzipSync(await part(1, 'gzip'))}${gunzipSync(await part(2, 'gzip'))}`, 'one,two')
})

const RANGE = 'Chunk range is missing, malformed or does not fit the message'

async function assertRefused(
  answer: Promise<{ status: number; json(): unknown }>,
  status: number,
  [event, code, msg]: [string, string, string],
) {
  const { status: given, json } = await answer
  assert.deepEqual([given, json()], [status, { detail: [{ event, code, msg }] }])
}

test('a range that is missing, at odds with the path or with the total of part 1', async () => {
  const id = await begin(3)
  const words: [string, string, string] = ['SEND', 'InvalidHeaderChunks', RANGE]
  for (const range of ['', '3:3', '2', '2:1', 'x:3', '02:3x'])
    await assertRefused(sendPart(id, 2, 3, { range }), 417, words)
  await assertRefused(sendPart(id, 2, 4), 417, words)
  await assertRefused(sendPart(id, 1, 3), 417, words)
  await assertRefused(sendPart(id, 0, 3), 417, words)
})

test('a part beyond the total', async () => {
  const id = await begin(2)
  const words: [string, string, string] = [
    'SEND',
    'InvalidHeaderChunks',
    'Part number is beyond the total of the message',
  ]
  await assertRefused(sendPart(id, 3, 3), 406, words)
})

test('another encoding than that of part 1', async () => {
  const id = await begin(2)
  const text = 'Cannot change content encoding between the parts of a message'
  const headers = { 'content-encoding': 'gzip' }
  await assertRefused(sendPart(id, 2, 2, { headers }), 417, ['SEND', 'UnsupportedContentEncoding', text])
})

test('an empty part', async () => {
  const id = await begin(2)
  const words: [string, string, string] = ['COLLECT', '02', 'Data file is missing or inaccessible']
  await assertRefused(sendPart(id, 2, 2, { body: Buffer.alloc(0) }), 417, words)
})

test('a part of a message that is complete, another’s, or not there', async () => {
  const id = await begin(2)
  await assertRefused(sendPart(id, 2, 2, { from: STRANGER }), 403, ['', '', 'Message belongs to another mailbox'])
  await sendPart(id, 2, 2)
  const complete = 'Message already accepted'
  await assertRefused(sendPart(id, 2, 2), 423, ['SEND', complete, complete])
  const first = await sendPart(id, 2, 2, { version: 1 })
  assert.deepEqual(first.json(), { errorEvent: 'SEND', errorCode: complete, errorDescription: complete })
  await assertRefused(sendPart('NONE', 2, 2), 404, ['RECEIVE', '20', 'Message does not exist'])
})

test('a refused part is not kept, and its token is spent', async () => {
  const id = await begin(2)
  const authorization = exchange.token(LA)
  const given = { authorization, body: 'x', headers: { 'mex-chunk-range': '2:3' } }
  assert.equal((await exchange.ask(LA, 'POST', `/outbox/${id}/2`, given)).status, 417)
  assert.equal((await exchange.ask(LA, 'POST', `/outbox/${id}/2`, given)).status, 403)
  const rows = await exchange.database.owner.query({
    text: 'select part_no from mesh.part where message_id = $1',
    values: [id],
  })
  assert.deepEqual(rows, [{ part_no: 1 }])
})

test('part 1 to an unknown recipient is refused at once', async () => {
  const headers = { 'mex-to': 'NOBODY', 'mex-workflowid': 'X', 'mex-chunk-range': '1:2' }
  const answer = await exchange.ask(LA, 'POST', '/outbox', { headers, body: 'x' })
  assert.equal(answer.status, 417)
  const { message_id } = answer.json() as { message_id: string }
  const complete = 'Message already accepted'
  await assertRefused(sendPart(message_id, 2, 2), 423, ['SEND', complete, complete])
})
