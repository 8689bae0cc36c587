import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byNumber, NURSE } from '../support/caller.ts'
import { hold, waiters } from '../support/held-lock.ts'
import { accessesToTell } from '../support/notices.ts'
import { daysAgo, inventedChildren } from '../support/people.ts'
import { keyOf } from '../support/sealed.ts'
import { startService } from '../support/service.ts'
import { until } from '../support/until.ts'

// An operator stops a role (SIGTERM) while it works: what it has in hand is finished, and it ends with 0.

const [child] = inventedChildren(1)
assert.ok(child)
const service = await startService({ people: [child] })
const { owner } = service.database
const authority = service.authority('X01')
const row = { person: child, plans: [{ type: 'CPP', start: daysAgo(30) }] } as const

test('when the worker is stopped in mid-upload, then the upload is stored and answered before it ends with 0', async () => {
  // Every upload passes this gate, and nothing else a worker does by itself.
  await using gate = await hold(owner, 'select from register.number_gate for update')
  const messageId = await authority.send(authority.written(1, [row]))
  await waiters(owner, 'cpis_register')
  const ended = service.stop('worker')
  await until('the worker is told', () => service.logged().includes('"signal":"SIGTERM"') || undefined)
  await gate.release()
  assert.equal(await ended, 0)
  assert.equal(await service.waiting(), 0)
  assert.equal((await authority.acknowledgementOf(messageId)).fileCode, 'CPF02')
})

test('when the API is stopped in mid-look-up, then the look-up is answered and the API ends with 0', async () => {
  const bearer = await service.signIn(NURSE.userId)
  await using authors = await hold(
    owner,
    'insert into lookup.counted_author (child_key, author_key, counted_at) values ($1, $2, now())',
    [keyOf(child.nhsNumber), `person ${NURSE.userId} ${NURSE.roleProfileId}`],
  )
  const answered = service.ask({ query: byNumber(child.nhsNumber), bearer, unscheduled: true })
  await waiters(owner, 'cpis_lookup')
  const ended = service.stop('api')
  await thenNobodyListens(service.apiUrl)
  await authors.release()
  const { status, body } = await answered
  assert.equal(status, 200)
  assert.equal((body as { total: number }).total, 1)
  await thenEndsSoon(ended)
  assert.equal((await accessesToTell(owner)).length, 1)
})

test('when MESH is stopped in mid-send, then the message is taken and MESH ends with 0', async () => {
  await using messages = await hold(owner, 'lock table mesh.message in share mode')
  const sent = authority.send(authority.written(2, [row]))
  await waiters(owner, 'cpis_mesh')
  const ended = service.stop('mesh')
  await thenNobodyListens(service.settings.meshUrl)
  await messages.release()
  assert.match(await sent, /./)
  await thenEndsSoon(ended)
  assert.equal(await service.waiting(), 1)
})

test('and when all are started again, they go on with what was left', async () => {
  for (const role of ['mesh', 'api', 'worker'] as const) await service.start(role)
  await until('the upload is dealt with', async () => (await service.waiting()) === 0 || undefined)
  assert.equal((await service.ask({ query: byNumber(child.nhsNumber) })).status, 401)
})

/** A connection its client would keep alive does not hold the end up. */
async function thenEndsSoon(ended: Promise<number | null>): Promise<void> {
  const since = Date.now()
  assert.equal(await ended, 0)
  assert.ok(Date.now() - since < 2_000)
}

/** Whoever comes now is turned away: by a closed port, or by 503 on a connection that was still open. */
async function thenNobodyListens(url: string): Promise<void> {
  await until('nobody listens', () =>
    fetch(`${url}/health/live`).then(
      answer => answer.status === 503 || undefined,
      () => true,
    ),
  )
}
