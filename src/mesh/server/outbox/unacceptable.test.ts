import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { testDatabase } from '../../../../test/support/database.ts'
import {
  type Given,
  HUB,
  LA,
  openMeshServer,
  type TestExchange,
  testExchange,
  UPLOAD,
} from '../../exchange-for-tests.ts'

let exchange: TestExchange
const heads: string[] = []
before(async () => {
  exchange = await testExchange(await testDatabase(), {
    isAcceptable(workflowId, head) {
      const text = Buffer.from(head).toString()
      heads.push(text)
      return workflowId !== UPLOAD || text.startsWith('<File') ? true : 'bad-cpis-file'
    },
  })
})
beforeEach(async () => {
  heads.length = 0
  await exchange.prepare('DELETE', '/admin/reset')
})
after(() => exchange.end())

const TO_HUB = { 'mex-to': HUB, 'mex-workflowid': UPLOAD, 'mex-localid': 'L1', 'mex-subject': 'S' }

function send(given: Given) {
  return exchange.ask(LA, 'POST', '/outbox', { ...given, headers: { ...TO_HUB, ...given.headers } })
}

async function tracked(id: string) {
  const body = (await exchange.ask(LA, 'GET', `/outbox/tracking?messageID=${id}`)).json() as Record<string, unknown>
  return [body['status'], body['status_event'], body['status_code'], body['status_description']]
}

/** The one report in the sender's inbox: what it is about, and what it says. */
async function reported() {
  const ids = await exchange.waiting(LA)
  assert.equal(ids.length, 1)
  const { headers } = await exchange.ask(LA, 'GET', `/inbox/${ids[0]}`)
  assert.deepEqual(
    [headers['mex-messagetype'], headers['mex-localid'], headers['mex-subject'], headers['mex-from']],
    ['REPORT', 'L1', 'S', undefined],
  )
  const names = ['mex-linkedmsgid', 'mex-statusevent', 'mex-statuscode', 'mex-statusdescription', 'mex-statussuccess']
  return names.map(name => headers[name])
}

test('what can be an upload passes; it is judged by its unpacked beginning', async () => {
  for (const given of [
    { body: '<File/>' },
    { body: gzipSync('<File/>'), headers: { 'content-encoding': 'gzip' } },
    { body: Buffer.concat([Buffer.from('<File>'), Buffer.alloc(100_000, 'x')]) },
    {
      body: gzipSync(Buffer.concat([Buffer.from('<File>'), Buffer.alloc(30_000_000, 'x')])),
      headers: { 'content-encoding': 'gzip' },
    },
  ])
    assert.equal((await send(given)).status, 202)
  assert.equal((await exchange.waiting(HUB)).length, 4)
  assert.deepEqual(
    heads.map(head => head.slice(0, 5)),
    ['<File', '<File', '<File', '<File'],
  )
  assert.ok(heads.every(head => head.length <= 65_536))
})

test('what cannot be one is answered 202, never reaches the recipient, and comes back as a report with code 15', async () => {
  for (const given of [
    { body: 'NHS number;name' },
    { body: Buffer.alloc(200_000, 'x') },
    { body: gzipSync('<Other/>'), headers: { 'content-encoding': 'gzip' } },
    { body: 'not packed', headers: { 'content-encoding': 'gzip' } },
  ]) {
    await exchange.prepare('DELETE', '/admin/reset')
    const answer = await send(given)
    assert.equal(answer.status, 202)
    const id = (answer.json() as { message_id: string }).message_id
    assert.deepEqual(await exchange.waiting(HUB), [])
    assert.deepEqual(await reported(), [id, 'SEND', '15', 'Bad CP-IS file', 'ERROR'])
    assert.deepEqual(await tracked(id), ['error', 'SEND', '15', 'Bad CP-IS file'])
    const pieces = await exchange.database.owner.query({ text: 'select from mesh.piece' })
    assert.equal(pieces.length, 0)
  }
})

test('in parts, it is told when the last is in', async () => {
  const answer = await send({ body: 'no upload', headers: { 'mex-chunk-range': '1:2' } })
  const id = (answer.json() as { message_id: string }).message_id
  assert.equal(answer.status, 202)
  assert.deepEqual(await exchange.waiting(LA), [])
  const part = () => exchange.ask(LA, 'POST', `/outbox/${id}/2`, { headers: { 'mex-chunk-range': '2:2' }, body: 'x' })
  assert.equal((await part()).status, 202)
  assert.deepEqual(await exchange.waiting(HUB), [])
  assert.deepEqual(await reported(), [id, 'SEND', '15', 'Bad CP-IS file', 'ERROR'])
  assert.deepEqual(await tracked(id), ['error', 'SEND', '15', 'Bad CP-IS file'])
  assert.equal((await part()).status, 423)
})

test('other workflows are not judged; an unknown recipient is told first', async () => {
  assert.equal((await send({ body: 'no upload', headers: { 'mex-to': 'NOBODY' } })).status, 417)
  assert.deepEqual((await reported()).slice(1, 4), ['SEND', '12', 'Unregistered to address'])
  const headers = { 'mex-to': LA, 'mex-workflowid': `${UPLOAD}_ACK` }
  assert.equal((await exchange.ask(HUB, 'POST', '/outbox', { headers, body: 'anything' })).status, 202)
})

test('switched to refusing, the send itself is refused, in either form, with the report as for every refusal', async () => {
  const settings = { ...exchange.deps.settings, unacceptableFiles: 'refused' } as const
  const server = openMeshServer({ ...exchange.deps, settings })
  const post = (payload: string, headers: Record<string, string> = {}) =>
    server.inject({
      method: 'POST',
      url: `/messageexchange/${LA}/outbox`,
      headers: { ...TO_HUB, authorization: exchange.token(LA), ...headers },
      payload,
    })
  const first = await post('no upload')
  assert.equal(first.statusCode, 417)
  const { messageID, ...words } = first.json() as Record<string, string>
  assert.deepEqual(words, { errorEvent: 'SEND', errorCode: '15', errorDescription: 'Bad CP-IS file' })
  assert.deepEqual(await reported(), [messageID, 'SEND', '15', 'Bad CP-IS file', 'ERROR'])
  const second = await post('no upload', { accept: 'application/vnd.mesh.v2+json', 'mex-chunk-range': '1:2' })
  assert.equal(second.statusCode, 417)
  const { message_id, detail } = second.json() as { message_id: string; detail: unknown }
  assert.deepEqual(detail, [{ event: 'SEND', code: '15', msg: 'Bad CP-IS file' }])
  assert.deepEqual(await tracked(message_id), ['error', 'SEND', '15', 'Bad CP-IS file'])
  await server.close()
})

test('a token spent on an unacceptable file is spent', async () => {
  const authorization = exchange.token(LA)
  assert.equal((await send({ body: 'no upload', authorization })).status, 202)
  assert.equal((await send({ body: 'no upload', authorization })).status, 403)
  assert.equal((await exchange.waiting(LA)).length, 1)
})
