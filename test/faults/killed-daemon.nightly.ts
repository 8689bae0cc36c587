import { test } from 'node:test'
import { agentWorld } from '../support/agent-world.ts'
import { assertDayEndsWell, CALLS, killedAt, NOTICE_ID } from '../support/killed-daemon.ts'

// Each call of a day, before and after; then at any time at all, which finds what lies between two calls.

const MOMENTS = CALLS.flatMap(call => (['before', 'after'] as const).map(when => ({ call, when })))
const TIMES = Array.from({ length: 20 }, (_, index) => index * 30)

for (const at of [...MOMENTS, ...TIMES]) {
  const where = typeof at === 'number' ? `${at} ms after it runs` : `${at.when} ${at.call}`
  test(`a daemon killed ${where} loses nothing and doubles nothing`, async t => {
    const world = await agentWorld()
    t.after(() => world.end())
    world.notify(NOTICE_ID)
    await killedAt(world, at)
    await assertDayEndsWell(world, where)
  })
}
