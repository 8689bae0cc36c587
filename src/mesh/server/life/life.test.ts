import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { testDatabase } from '../../../../test/support/database.ts'
import {
  HUB,
  LA,
  NOON,
  STRANGER,
  sendUpload,
  type TestExchange,
  testExchange,
  UPLOAD,
} from '../../exchange-for-tests.ts'
import { setMailboxActive } from '../mailboxes/administration.ts'
import { expireMessages } from './expire-messages.ts'
import { forgetCutUploads } from './forget-cut-uploads.ts'
import { requeueMessages } from './requeue-messages.ts'

let exchange: TestExchange
before(async () => {
  exchange = await testExchange(await testDatabase())
})
beforeEach(async () => {
  exchange.setTime(NOON)
  await exchange.prepare('DELETE', '/admin/reset')
})
after(() => exchange.end())

/** Sent at noon of the 22nd. */
const BEFORE_EXPIRY = '2025-11-27T14:59:59.999Z'
const EXPIRY = '2025-11-27T15:00:00Z'
const NOT_COLLECTED = 'Message not collected by recipient after 5 days'

async function tracked(messageId: string) {
  return (await exchange.ask(LA, 'GET', `/outbox/tracking?messageID=${messageId}`)).json() as Record<string, unknown>
}

async function count(table: string): Promise<number> {
  const [row] = await exchange.database.owner.query<{ n: number }>({ text: `select count(*) as n from mesh.${table}` })
  return row?.n ?? 0
}

test('five days to the instant a message waits; then it leaves, and its sender gets the report', async () => {
  const id = await sendUpload(exchange, { headers: { 'mex-localid': 'L1', 'mex-subject': 'Upload 7' } })
  exchange.setTime(BEFORE_EXPIRY)
  assert.equal(await expireMessages(exchange.deps), 0)
  assert.deepEqual(await exchange.waiting(HUB), [id])
  exchange.setTime(EXPIRY)
  assert.equal(await expireMessages(exchange.deps), 1)
  assert.deepEqual(await exchange.waiting(HUB), [])
  assert.equal((await exchange.ask(HUB, 'GET', `/inbox/${id}`)).status, 410)
  assert.equal((await exchange.ask(HUB, 'PUT', `/inbox/${id}/status/acknowledged`)).status, 410)

  const [reportId = ''] = await exchange.waiting(LA)
  const report = await exchange.ask(LA, 'GET', `/inbox/${reportId}`)
  assert.deepEqual([report.status, report.body.length], [200, 0])
  const { date: _date, connection: _connection, etag: _etag, ...headers } = report.headers
  assert.deepEqual(headers, {
    'content-length': '0',
    'content-type': 'application/octet-stream',
    'last-modified': 'Thu, 27 Nov 2025 15:00:00 GMT',
    'mex-addresstype': 'ALL',
    'mex-chunk-range': '1:1',
    'mex-content-compressed': 'N',
    'mex-linkedmsgid': id,
    'mex-localid': 'L1',
    'mex-messageid': reportId,
    'mex-messagetype': 'REPORT',
    'mex-statuscode': '14',
    'mex-statusdescription': NOT_COLLECTED,
    'mex-statusevent': 'SEND',
    'mex-statussuccess': 'ERROR',
    'mex-statustimestamp': '20251127150000',
    'mex-subject': 'Upload 7',
    'mex-to': LA,
    'mex-total-chunks': '1',
    'mex-version': '1.0',
    'mex-workflowid': UPLOAD,
  })
})

test('the sender’s tracking says so, in both versions', async () => {
  const id = await sendUpload(exchange)
  exchange.setTime(EXPIRY)
  await expireMessages(exchange.deps)
  const { status, status_code, status_event, status_description, status_success } = await tracked(id)
  assert.deepEqual(
    [status, status_code, status_event, status_description, status_success],
    ['undeliverable', '14', 'SEND', NOT_COLLECTED, false],
  )
  const first = await exchange.ask(LA, 'GET', `/outbox/tracking?messageID=${id}`, { version: 1 })
  const body = first.json() as Record<string, string>
  assert.deepEqual(
    [body['status'], body['statusSuccess'], body['failureDate'], body['failureDiagnostic']],
    ['Undeliverable', 'ERROR', '20251127150000', NOT_COLLECTED],
  )
})

test('what was acknowledged, refused, is uploading or came later does not expire', async () => {
  const acknowledged = await sendUpload(exchange)
  await exchange.ask(HUB, 'PUT', `/inbox/${acknowledged}/status/acknowledged`)
  const uploading = await sendUpload(exchange, { headers: { 'mex-chunk-range': '1:2' } })
  exchange.setTime('2025-11-23T15:00:00Z')
  const later = await sendUpload(exchange)
  exchange.setTime(EXPIRY)
  assert.equal(await expireMessages(exchange.deps), 0)
  assert.deepEqual(await exchange.waiting(HUB), [later])
  assert.deepEqual(
    [(await tracked(acknowledged))['status'], (await tracked(uploading))['status']],
    ['acknowledged', 'uploading'],
  )
})

test('a report nobody collects is not reported', async () => {
  await sendUpload(exchange)
  exchange.setTime(EXPIRY)
  await expireMessages(exchange.deps)
  exchange.setTime('2025-12-02T15:00:00Z')
  assert.equal(await expireMessages(exchange.deps), 1)
  assert.equal(await expireMessages(exchange.deps), 0)
  assert.deepEqual([await exchange.waiting(LA), await count('message')], [[], 2])
})

test('what waits for a deactivated mailbox comes back at once, and what is sent to it later', async () => {
  const ids = [await sendUpload(exchange), await sendUpload(exchange)]
  await setMailboxActive(exchange.deps, HUB, false)
  assert.equal(await expireMessages(exchange.deps), 2)
  ids.push(await sendUpload(exchange))
  assert.equal(await expireMessages(exchange.deps), 1)
  await setMailboxActive(exchange.deps, HUB, true)
  assert.deepEqual(await exchange.waiting(HUB), [])
  const reports = await Promise.all((await exchange.waiting(LA)).map(id => exchange.ask(LA, 'GET', `/inbox/${id}`)))
  assert.deepEqual(reports.map(({ headers }) => headers['mex-linkedmsgid']).sort(), ids.sort())
  assert.deepEqual(
    new Set(reports.map(({ headers }) => `${headers['mex-statuscode']} ${headers['mex-statusdescription']}`)),
    new Set(['14 Message was not collected as the mailbox is deactivated']),
  )
})

test('a report for a deactivated mailbox goes nowhere, and ends', async () => {
  await sendUpload(exchange)
  await setMailboxActive(exchange.deps, LA, false)
  await setMailboxActive(exchange.deps, HUB, false)
  assert.equal(await expireMessages(exchange.deps), 1)
  assert.equal(await expireMessages(exchange.deps), 1)
  assert.equal(await expireMessages(exchange.deps), 0)
  await setMailboxActive(exchange.deps, LA, true)
  await setMailboxActive(exchange.deps, HUB, true)
})

async function fill(messages: number): Promise<void> {
  await exchange.database.owner.query({
    text: `insert into mesh.message (message_id, message_type, sender, recipient, workflow_id, total_parts, state,
        uploaded_at, accepted_at, status_at, delete_after)
      select '20251122150000' || lpad(n::text, 6, '0') || '_FFFFFF', 'DATA', $1, $2, 'X', 1, 'accepted', $3, $3, $3,
        $3::timestamptz + interval '720 hours' from generate_series(1, $4::int) n`,
    values: [LA, HUB, new Date(NOON), messages],
  })
}

test('500 at a time, oldest first, by as many processes as like; each is reported once', async () => {
  await fill(1_200)
  exchange.setTime(EXPIRY)
  const left = await Promise.all([1, 2, 3, 4].map(() => expireMessages(exchange.deps)))
  let more = left.reduce((sum, one) => sum + one, 0)
  assert.ok(left.every(one => one <= 500))
  for (let one = 1; one > 0; more += one) one = await expireMessages(exchange.deps)
  assert.equal(more, 1_200)
  const [row] = await exchange.database.owner.query({
    text: `select count(*) as reports, count(distinct linked_message_id) as about from mesh.message
      where message_type = 'REPORT' and state = 'accepted'`,
  })
  assert.deepEqual(row, { reports: 1_200, about: 1_200 })
})

test('an acknowledgement and the expiry at the same moment: one of them, never both', async () => {
  await fill(60)
  exchange.setTime(EXPIRY)
  const ids = await exchange.waiting(HUB)
  const acknowledging = ids.map(id => exchange.ask(HUB, 'PUT', `/inbox/${id}/status/acknowledged`))
  const [expired, answers] = await Promise.all([expireMessages(exchange.deps), Promise.all(acknowledging)])
  const acknowledged = answers.filter(answer => answer.status === 200).length
  assert.equal(expired + acknowledged, 60)
  assert.ok(answers.every(answer => answer.status === 200 || answer.status === 410))
  assert.equal((await exchange.waiting(LA)).length, expired)
})

test('within the thirty days what expired can be put back, with five days again', async () => {
  const ids = [await sendUpload(exchange, { body: 'one' }), await sendUpload(exchange, { body: 'two' })]
  exchange.setTime(EXPIRY)
  await expireMessages(exchange.deps)
  exchange.setTime('2025-12-20T09:00:00Z')
  assert.deepEqual(await requeueMessages(exchange.deps, { mailboxId: HUB.toLowerCase(), messageIds: ids.slice(1) }), [
    ids[1],
  ])
  assert.deepEqual(await exchange.waiting(HUB), [ids[1]])
  assert.equal((await exchange.ask(HUB, 'GET', `/inbox/${ids[1]}`)).body.toString(), 'two')
  const { status, status_code, expiry_time } = await tracked(ids[1] ?? '')
  assert.deepEqual([status, status_code, expiry_time], ['accepted', '00', '2025-12-25T09:00:00.000Z'])
  assert.deepEqual(await requeueMessages(exchange.deps, { mailboxId: HUB }), [ids[0]])
  exchange.setTime('2025-12-25T09:00:00Z')
  assert.equal(await expireMessages(exchange.deps), 4, 'both, and the two reports about them')
})

test('nothing is put back that is too old, was collected or refused, or for a mailbox that cannot collect it', async () => {
  const old = await sendUpload(exchange)
  const collected = await sendUpload(exchange)
  await exchange.ask(HUB, 'PUT', `/inbox/${collected}/status/acknowledged`)
  exchange.setTime(EXPIRY)
  await expireMessages(exchange.deps)
  exchange.setTime('2025-12-22T15:00:00Z')
  assert.deepEqual(await requeueMessages(exchange.deps, { mailboxId: HUB, messageIds: [old, collected] }), [])
  assert.deepEqual(await requeueMessages(exchange.deps, { mailboxId: STRANGER }), [])
  await assert.rejects(requeueMessages(exchange.deps, { mailboxId: 'nobody' }), {
    code: 'MESH_MAILBOX_UNKNOWN',
    message: 'There is no such mailbox (NOBODY)',
  })
  await setMailboxActive(exchange.deps, HUB, false)
  await assert.rejects(requeueMessages(exchange.deps, { mailboxId: HUB }), {
    code: 'MESH_MAILBOX_DEACTIVATED',
    message: `The mailbox is deactivated (${HUB})`,
  })
  await setMailboxActive(exchange.deps, HUB, true)
})

test('a body that was still on its way a day ago is forgotten', async () => {
  const { owner } = exchange.database
  const keep = (id: string, at: string) =>
    owner.query({
      text: `with upload as (insert into mesh.upload values ($1, $2, '')) insert into mesh.piece values ($1, 1, 'x')`,
      values: [id, at],
    })
  await keep('00000000-0000-4000-8000-000000000001', '2025-11-21T15:00:00Z')
  await keep('00000000-0000-4000-8000-000000000002', '2025-11-21T15:00:00.001Z')
  assert.equal(await forgetCutUploads(exchange.deps), 1)
  assert.deepEqual([await count('upload'), await count('piece')], [1, 1])
})
