import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
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

let exchange: TestExchange
before(async () => {
  exchange = await testExchange(await testDatabase())
})
after(() => exchange.end())

async function track(id: string, version: 1 | 2 = 2): Promise<Record<string, unknown>> {
  const answer = await exchange.ask(LA, 'GET', `/outbox/tracking?messageID=${id}`, { version })
  assert.equal(answer.status, 200)
  return answer.json() as Record<string, unknown>
}

const HEADERS = { 'mex-localid': 'L-1', 'mex-subject': 'Upload', 'mex-content-checksum': 'abc', 'mex-partnerid': 'p' }

test('an accepted message in version 2, by its id and by the local id', async () => {
  const id = await sendUpload(exchange, { headers: HEADERS })
  const expected = {
    message_id: id,
    local_id: 'L-1',
    workflow_id: UPLOAD,
    filename: `${id}.dat`,
    expiry_time: '2025-11-27T15:00:00.000Z',
    upload_timestamp: '2025-11-22T15:00:00.000Z',
    recipient: HUB,
    recipient_name: 'Mailbox of X26',
    recipient_ods_code: 'X26',
    recipient_org_code: 'X26',
    recipient_org_name: 'Mailbox of X26',
    status_success: true,
    status: 'accepted',
    status_event: 'TRANSFER',
    status_timestamp: '2025-11-22T15:00:00.000Z',
    status_description: 'Transferred to recipient mailbox',
    status_code: '00',
  }
  assert.deepEqual(await track(id), expected)
  assert.deepEqual((await exchange.ask(LA, 'GET', '/outbox/tracking/L-1')).json(), expected)
})

test('an acknowledged message in version 1', async () => {
  const id = await sendUpload(exchange, { headers: { ...HEADERS, 'mex-localid': 'L-2', 'mex-filename': 'a.xml' } })
  exchange.setTime('2025-11-22T16:30:00Z')
  await exchange.ask(HUB, 'PUT', `/inbox/${id}/status/acknowledged`)
  exchange.setTime(NOON)
  assert.deepEqual(await track(id, 1), {
    addressType: 'ALL',
    checksum: 'abc',
    chunkCount: 1,
    downloadTimestamp: '20251122163000',
    dtsId: id,
    expiryTime: '20251127150000',
    fileName: 'a.xml',
    fileSize: 9,
    localId: 'L-2',
    meshRecipientOdsCode: 'X26',
    messageId: id,
    messageType: 'DATA',
    partnerId: 'p',
    recipient: HUB,
    recipientName: 'Mailbox of X26',
    recipientOrgCode: 'X26',
    recipientOrgName: 'Mailbox of X26',
    sender: LA,
    senderName: 'Mailbox of E09000001',
    senderOdsCode: 'E09000001',
    senderOrgCode: 'E09000001',
    senderOrgName: 'Mailbox of E09000001',
    status: 'Acknowledged',
    statusCode: '00',
    statusDescription: 'Transferred to recipient mailbox',
    statusEvent: 'TRANSFER',
    statusSuccess: 'SUCCESS',
    statusTimestamp: '20251122163000',
    subject: 'Upload',
    uploadTimestamp: '20251122150000',
    version: '1.0',
    workflowId: UPLOAD,
  })
})

test('a message that is still uploading has no outcome yet', async () => {
  const id = await sendUpload(exchange, { headers: { 'mex-chunk-range': '1:2' } })
  const { status, status_success, status_code, expiry_time } = await track(id)
  assert.deepEqual([status, status_success, status_code, expiry_time], ['uploading', null, null, null])
  const first = await track(id, 1)
  assert.deepEqual([first['status'], first['statusSuccess'], first['chunkCount']], ['Uploading', undefined, 2])
})

test('a refused message in version 1 says why', async () => {
  const headers = { 'mex-to': 'NOBODY', 'mex-workflowid': UPLOAD }
  const refused = await exchange.ask(LA, 'POST', '/outbox', { headers, body: 'x' })
  const { message_id } = refused.json() as { message_id: string }
  const tracked = await track(message_id, 1)
  assert.deepEqual(
    [tracked['status'], tracked['statusSuccess'], tracked['statusCode'], tracked['failureDate']],
    ['Error', 'ERROR', '12', '20251122150000'],
  )
  assert.equal(tracked['failureDiagnostic'], 'Unregistered to address')
  assert.equal((await track(message_id))['status_success'], false)
})

test('another’s message, a received one and one that never was are not found', async () => {
  const id = await sendUpload(exchange, { headers: { 'mex-localid': 'L-3' } })
  const unknown = { detail: [{ event: 'RECEIVE', code: '20', msg: 'Message does not exist' }] }
  for (const mailboxId of [STRANGER, HUB])
    for (const path of [`?messageID=${id}`, '/L-3', '/never', '?messageID=NEVER']) {
      const answer = await exchange.ask(mailboxId, 'GET', `/outbox/tracking${path}`)
      assert.deepEqual([answer.status, answer.json()], [404, unknown])
    }
})

test('no message id asked for', async () => {
  const answer = await exchange.ask(LA, 'GET', '/outbox/tracking')
  const complaint = { loc: ['query', 'messageID'], msg: 'must be given', type: 'missing' }
  assert.deepEqual([answer.status, answer.json()], [400, { detail: [complaint] }])
})

test('a local id borne by two messages', async () => {
  for (let count = 0; count < 2; count += 1) await sendUpload(exchange, { headers: { 'mex-localid': 'twice' } })
  const answer = await exchange.ask(LA, 'GET', '/outbox/tracking/twice')
  const detail = [{ event: '', code: '', msg: 'Local id is not unique' }]
  assert.deepEqual([answer.status, answer.json()], [300, { detail }])
})

test('a send that was refused does not use up its local id', async () => {
  const localId = 'again'
  const headers = { 'mex-to': 'NOBODY', 'mex-workflowid': UPLOAD, 'mex-localid': localId }
  assert.equal((await exchange.ask(LA, 'POST', '/outbox', { headers, body: 'x' })).status, 417)
  assert.equal((await exchange.ask(LA, 'GET', `/outbox/tracking/${localId}`)).status, 404)
  const id = await sendUpload(exchange, { headers: { 'mex-localid': localId } })
  const tracked = (await exchange.ask(LA, 'GET', `/outbox/tracking/${localId}`)).json() as { message_id: string }
  assert.equal(tracked.message_id, id)
})

test('a local id of 300 characters, with signs of its own', async () => {
  const localId = 'a/b?c%d e&'.padEnd(300, 'x')
  const id = await sendUpload(exchange, { headers: { 'mex-localid': localId } })
  const answer = await exchange.ask(LA, 'GET', `/outbox/tracking/${encodeURIComponent(localId)}`)
  assert.equal((answer.json() as { message_id: string }).message_id, id)
})
