import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Row } from '../support/authority.ts'
import { byNumber, NURSE } from '../support/caller.ts'
import { inForm } from '../support/form.ts'
import { hold, waiters } from '../support/held-lock.ts'
import { accessesToTell, noticesIn, noticesLeft } from '../support/notices.ts'
import { daysAgo, inventedChildren } from '../support/people.ts'
import { startService } from '../support/service.ts'
import { pause, until } from '../support/until.ts'

// Ten times each night, five for each change, look-ups of children two authorities hold, and the worker killed while it tells them: every access is told
// once to each.

const AT_ONCE = 4
const TIMES = inForm({ short: [0, 20], long: [0, 10, 20, 40] })
const TURNS = inForm({ short: 1, long: 2 })
const children = inventedChildren(AT_ONCE * (TIMES.length + 3 * TURNS))
const service = await startService({ people: children })
const { owner } = service.database
const [first, second] = [service.authority('X01'), service.authority('X02')]
const rows = children.map((person): Row => ({ person, plans: [{ type: 'LAC', start: daysAgo(30) }] }))
for (const authority of [first, second]) {
  const answer = await authority.acknowledgementOf(await authority.send(authority.written(1, rows)))
  assert.equal(answer.fileCode, 'CPF02')
}
const bearer = await service.signIn(NURSE.userId)

type Strike = { readonly lookUp: () => Promise<void>; readonly kill: () => Promise<void> }
type Moment = { readonly when: string; readonly strike: (strike: Strike) => Promise<void> }

const after = (ms: number): Moment => ({
  when: `${ms} ms after the look-ups`,
  async strike({ lookUp, kill }) {
    await lookUp()
    await pause(ms)
    await kill()
  },
})

/** The orders are leased; whether PostgreSQL kept the notices, nobody is there to hear. */
const whileTakenOver: Moment = {
  when: 'while it takes the orders over',
  async strike({ lookUp, kill }) {
    await using notices = await hold(owner, 'lock table notifications.notification in share mode')
    await lookUp()
    await waiters(owner, 'cpis_notifications')
    await kill()
    await notices.release()
  },
}

/** MESH takes a notice from a worker that is gone. */
const whileMeshTakes: Moment = {
  when: 'while MESH takes a notice',
  async strike({ lookUp, kill }) {
    await using messages = await hold(owner, 'lock table mesh.message in share mode')
    await lookUp()
    await waiters(owner, 'cpis_mesh')
    await kill()
    await messages.release()
  },
}

const asSoonAsMeshHasOne: Moment = {
  when: 'as soon as MESH has a notice',
  async strike({ lookUp, kill }) {
    const count = async () => (await owner.query({ text: 'select from mesh.message' })).length
    const before = await count()
    await lookUp()
    await until('a notice in MESH', async () => (await count()) > before || undefined, { everyMs: 1 })
    await kill()
  },
}

const MOMENTS: readonly Moment[] = [
  ...TIMES.map(after),
  ...Array.from({ length: TURNS }, () => [whileTakenOver, whileMeshTakes, asSoonAsMeshHasOne]).flat(),
]

/** What a worker that died had in hand is free again after a minute: the minute passes. */
async function aMinutePasses(): Promise<void> {
  await owner.query({ text: 'update lookup.notice_order set leased_until = null' })
  await owner.query({
    text: `update notifications.notification set next_attempt_at = next_attempt_at - interval '1 minute'
      where state = 'waiting'`,
  })
}

for (const [index, { when, strike }] of MOMENTS.entries())
  test(`round ${index + 1}: the worker is killed ${when}`, async () => {
    const asked = children.slice(index * AT_ONCE, (index + 1) * AT_ONCE)
    await strike({
      kill: () => service.kill('worker'),
      async lookUp() {
        for (const { nhsNumber } of asked) {
          const { status } = await service.ask({ query: byNumber(nhsNumber), bearer, unscheduled: true })
          assert.equal(status, 200)
        }
      },
    })
    await aMinutePasses()
    await service.start('worker')
  })

test('every access is told to both authorities, to each of them once', async () => {
  await until('all notices sent', async () => (await noticesLeft(owner)) === 0 || undefined)
  const accesses = await accessesToTell(owner)
  assert.equal(accesses.length, children.length)
  assert.deepEqual(await noticesIn(first), accesses)
  assert.deepEqual(await noticesIn(second), accesses)
})
