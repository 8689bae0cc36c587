import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testDatabase } from '../../../../test/support/database.ts'
import { HUB, LA, sendUpload, type TestExchange, testExchange, UPLOAD } from '../../exchange-for-tests.ts'

let exchange: TestExchange
before(async () => {
  exchange = await testExchange(await testDatabase())
})
after(() => exchange.end())

const REPORT = {
  mailbox_id: LA.toLowerCase(),
  status: 'error',
  workflow_id: UPLOAD,
  code: '21',
  description: 'my error',
  subject: 'my subject',
  local_id: 'my local id',
  file_name: 'my file',
  linked_message_id: 'LINKED',
}

test('a report put into a mailbox is listed, read and acknowledged as any other', async () => {
  for (const prefix of ['', '/messageexchange']) {
    const put = await exchange.prepare('POST', `${prefix}/admin/report`, REPORT)
    assert.equal(put.status, 200)
    const { message_id: id } = put.json() as { message_id: string }
    assert.deepEqual(await exchange.waiting(LA), [id])
    const { headers, body, status } = await exchange.ask(LA, 'GET', `/inbox/${id}`)
    assert.deepEqual([status, body.length, headers['content-length']], [200, 0, '0'])
    const names = ['to', 'from', 'workflowid', 'messagetype', 'statuscode', 'statusevent', 'statusdescription']
    assert.deepEqual(
      names.map(name => headers[`mex-${name}`]),
      [LA, undefined, UPLOAD, 'REPORT', '21', 'SEND', 'my error'],
    )
    assert.deepEqual(
      ['statussuccess', 'filename', 'linkedmsgid', 'localid', 'subject'].map(name => headers[`mex-${name}`]),
      ['ERROR', 'my file', 'LINKED', 'my local id', 'my subject'],
    )
    assert.equal((await exchange.ask(LA, 'PUT', `/inbox/${id}/status/acknowledged`)).status, 200)
    assert.deepEqual(await exchange.waiting(LA), [])
  }
})

test('one that is undeliverable, as when not said, shows neither code nor description', async () => {
  const { status: _status, subject: _subject, file_name: _name, ...rest } = REPORT
  const { message_id: id } = (await exchange.prepare('POST', '/admin/report', rest)).json() as { message_id: string }
  const { headers } = await exchange.ask(LA, 'GET', `/inbox/${id}`)
  assert.deepEqual(
    ['statuscode', 'statusevent', 'statusdescription', 'statussuccess', 'filename'].map(name => headers[`mex-${name}`]),
    [undefined, undefined, undefined, 'ERROR', undefined],
  )
  await exchange.prepare('DELETE', '/admin/reset')
})

test('a report that is not rightly given, or for nobody', async () => {
  const wrong = await exchange.prepare('POST', '/admin/report', { mailbox_id: LA, code: 7, status: 'fine', subject: 1 })
  assert.equal(wrong.status, 400)
  const { detail } = wrong.json() as { detail: { loc: string[] }[] }
  assert.deepEqual(
    detail.map(one => one.loc.join(' ')),
    ['body code', 'body description', 'body workflow_id', 'body subject', 'body status'],
  )
  const nobody = await exchange.prepare('POST', '/admin/report', { ...REPORT, mailbox_id: 'nobody' })
  assert.deepEqual([nobody.status, nobody.json()], [404, { detail: 'mailbox does not exist' }])
})

async function sendBothWays(): Promise<[string, string]> {
  const up = await sendUpload(exchange, { body: Buffer.alloc(100_000, 'x') })
  const headers = { 'mex-to': LA, 'mex-workflowid': `${UPLOAD}_ACK` }
  const down = await exchange.ask(HUB, 'POST', '/outbox', { headers, body: 'x' })
  return [up, (down.json() as { message_id: string }).message_id]
}

test('a reset empties every mailbox, and forgets what was sent', async () => {
  for (const path of ['/admin/reset', '/messageexchange/admin/reset']) {
    const [up] = await sendBothWays()
    const answer = await exchange.prepare('DELETE', path)
    assert.deepEqual([answer.status, answer.json()], [200, { message: 'all mailboxes reset' }])
    assert.deepEqual([await exchange.waiting(HUB), await exchange.waiting(LA)], [[], []])
    assert.equal((await exchange.ask(LA, 'GET', `/outbox/tracking?messageID=${up}`)).status, 404)
    const left = await exchange.database.owner.query({ text: 'select from mesh.piece union all select from mesh.part' })
    assert.equal(left.length, 0)
  }
})

test('a reset of one mailbox leaves the others', async () => {
  const [, down] = await sendBothWays()
  const answer = await exchange.prepare('DELETE', `/messageexchange/admin/reset/${HUB.toLowerCase()}`)
  assert.deepEqual([answer.status, answer.json()], [200, { message: `mailbox ${HUB} reset` }])
  assert.deepEqual([await exchange.waiting(HUB), await exchange.waiting(LA)], [[], [down]])
  const nobody = await exchange.prepare('DELETE', '/admin/reset/nobody')
  assert.deepEqual([nobody.status, nobody.json()], [404, { detail: 'mailbox does not exist' }])
})

test('a token used before a reset stays used', async () => {
  const authorization = exchange.token(LA)
  assert.equal((await exchange.ask(LA, 'GET', '/inbox', { authorization })).status, 200)
  await exchange.prepare('DELETE', '/admin/reset')
  assert.equal((await exchange.ask(LA, 'GET', '/inbox', { authorization })).status, 403)
})

test('an update is asked for with a token, and there is none', async () => {
  const answer = await exchange.ask(LA, 'POST', '/update', { body: 'anything' })
  assert.deepEqual([answer.status, answer.body.length], [200, 0])
  assert.equal((await exchange.ask(LA, 'POST', '/update', { authorization: 'none' })).status, 403)
})
