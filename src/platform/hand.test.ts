import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHand } from './hand.ts'

test('beyond so much at once the next is refused and nothing of it begun; what ends, well or not, makes room', async () => {
  const hand = openHand(2)
  const endings: (() => void)[] = []
  const slow = () => new Promise<string>(resolve => endings.push(() => resolve('done')))
  const first = [hand.hold(slow), hand.hold(slow)]
  let begun = false
  const third = hand.hold(async () => {
    begun = true
  })
  await assert.rejects(third, {
    code: 'TOO_MUCH_IN_HAND',
    status: 503,
    message: 'More is being asked at this moment than can be answered in time; ask again',
  })
  assert.equal(begun, false)
  for (const end of endings) end()
  assert.deepEqual(await Promise.all(first), ['done', 'done'])
  await assert.rejects(
    hand.hold(() => Promise.reject(new Error('broken'))),
    { message: 'broken' },
  )
  await assert.rejects(
    hand.hold(() => Promise.reject(new Error('broken'))),
    { message: 'broken' },
  )
  assert.equal(await hand.hold(async () => 'again'), 'again')
})
