import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { silentLog } from '../../src/platform/index.ts'
import { startIncidentDesk } from './index.ts'

const secret = { user: 'cpis', password: 'desk-password' }
const desk = await startIncidentDesk({ port: 0, profile: 'test', log: silentLog, ...secret })
after(() => desk.stop())
const TABLE = `${desk.url}/api/now/v1/table/incident`
const authorization = `Basic ${btoa('cpis:desk-password')}`

async function ask(method: string, path = '', body?: unknown, headers: Record<string, string> = { authorization }) {
  const answer = await fetch(`${TABLE}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
  return { status: answer.status, location: answer.headers.get('location'), body: (await answer.json()) as never }
}

test('an incident is created, found by its correlation id, and updated', async () => {
  const { status, location, body } = await ask('POST', '', {
    ...{ short_description: 'x'.repeat(200), impact: 1, urgency: '2', correlation_id: 'abc', odd_field: 1 },
    work_notes: 'first',
  })
  const { result } = body as { result: Record<string, string> }
  assert.equal(status, 201)
  assert.match(result['sys_id'] ?? '', /^[0-9a-f]{32}$/)
  assert.ok(location?.endsWith(`/api/now/v1/table/incident/${result['sys_id']}`))
  assert.deepEqual(
    [result['number'], result['state'], result['priority'], result['short_description']?.length, result['odd_field']],
    ['INC0010001', '1', '2', 160, undefined],
  )
  assert.deepEqual((await ask('GET', '?sysparm_query=correlation_id=abc^state=1&sysparm_fields=number,state')).body, {
    result: [{ number: 'INC0010001', state: '1' }],
  })
  const patched = await ask('PATCH', `/${result['sys_id']}`, { state: '2', work_notes: 'second' })
  assert.equal((patched.body as { result: { state: string } }).result.state, '2')
  assert.deepEqual(
    desk.journal().map(line => line.text),
    ['first', 'second'],
  )
})

test('what the real one refuses is refused: no sign-in, no record, no resolution, no such table or method', async () => {
  const message = (body: unknown) => (body as { error: { message: string } }).error.message
  const none = await ask('GET', '', undefined, {})
  assert.deepEqual([none.status, message(none.body)], [401, 'User Not Authenticated'])
  const away = await ask('PATCH', `/${'0'.repeat(32)}`, { state: '2' })
  assert.deepEqual([away.status, message(away.body)], [404, 'No Record found'])
  const [record] = desk.records()
  const closed = await ask('PATCH', `/${record?.['sys_id']}`, { state: '7' })
  assert.deepEqual([closed.status, message(closed.body)], [403, 'Operation Failed'])
  assert.equal((await ask('DELETE', `/${record?.['sys_id']}`)).status, 405)
  assert.equal((await fetch(`${desk.url}/api/now/v1/table/x`, { headers: { authorization } })).status, 400)
  assert.deepEqual((await ask('GET', '?sysparm_query=correlation_id=none')).body, { result: [] })
  desk.answerEmptyWith404(true)
  assert.equal((await ask('GET', '?sysparm_query=correlation_id=none')).status, 404)
})

test('it fails as it is told to', async () => {
  desk.fail({ status: 429, retryAfter: 7, times: 2 })
  assert.deepEqual([(await ask('GET')).status, (await ask('GET')).status, (await ask('GET')).status], [429, 429, 200])
  desk.fail({ cutAfterwards: true, method: 'POST' })
  const before = desk.records().length
  await assert.rejects(ask('POST', '', { short_description: 'kept all the same' }))
  assert.equal(desk.records().length, before + 1)
})

test('it does not start in production', async () => {
  await assert.rejects(startIncidentDesk({ port: 0, profile: 'production', log: silentLog, ...secret }), {
    code: 'INCIDENT_DESK_REFUSED',
    message: 'The incident desk stand-in does not start in production',
  })
})
