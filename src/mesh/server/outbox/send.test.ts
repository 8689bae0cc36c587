import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '../../../../test/support/database.ts'
import { systemRandomness } from '../../../platform/index.ts'
import {
  type Given,
  HUB,
  LA,
  openMeshServer,
  STRANGER,
  sendUpload,
  type TestExchange,
  testExchange,
  UPLOAD,
} from '../../exchange-for-tests.ts'
import { registerWorkflow } from '../mailboxes/administration.ts'
import { openMessageIds } from './message-id.ts'

let exchange: TestExchange
before(async () => {
  exchange = await testExchange(await testDatabase())
})
after(() => exchange.end())

const TO_HUB = { 'mex-to': HUB, 'mex-workflowid': UPLOAD }

function send(headers: Record<string, string>, given: Given = {}) {
  return exchange.ask(LA, 'POST', '/outbox', { body: '<upload/>', ...given, headers })
}

/** Asserts that these headers are refused with this status, event, code and text, in both versions, without an id. */
async function assertRefused(
  headers: Record<string, string>,
  status: number,
  [event, code, msg]: [string, string, string],
) {
  const second = await send(headers)
  assert.deepEqual([second.status, second.json()], [status, { detail: [{ event, code, msg }] }])
  const first = await send(headers, { version: 1 })
  assert.deepEqual(first.json(), { errorEvent: event, errorCode: code, errorDescription: msg })
}

test('a message taken is answered 202 with its id, in either version', async () => {
  const second = await send(TO_HUB)
  assert.equal(second.status, 202)
  assert.match((second.json() as { message_id: string }).message_id, /^20251122150000\d{6}_[0-9A-F]{6}$/)
  const first = await send(TO_HUB, { version: 1 })
  assert.equal(first.status, 202)
  assert.deepEqual(Object.keys(first.json() as object), ['messageID'])
})

test('a recipient in lower case, with blanks around it, is the recipient; 1:1 is a whole message', async () => {
  const headers = { 'mex-to': ` ${HUB.toLowerCase()} `, 'mex-workflowid': UPLOAD, 'mex-from': LA.toLowerCase() }
  assert.equal((await send({ ...headers, 'mex-chunk-range': '1:1' })).status, 202)
})

test('headers that are missing, each named', async () => {
  for (const version of [1, 2] as const) {
    const answer = await send({}, { version })
    assert.equal(answer.status, 400)
    assert.deepEqual(answer.json(), {
      detail: [
        { loc: ['header', 'mex-to'], msg: 'must be given', type: 'missing' },
        { loc: ['header', 'mex-workflowid'], msg: 'must be given', type: 'missing' },
      ],
    })
  }
})

test('a blank recipient', async () => {
  await assertRefused({ ...TO_HUB, 'mex-to': ' ' }, 400, ['SEND', '08', 'TO_DTS missing'])
})

test('the length of every header has a limit', async () => {
  const limits = {
    'mex-to': 100,
    'mex-workflowid': 300,
    'mex-chunk-range': 20,
    'mex-subject': 500,
    'mex-localid': 300,
    'mex-filename': 300,
    'mex-partnerid': 500,
    'mex-content-checksum': 100,
    'mex-content-encrypted': 20,
    'mex-content-compressed': 20,
    'mex-content-type': 100,
  }
  for (const [name, most] of Object.entries(limits)) {
    const answer = await send({ ...TO_HUB, [name]: 'a'.repeat(most + 1) })
    assert.equal(answer.status, 400, name)
    const complaint = { loc: ['header', name], msg: `may have ${most} characters`, type: 'too_long' }
    assert.deepEqual(answer.json(), { detail: [complaint] })
    assert.notEqual((await send({ ...TO_HUB, [name]: 'a'.repeat(most) })).status, 400, name)
  }
})

test('control characters and web addresses make headers malformed', async () => {
  const words = (names: string): [string, string, string] => ['TRANSFER', '06', `MalformedControlFile (${names})`]
  await assertRefused({ ...TO_HUB, 'mex-subject': 'a\tb' }, 400, words('mex-subject'))
  await assertRefused({ ...TO_HUB, 'mex-to': 'http://a', 'mex-localid': 'a\tb' }, 400, words('mex-to, mex-localid'))
  await assertRefused({ ...TO_HUB, 'mex-workflowid': 'HTTPS://a' }, 400, words('mex-workflowid'))
  await assertRefused({ ...TO_HUB, 'mex-content-checksum': 'http://a' }, 400, words('mex-content-checksum'))
})

test('a checksum has letters, digits, blanks, colons, slashes and hyphens', async () => {
  await assertRefused({ ...TO_HUB, 'mex-content-checksum': 'a=b' }, 400, [
    'SEND',
    'Invalid checksum',
    'Invalid checksum',
  ])
})

test('a sender that is not the mailbox of the token', async () => {
  const text = 'From address is not the mailbox of the token'
  await assertRefused({ ...TO_HUB, 'mex-from': HUB }, 417, ['SEND', '07', text])
})

test('an empty body', async () => {
  for (const body of [Buffer.alloc(0), undefined]) {
    const answer = await exchange.ask(LA, 'POST', '/outbox', { headers: TO_HUB, ...(body && { body }) })
    assert.equal(answer.status, 417)
    const detail = [{ event: 'COLLECT', code: '02', msg: 'Data file is missing or inaccessible' }]
    assert.deepEqual(answer.json(), { detail })
  }
})

test('a content-encoding that is not gzip', async () => {
  const words: [string, string, string] = [
    'SEND',
    'UnsupportedContentEncoding',
    'Content-encoding may be empty or gzip',
  ]
  await assertRefused({ ...TO_HUB, 'content-encoding': 'br' }, 422, words)
})

test('a first range that is not 1:N', async () => {
  const text = 'Chunk range is missing, malformed or does not fit the message'
  for (const range of ['2:3', '1', 'a:b', '2:1', '0:2', '1:10001'])
    await assertRefused({ ...TO_HUB, 'mex-chunk-range': range }, 417, ['SEND', 'InvalidHeaderChunks', text])
})

test('a body larger than 100 MB', async () => {
  const headers = { ...TO_HUB, 'content-length': String(100 * 1024 * 1024 + 1) }
  const answer = await send(headers)
  assert.equal(answer.status, 413)
  assert.deepEqual(answer.json(), { detail: [{ event: '', code: '', msg: 'Request body is larger than 100 MB' }] })
})

test('a content-type that is no media type', async () => {
  const text = 'Content-type is not a media type'
  await assertRefused({ ...TO_HUB, 'content-type': 'nonsense' }, 415, ['', '', text])
})

type Refused = { message_id: string; detail: { event: string; code: string; msg: string }[] }

/** Sends what is refused only by the registrations, and returns the refusal with the report in the sender's inbox. */
async function refusedWithReport(headers: Record<string, string>) {
  const answer = await send({ ...headers, 'mex-localid': 'kept', 'mex-subject': 'Upload' })
  assert.equal(answer.status, 417)
  const refused = answer.json() as Refused
  const { messages } = (await exchange.ask(LA, 'GET', '/inbox')).json() as { messages: string[] }
  const report = await exchange.ask(LA, 'GET', `/inbox/${messages.at(-1)}`)
  assert.deepEqual([report.status, report.body.length], [200, 0])
  return { refused, report: report.headers }
}

test('an unknown recipient: 417 with a message id, a report about it, and no message in anybody’s inbox', async () => {
  const { refused, report } = await refusedWithReport({ ...TO_HUB, 'mex-to': 'NOBODY' })
  assert.deepEqual(refused.detail, [{ event: 'SEND', code: '12', msg: 'Unregistered to address' }])
  assert.equal(report['mex-messagetype'], 'REPORT')
  assert.equal(report['mex-linkedmsgid'], refused.message_id)
  assert.equal(report['mex-to'], LA)
  assert.equal(report['mex-from'], undefined)
  assert.equal(report['mex-localid'], 'kept')
  assert.equal(report['mex-workflowid'], UPLOAD)
  assert.equal(report['mex-subject'], 'Upload')
  assert.equal(report['mex-statusevent'], 'SEND')
  assert.equal(report['mex-statuscode'], '12')
  assert.equal(report['mex-statusdescription'], 'Unregistered to address')
  assert.equal(report['mex-statussuccess'], 'ERROR')
  assert.equal(report['mex-filename'], undefined)
  const tracked = await exchange.ask(LA, 'GET', `/outbox/tracking?messageID=${refused.message_id}`)
  assert.equal((tracked.json() as { status: string }).status, 'error')
})

test('the same in version 1', async () => {
  const answer = await send({ ...TO_HUB, 'mex-to': 'NOBODY' }, { version: 1 })
  const { messageID, ...words } = answer.json() as Record<string, string>
  assert.match(messageID ?? '', /^\d{20}_/)
  assert.deepEqual(words, { errorEvent: 'SEND', errorCode: '12', errorDescription: 'Unregistered to address' })
})

test('a workflow the recipient is not registered for', async () => {
  for (const headers of [
    { ...TO_HUB, 'mex-workflowid': 'X-OTHER' },
    { ...TO_HUB, 'mex-to': STRANGER },
  ]) {
    const { refused } = await refusedWithReport(headers)
    const msg = 'Workflow id not registered for the mailbox'
    assert.deepEqual(refused.detail, [{ event: 'SEND', code: '17', msg }])
  }
})

test('a workflow the sender is not registered for', async () => {
  await registerWorkflow(exchange.deps, { workflowId: 'X-ONE-WAY', senders: [HUB], receivers: [STRANGER] })
  const { refused } = await refusedWithReport({ 'mex-to': STRANGER, 'mex-workflowid': 'X-ONE-WAY' })
  const msg = 'Sender not allowed to send messages of this type'
  assert.deepEqual(refused.detail, [{ event: 'SEND', code: '16', msg }])
})

test('reports of refusals can be switched off', async () => {
  const settings = { ...exchange.deps.settings, refusalReports: false }
  const server = openMeshServer({ ...exchange.deps, settings })
  const count = async () => ((await exchange.ask(LA, 'GET', '/count')).json() as { count: number }).count
  const before = await count()
  const headers = { ...TO_HUB, 'mex-to': 'NOBODY', authorization: exchange.token(LA) }
  const url = `/messageexchange/${LA}/outbox`
  assert.equal((await server.inject({ method: 'POST', url, headers, payload: 'x' })).statusCode, 417)
  assert.equal(await count(), before)
  await server.close()
})

test('what is kept: five days to collect, thirty until it is deleted', async () => {
  const id = await sendUpload(exchange)
  const [kept] = await exchange.database.owner.query({
    text: 'select state, expiry_at, delete_after, body_bytes from mesh.message where message_id = $1',
    values: [id],
  })
  assert.deepEqual(kept, {
    state: 'accepted',
    expiry_at: new Date('2025-11-27T15:00:00Z'),
    delete_after: new Date('2025-12-22T15:00:00Z'),
    body_bytes: 9,
  })
})

test('a repeated token sends nothing', async () => {
  const authorization = exchange.token(LA)
  const given = { authorization }
  assert.equal((await send({ ...TO_HUB, 'mex-localid': 'once' }, given)).status, 202)
  assert.equal((await send({ ...TO_HUB, 'mex-localid': 'once' }, given)).status, 403)
  assert.equal((await exchange.ask(LA, 'GET', '/outbox/tracking/once')).status, 200)
})

test('message ids are in the order they are made, whatever the clock does', () => {
  const start = Date.parse('2025-11-22T15:00:00Z')
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -2000, max: 2000 }), { minLength: 2 }), steps => {
      let now = start
      const next = openMessageIds({ clock: { now: () => new Date(now) }, randomness: systemRandomness })
      const ids = steps.map(step => {
        now += step
        return next()
      })
      assert.deepEqual([...ids].sort(), ids)
      assert.equal(new Set(ids).size, ids.length)
      for (const id of ids) assert.match(id, /^\d{20}_[0-9A-F]{6}$/)
    }),
  )
})
