import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testDatabase } from '../../../../test/support/database.ts'
import {
  HUB,
  LA,
  NOON,
  PASSWORD,
  STRANGER,
  sendUpload,
  type TestExchange,
  testExchange,
} from '../../exchange-for-tests.ts'
import { setMailboxActive, setMailboxPassword } from './administration.ts'
import { importMailboxes, importWorkflows } from './import-mailboxes.ts'
import { listMailboxes } from './list-mailboxes.ts'

let exchange: TestExchange
before(async () => {
  exchange = await testExchange(await testDatabase())
})
after(() => exchange.end())

const lines = (...objects: object[]) => objects.map(one => JSON.stringify(one)).join('\n')

const ABC1 = {
  mailbox_id: 'x26abc1',
  mailbox_name: 'TESTMB1',
  billing_entity: 'England',
  ods_code: 'x26',
  org_code: 'X26X',
  org_name: 'An organisation',
  password: 'password',
}
const ABC2 = {
  mailbox_id: 'X26ABC2',
  mailbox_name: 'TESTMB2',
  ods_code: 'X26',
  org_code: '',
  org_name: '',
  password: 'p',
  active: false,
}

test('mailboxes in the form of the public sandbox are made; those that are there stay as they are', async () => {
  const text = `${lines(ABC1, ABC2)}\r\n\n`
  assert.deepEqual(await importMailboxes(exchange.deps, text), { made: ['X26ABC1', 'X26ABC2'], there: [] })
  const again = lines({ ...ABC1, password: 'another' }, { ...ABC2, mailbox_id: 'X26ABC3', active: true })
  assert.deepEqual(await importMailboxes(exchange.deps, again), { made: ['X26ABC3'], there: ['X26ABC1'] })
  const token = exchange.token('X26ABC1', { password: 'password' })
  assert.equal((await exchange.ask('X26ABC1', 'GET', '/inbox', { authorization: token })).status, 200)
  const inactive = exchange.token('X26ABC2', { password: 'p' })
  assert.equal((await exchange.ask('X26ABC2', 'GET', '/inbox', { authorization: inactive })).status, 403)
})

test('workflows too, and then messages go along them, tracked under the organisation’s name', async () => {
  const text = lines({ workflow_id: 'TEST_WORKFLOW', senders: [LA], receivers: ['x26abc1', 'X26ABC2'] })
  assert.deepEqual(await importWorkflows(exchange.deps, text), ['TEST_WORKFLOW'])
  assert.deepEqual(await importWorkflows(exchange.deps, text), ['TEST_WORKFLOW'])
  const id = await sendUpload(exchange, { headers: { 'mex-to': 'X26ABC1', 'mex-workflowid': 'TEST_WORKFLOW' } })
  const tracked = (await exchange.ask(LA, 'GET', `/outbox/tracking?messageID=${id}`)).json() as Record<string, string>
  assert.deepEqual(
    ['recipient_name', 'recipient_ods_code', 'recipient_org_code', 'recipient_org_name'].map(name => tracked[name]),
    ['TESTMB1', 'X26', 'X26X', 'An organisation'],
  )
})

test('a line that is not usable is named, and nothing of the file is taken', async () => {
  const NEW = { ...ABC2, mailbox_id: 'X26NEW9' }
  for (const [text, why] of [
    [`${lines(NEW)}\nnot json`, 'line 2: no JSON object'],
    [`${lines(NEW)}\n\n[]`, 'line 3: no JSON object'],
    [lines(NEW, { ...NEW, password: '' }), 'line 2: password must be a text'],
    [lines(NEW, { ...NEW, ods_code: 7 }), 'line 2: ods_code must be a text'],
    [lines(NEW, { ...NEW, active: 'yes' }), 'line 2: active must be true or false'],
    [lines(NEW, { ...NEW, org_name: 1 }), 'line 2: org_name must be a text'],
  ] as const) {
    await assert.rejects(importMailboxes(exchange.deps, text), {
      code: 'MESH_IMPORT_UNREADABLE',
      message: `The file of mailboxes or workflows is not usable (${why})`,
    })
  }
  await assert.rejects(importWorkflows(exchange.deps, lines({ workflow_id: 'W', senders: 'X', receivers: [] })), {
    detail: 'line 1: senders must be a list of texts',
  })
  const two = lines(
    { workflow_id: 'W1', senders: [LA], receivers: [HUB] },
    { workflow_id: 'W2', senders: [LA], receivers: ['NOBODY'] },
  )
  await assert.rejects(importWorkflows(exchange.deps, two), { code: 'MESH_MAILBOX_UNKNOWN' })
  assert.equal(
    (await listMailboxes(exchange.deps)).some(one => one.mailboxId === 'X26NEW9'),
    false,
  )
  assert.deepEqual((await exchange.askOpenly('/workflowsearch/W1')).json(), { results: [] })
})

test('another password is the password', async () => {
  await setMailboxPassword(exchange.deps, STRANGER.toLowerCase(), 'another-password')
  const status = async (password: string) =>
    (await exchange.ask(STRANGER, 'GET', '/inbox', { authorization: exchange.token(STRANGER, { password }) })).status
  assert.deepEqual([await status('another-password'), await status(PASSWORD)], [200, 403])
  await assert.rejects(setMailboxPassword(exchange.deps, 'nobody', 'x'), { code: 'MESH_MAILBOX_UNKNOWN' })
})

test('the list of mailboxes says what waits, since when, and who called when', async () => {
  exchange.setTime(NOON)
  await sendUpload(exchange)
  exchange.setTime('2025-11-22T15:05:00Z')
  await sendUpload(exchange)
  await setMailboxActive(exchange.deps, STRANGER, false)
  const all = await listMailboxes(exchange.deps)
  assert.deepEqual(
    all.map(mailbox => mailbox.mailboxId),
    ['X26ABC1', 'X26ABC2', 'X26ABC3', HUB, LA, STRANGER],
  )
  const [hub, la, stranger] = all.slice(3)
  assert.deepEqual(hub, {
    mailboxId: HUB,
    name: 'Mailbox of X26',
    odsCode: 'X26',
    active: true,
    waiting: 2,
    oldestWaitingAt: new Date(NOON),
    lastCallAt: null,
  })
  assert.deepEqual([la?.lastCallAt, la?.waiting], [new Date('2025-11-22T15:05:00Z'), 0])
  assert.deepEqual([stranger?.active, stranger?.oldestWaitingAt], [false, null])
})
