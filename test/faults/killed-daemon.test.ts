import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agentWorld } from '../support/agent-world.ts'
import { assertDayEndsWell, killedAt, NOTICE_ID } from '../support/killed-daemon.ts'

// One day of a daemon that is killed again and again: with kill -9, in the middle of what it says to MESH.

test('a daemon killed between taking and acknowledging, and between sending and noting, doubles nothing', async t => {
  const world = await agentWorld()
  t.after(() => world.end())
  world.notify(NOTICE_ID)
  await killedAt(world, { call: 'GET inbox one', when: 'after' })
  await killedAt(world, { call: 'PUT inbox acknowledged', when: 'before' })
  await killedAt(world, { call: 'POST outbox', when: 'before' })
  await killedAt(world, { call: 'POST outbox', when: 'after' })
  assert.equal(world.uploads().length, 1)
  await assertDayEndsWell(world, 'killed four times')
})
