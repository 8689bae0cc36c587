import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testDatabase } from '../../../../test/support/database.ts'
import { HUB, LA, STRANGER, sendUpload, type TestExchange, testExchange } from '../../exchange-for-tests.ts'
import { registerWorkflow } from '../mailboxes/administration.ts'
import { openCountWaiting } from './count-waiting.ts'
import { readWorkflowFilter } from './workflow-filter.ts'

let exchange: TestExchange
const sent: string[] = []
before(async () => {
  exchange = await testExchange(await testDatabase())
  for (let count = 0; count < 25; count += 1) sent.push(await sendUpload(exchange))
})
after(() => exchange.end())

type List = { messages: string[]; links: { self: string; next?: string }; approx_inbox_count: number }

async function list(query: string, version: 1 | 2 = 2): Promise<List> {
  const answer = await exchange.ask(HUB, 'GET', `/inbox${query}`, { version })
  assert.equal(answer.status, 200, String(answer.body))
  return answer.json() as List
}

test('pages of ten, oldest first, each naming the next until the last', async () => {
  const first = await list('?max_results=10')
  assert.deepEqual(first.messages, sent.slice(0, 10))
  assert.equal(first.links.self, `/messageexchange/${HUB}/inbox?max_results=10`)
  assert.equal(first.approx_inbox_count, 25)
  const next = first.links.next ?? ''
  assert.equal(next, `/messageexchange/${HUB}/inbox?max_results=10&continue_from=${sent[9]}`)
  const second = await list(next.slice(next.indexOf('?')))
  assert.deepEqual(second.messages, sent.slice(10, 20))
  const third = await list((second.links.next ?? '').replace(/^.*\?/, '?'))
  assert.deepEqual(third.messages, sent.slice(20))
  assert.equal(third.links.next, undefined)
})

test('a page that holds exactly what waits names no next', async () => {
  assert.equal((await list('?max_results=25')).links.next, undefined)
})

test('version 1 has the ids alone and goes on from a message id', async () => {
  assert.deepEqual(await list('', 1), { messages: sent })
  assert.deepEqual(await list(`?max_results=10&continue_from=${sent[19]}`, 1), { messages: sent.slice(20) })
})

test('a list goes on from a message that was acknowledged meanwhile', async () => {
  const last = await sendUpload(exchange)
  await exchange.ask(HUB, 'PUT', `/inbox/${sent[9]}/status/acknowledged`)
  assert.deepEqual(await list(`?continue_from=${sent[9]}`, 1), { messages: [...sent.slice(10), last] })
  await exchange.ask(HUB, 'PUT', `/inbox/${last}/status/acknowledged`)
  sent.splice(9, 1)
})

test('values out of their bounds', async () => {
  const refused = async (query: string, name: string, msg: string) => {
    const answer = await exchange.ask(HUB, 'GET', `/inbox?${query}`)
    assert.equal(answer.status, 400, query)
    assert.deepEqual(answer.json(), { detail: [{ loc: ['query', name], msg, type: 'invalid' }] })
  }
  for (const value of ['9', '5001', '-1', 'ten', '1e2', ''])
    await refused(`max_results=${value}`, 'max_results', 'must be a number from 10 to 5000')
  await refused('max_results=10&max_results=20', 'max_results', 'must be given once, as text')
  await refused('workflow_filter=%00X', 'workflow_filter', 'must be given once, as text')
  const nowhere = 'is not where a list ended'
  await refused('continue_from=short', 'continue_from', nowhere)
  await refused(`continue_from=${'0'.repeat(27)}`, 'continue_from', nowhere)
  const filter = 'must be X, X* or *X*, or one of these behind an exclamation mark, of 2 to 255 characters'
  for (const value of ['X', '', '*X', '!*X', '**', '!', `${'X'.repeat(256)}`, 'A*B'])
    await refused(`workflow_filter=${value}`, 'workflow_filter', filter)
})

test('narrowed by workflow', async () => {
  const workflows = ['PLAN_ONE', 'PLAN_TWO', 'OTHER_PLAN']
  const ids = new Map<string, string>()
  for (const workflowId of workflows) {
    await registerWorkflow(exchange.deps, { workflowId, senders: [LA], receivers: [STRANGER] })
    ids.set(workflowId, await sendUpload(exchange, { headers: { 'mex-to': STRANGER, 'mex-workflowid': workflowId } }))
  }
  const narrowed = async (filter: string) => {
    const answer = await exchange.ask(STRANGER, 'GET', `/inbox?workflow_filter=${encodeURIComponent(filter)}`)
    return (answer.json() as List).messages.map(id => [...ids].find(([, of]) => of === id)?.[0])
  }
  assert.deepEqual(await narrowed('PLAN_ONE'), ['PLAN_ONE'])
  assert.deepEqual(await narrowed('!PLAN_ONE'), ['PLAN_TWO', 'OTHER_PLAN'])
  assert.deepEqual(await narrowed('PLAN*'), ['PLAN_ONE', 'PLAN_TWO'])
  assert.deepEqual(await narrowed('!PLAN*'), ['OTHER_PLAN'])
  assert.deepEqual(await narrowed('*PLAN*'), workflows)
  assert.deepEqual(await narrowed('*_T*'), ['PLAN_TWO'])
  assert.deepEqual(await narrowed('!*PLAN*'), [])
  assert.deepEqual(await narrowed('%LAN*'), [], 'signs of LIKE mean nothing')
})

test('the next link keeps the filter', async () => {
  const page = await list('?max_results=10&workflow_filter=X-CPIS*')
  assert.match(page.links.next ?? '', /^\/messageexchange\/X26HUB1\/inbox\?max_results=10&workflow_filter=X-CPIS\*&/)
})

test('the count, in both versions', async () => {
  assert.deepEqual((await exchange.ask(HUB, 'GET', '/count')).json(), { count: 24 })
  const first = (await exchange.ask(HUB, 'GET', '/count', { version: 1 })).json() as Record<string, unknown>
  assert.match(String(first['internalID']), /^[0-9a-f]{32}$/)
  assert.deepEqual({ ...first, internalID: '' }, { count: 24, internalID: '', allResultsIncluded: true })
})

test('beyond a thousand the count may be ten seconds old', async () => {
  await exchange.database.owner.query({
    text: `insert into mesh.message (message_id, message_type, sender, recipient, workflow_id, total_parts, state,
        uploaded_at, accepted_at, status_at, delete_after)
      select 'MANY' || n, 'DATA', $1, $1, 'X', 1, 'accepted', now(), now(), now(), now()
      from generate_series(1, 1500) n`,
    values: [LA],
  })
  const count = async () => ((await exchange.ask(LA, 'GET', '/count')).json() as { count: number }).count
  assert.equal(await count(), 1500)
  await exchange.database.owner.query({ text: `delete from mesh.message where message_id = 'MANY1'` })
  assert.equal(await count(), 1500)
  assert.equal(await openCountWaiting(exchange.deps)(LA), 1499)
  exchange.setTime('2025-11-22T15:00:11Z')
  assert.equal(await count(), 1499)
})

test('a filter read', () => {
  assert.deepEqual(readWorkflowFilter('!*CP*'), { match: 'contains', text: 'CP', negated: true })
  assert.deepEqual(readWorkflowFilter('CP'), { match: 'equals', text: 'CP', negated: false })
})
