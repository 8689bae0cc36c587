import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { systemRandomness } from '../../src/platform/index.ts'
import type { Row } from '../support/authority.ts'
import { byNumber, NURSE } from '../support/caller.ts'
import { inForm } from '../support/form.ts'
import { accessesToTell, noticesIn, noticesLeft } from '../support/notices.ts'
import { daysAgo, inventedChildren } from '../support/people.ts'
import { startService } from '../support/service.ts'
import { until } from '../support/until.ts'

// The API is killed at what leaves its process while it answers a look-up, the first call, the second, and so on; the worker
// so while it tells of one. Every place each night, one for each change.

const PLACES = inForm({
  short: [3],
  long: Array.from({ length: 120 }, (_, before) => before + 1),
})
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kill-at-'))
after(() => fs.rmSync(folder, { recursive: true }))
const file = path.join(folder, 'at')
const program = pathToFileURL(path.join(import.meta.dirname, '..', 'support', 'kill-at-call.ts'))

const children = inventedChildren(2 * PLACES.length + 2)
const service = await startService({ people: children, environment: { CPIS_ANSWER_WITHIN_MS: '20000' } })
const { owner } = service.database
const authorities = [service.authority('X01'), service.authority('X02')]
const rows = children.map((person): Row => ({ person, plans: [{ type: 'CPP', start: daysAgo(30) }] }))
for (const authority of authorities)
  assert.equal((await authority.acknowledgementOf(await authority.send(authority.written(1, rows)))).fileCode, 'CPF02')
const bearer = await service.signIn(NURSE.userId)

/**
 * Starts a role anew so that it dies at a call, counted from where it first says or asks something of a kind: a worker
 * perhaps before it is ready.
 */
async function startMortal(role: 'api' | 'worker', from: string): Promise<void> {
  await service.stop(role)
  const mortal = { NODE_OPTIONS: `--import=${program}`, TEST_KILL_AT: file, TEST_KILL_ROLE: role, TEST_KILL_FROM: from }
  await service.start(role, mortal).catch(error => assert.match(String(error), /ended with SIGKILL/))
}

const next = () => children.pop()?.nhsNumber ?? assert.fail('no child is left')
const isDead = (url: string) =>
  fetch(`${url}/health/live`).then(
    () => undefined,
    () => true,
  )

const ask = (nhsNumber: string, requestId: string) =>
  service.ask({ query: byNumber(nhsNumber), requestId, bearer, unscheduled: true })

test('a look-up whose API is killed at any call is answered when it is asked again, and is one access', async () => {
  let died = 0
  for (const at of PLACES) {
    const [child, requestId] = [next(), systemRandomness.uuid()]
    await startMortal('api', '')
    fs.writeFileSync(file, String(at))
    const first = await ask(child, requestId).catch(() => undefined)
    fs.rmSync(file)
    if (first === undefined) died += 1
    else assert.deepEqual([first.status, (first.body as { total: number }).total], [200, 2], `killed at ${at}`)
    if ((await isDead(service.apiUrl)) === true) await service.start('api')
    const again = await ask(child, requestId)
    assert.deepEqual([again.status, (again.body as { total: number }).total], [200, 2], `killed at ${at}`)
    const [{ count } = {}] = await owner.query({
      text: 'select count(*) from lookup.access where request_id = $1',
      values: [requestId],
    })
    assert.equal(count, 1, `killed at ${at}`)
    if (first !== undefined) break
  }
  assert.ok(died > 0)
})

test('what a worker that is killed at any call had to tell is told once to each authority', async () => {
  await service.stop('api')
  await service.start('api')
  for (const at of PLACES) {
    assert.equal((await ask(next(), systemRandomness.uuid())).status, 200)
    await service.stop('worker')
    assert.equal((await ask(next(), systemRandomness.uuid())).status, 200)
    fs.writeFileSync(file, String(at))
    await startMortal('worker', 'lookup\\.notice_order')
    const told = await until('told or dead', async () => {
      if ((await noticesLeft(owner)) === 0) return 'told'
      return (await isDead(`http://127.0.0.1:${service.settings.workerPort}`)) && 'dead'
    })
    await service.kill('worker')
    fs.rmSync(file)
    // What a worker that died had in hand is free again after a minute: the minute passes.
    await owner.query({ text: 'update lookup.notice_order set leased_until = null' })
    await owner.query({
      text: `update notifications.notification set next_attempt_at = next_attempt_at - interval '1 minute'
        where state = 'waiting'`,
    })
    await owner.query({ text: 'delete from platform.lease' })
    await service.start('worker')
    await until('all notices sent', async () => (await noticesLeft(owner)) === 0 || undefined)
    if (told === 'told') break
  }
  const accesses = await accessesToTell(owner)
  for (const authority of authorities) assert.deepEqual(await noticesIn(authority), accesses)
})
