import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openGathering } from './gathering.ts'

/** A gathering that keeps what it was given to do at once, each go ended by hand. */
function watched(fail: (items: readonly string[]) => unknown = () => undefined) {
  const goes: string[][] = []
  const ends: (() => void)[] = []
  const ask = openGathering<string, string>({
    keyOf: item => item.slice(0, 1),
    run: async items => {
      goes.push([...items])
      await new Promise<void>(resolve => ends.push(resolve))
      const error = fail(items)
      if (error !== undefined) throw error
      return items.map(item => `done ${item}`)
    },
  })
  const end = async () => {
    await turns()
    ends.shift()?.()
    await turns()
  }
  /** The first of them alone; the others come while it is under way. */
  const askAll = (items: readonly string[]) => {
    const [first = '', ...others] = items
    const answers = [ask(first)]
    return turns().then(() => ({ all: [...answers, ...others.map(ask)] }))
  }
  return { ask, askAll, goes, end }
}

/** More turns than a gathering waits for. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise(resolve => setImmediate(resolve))
}

test('what comes in one turn goes together', async () => {
  const { ask, goes, end } = watched()
  const asked = ['a', 'b', 'c'].map(ask)
  await end()
  assert.deepEqual(goes, [['a', 'b', 'c']])
  assert.deepEqual(await Promise.all(asked), ['done a', 'done b', 'done c'])
})

test('a stream that never ends is not waited for', async () => {
  const { ask, goes } = watched()
  for (let turn = 0; turn < 20 && goes.length === 0; turn += 1) {
    void ask(String.fromCodePoint(500 + turn))
    await new Promise(resolve => setImmediate(resolve))
  }
  assert.ok(goes.length === 1 && goes[0] !== undefined && goes[0].length < 10)
})

test('what comes first goes at once, what comes meanwhile goes together', async () => {
  const { askAll, goes, end } = watched()
  const { all: asked } = await askAll(['a', 'b', 'c'])
  assert.deepEqual(goes, [['a']])
  await end()
  assert.deepEqual(goes, [['a'], ['b', 'c']])
  await end()
  assert.deepEqual(await Promise.all(asked), ['done a', 'done b', 'done c'])
})

test('two of one key never go together, and keep their order', async () => {
  const { askAll, goes, end } = watched()
  const { all: asked } = await askAll(['x', 'a1', 'a2', 'b1', 'a3'])
  for (let go = 0; go < 4; go += 1) await end()
  assert.deepEqual(goes, [['x'], ['a1', 'b1'], ['a2'], ['a3']])
  assert.equal((await Promise.all(asked)).length, 5)
})

test('no more than 64 at once', async () => {
  const { askAll, goes, end } = watched()
  const { all: asked } = await askAll(Array.from({ length: 100 }, (_, place) => String.fromCodePoint(500 + place)))
  for (let go = 0; go < 3; go += 1) await end()
  assert.deepEqual(
    goes.map(go => go.length),
    [1, 64, 35],
  )
  await Promise.all(asked)
})

test('one that cannot be done does not keep the others from being done', async () => {
  const bad = new Error('not taken')
  const { askAll, goes, end } = watched(items => (items.includes('b') ? bad : undefined))
  const asked = Promise.allSettled((await askAll(['x', 'a', 'b', 'c'])).all)
  for (let go = 0; go < 5; go += 1) await end()
  assert.deepEqual(goes, [['x'], ['a', 'b', 'c'], ['a'], ['b'], ['c']])
  assert.deepEqual(await asked, [
    { status: 'fulfilled', value: 'done x' },
    { status: 'fulfilled', value: 'done a' },
    { status: 'rejected', reason: bad },
    { status: 'fulfilled', value: 'done c' },
  ])
})

test('a database that is away is told to all at once, and asked again only for what comes later', async () => {
  const away = Object.assign(new Error('away'), { code: '57P01' })
  let isAway = true
  const { ask, askAll, goes, end } = watched(() => (isAway ? away : undefined))
  const asked = Promise.allSettled((await askAll(['a', 'b', 'c'])).all)
  await end()
  await end()
  assert.deepEqual(goes, [['a'], ['b', 'c']])
  assert.deepEqual(new Set((await asked).map(one => one.status)), new Set(['rejected']))
  isAway = false
  const later = ask('d')
  await end()
  assert.equal(await later, 'done d')
})

test('after a deadlock each is tried by itself', async () => {
  const deadlock = Object.assign(new Error('deadlock'), { code: '40P01' })
  const { ask, end } = watched(items => (items.length > 1 ? deadlock : undefined))
  const asked = ['a', 'b', 'c'].map(ask)
  for (let go = 0; go < 5; go += 1) await end()
  assert.deepEqual(await Promise.all(asked), ['done a', 'done b', 'done c'])
})
