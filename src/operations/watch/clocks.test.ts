import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Connection, connectionOf, expiryOf, messageAgeOf } from './clocks.ts'

const NOW = new Date('2026-03-29T12:00:00Z')
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000)
const justMore = 1 / 3600

for (const [hours, age] of [
  [0, 'fresh'],
  [72 - justMore, 'fresh'],
  [72, 'warn'],
  [96 - justMore, 'warn'],
  [96, 'urgent'],
  [120 - justMore, 'urgent'],
  [120, 'expired'],
  [720 - justMore, 'expired'],
  [720, 'lost'],
] as const)
  test(`a message that waits for ${hours} hours is ${age}`, () => {
    assert.equal(messageAgeOf(hoursAgo(hours), NOW), age)
  })

test('where nothing waits there is no age; expiry is five days by the hour, across a change of clocks', () => {
  assert.equal(messageAgeOf(undefined, NOW), 'none')
  assert.deepEqual(expiryOf(new Date('2026-03-27T07:30:00Z')), new Date('2026-04-01T07:30:00Z'))
})

for (const [hours, before, isDaily, connection] of [
  [24, undefined, true, 'connected'],
  [24, 'disconnected', false, 'connected'],
  [24 + justMore, 'connected', false, 'late'],
  [24 + justMore, 'connected', true, 'disconnected'],
  [40, 'late', false, 'late'],
  [40, 'late', true, 'disconnected'],
  [60, 'disconnected', false, 'disconnected'],
  [undefined, undefined, true, 'unseen'],
] as const)
  test(`silent for ${hours} hours, ${before} before, ${isDaily ? 'a daily' : 'an hourly'} look: ${connection}`, () => {
    const sight = hours === undefined ? {} : { silentSince: hoursAgo(hours) }
    assert.equal(connectionOf(sight, before as Connection | undefined, { now: NOW, isDaily }), connection)
  })

test('in a pause a silent mailbox is paused, a calling one connected, and afterwards it is as without', () => {
  const pausedUntil = new Date(NOW.getTime() + 1)
  const daily = { now: NOW, isDaily: true }
  assert.equal(connectionOf({ silentSince: hoursAgo(60), pausedUntil }, 'connected', daily), 'paused')
  assert.equal(connectionOf({ silentSince: hoursAgo(6), pausedUntil }, 'paused', daily), 'connected')
  assert.equal(connectionOf({ silentSince: hoursAgo(60), pausedUntil: NOW }, 'paused', daily), 'disconnected')
})
