import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testDatabase } from '../../../../test/support/database.ts'
import {
  HUB,
  LA,
  openMeshServer,
  STRANGER,
  sendUpload,
  type TestExchange,
  testExchange,
  UPLOAD,
} from '../../exchange-for-tests.ts'

let exchange: TestExchange
const sent: string[] = []
before(async () => {
  exchange = await testExchange(await testDatabase())
  for (let minute = 10; minute < 22; minute += 1) {
    exchange.setTime(`2025-11-22T15:${minute}:00Z`)
    sent.push(await sendUpload(exchange, minute === 10 ? { headers: { 'mex-localid': 'first' } } : {}))
  }
  await exchange.ask(HUB, 'PUT', `/inbox/${sent[0]}/status/acknowledged`)
})
after(() => exchange.end())

type Rich = { valid_at: string; messages: Record<string, unknown>[]; links: { self: string; next?: string } }

async function rich(mailboxId: string, path: string): Promise<Rich> {
  const answer = await exchange.ask(mailboxId, 'GET', path)
  assert.equal(answer.status, 200, String(answer.body))
  return answer.json() as Rich
}

const idsOf = ({ messages }: Rich) => messages.map(message => message['message_id'])

test('everything that came in, newest first, what was acknowledged too', async () => {
  const list = await rich(HUB, '/inbox/rich')
  assert.deepEqual(idsOf(list), [...sent].reverse())
  assert.equal(list.valid_at, '2025-11-22T15:21:00.000Z')
  assert.deepEqual(list.links, { self: `/messageexchange/${HUB}/inbox/rich` })
  assert.deepEqual(list.messages.at(-1), {
    message_id: sent[0],
    expiry_timestamp: '2025-11-27T15:10:00.000Z',
    local_id: 'first',
    message_type: 'DATA',
    recipient: HUB,
    recipient_name: 'Mailbox of X26',
    sender: LA,
    sender_name: 'Mailbox of E09000001',
    sent_date: '2025-11-22T15:10:00.000Z',
    status: 'acknowledged',
    status_code: '00',
    workflow_id: UPLOAD,
    total_chunks: 1,
  })
})

test('what was sent; another has neither', async () => {
  assert.deepEqual(idsOf(await rich(LA, '/outbox/rich')), [...sent].reverse())
  assert.deepEqual(idsOf(await rich(STRANGER, '/inbox/rich')), [])
  assert.deepEqual(idsOf(await rich(LA, '/inbox/rich')), [])
})

test('from a time on, page by page', async () => {
  const start = encodeURIComponent('2025-11-22T15:13:00Z')
  assert.deepEqual(idsOf(await rich(HUB, `/inbox/rich?start_time=${start}`)), sent.slice(4).reverse())
  const first = await rich(HUB, '/inbox/rich?max_results=7')
  assert.deepEqual(idsOf(first), sent.slice(5).reverse())
  const next = (first.links.next ?? '').replace(`/messageexchange/${HUB}`, '')
  const second = await rich(HUB, next)
  assert.deepEqual([idsOf(second), second.links.next], [sent.slice(0, 5).reverse(), undefined])
})

test('values out of their bounds', async () => {
  for (const [path, name, msg] of [
    ['/inbox/rich?max_results=0', 'max_results', 'must be a number from 1 to 2000'],
    ['/inbox/rich?max_results=2001', 'max_results', 'must be a number from 1 to 2000'],
    ['/outbox/rich?max_results=9', 'max_results', 'must be a number from 10 to 5000'],
    ['/outbox/rich?start_time=soon', 'start_time', 'must be a date and time'],
    ['/inbox/rich?continue_from=short', 'continue_from', 'is not where a list ended'],
  ] as const) {
    const answer = await exchange.ask(HUB, 'GET', path)
    assert.deepEqual(
      [answer.status, answer.json()],
      [400, { detail: [{ loc: ['query', name], msg, type: 'invalid' }] }],
    )
  }
})

test('not in production: there it is the id of a message nobody has', async () => {
  const settings = { ...exchange.deps.settings, profile: 'production', sharedKey: 'a real secret' } as const
  const server = openMeshServer({ ...exchange.deps, settings })
  const answer = await server.inject({ url: `/messageexchange/${HUB}/outbox/rich` })
  assert.equal(answer.statusCode, 404)
  const reset = await server.inject({ method: 'DELETE', url: '/messageexchange/admin/reset' })
  assert.equal(reset.statusCode, 404)
  assert.equal((await server.inject({ method: 'POST', url: '/admin/report', payload: {} })).statusCode, 404)
  await server.close()
  assert.equal((await exchange.waiting(HUB)).length, 11)
})
