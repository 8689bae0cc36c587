import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gatheredReads } from './gathered-reads.ts'

/** A source that answers each read when told to; `read` doubles numbers. */
function source() {
  const reads: {
    readonly keys: readonly number[]
    readonly answer: () => void
    readonly fail: (error: unknown) => void
  }[] = []
  const read = gatheredReads<object, number, number>((_source, keys) => {
    const { promise, resolve, reject } = Promise.withResolvers<number[]>()
    reads.push({ keys, answer: () => resolve(keys.map(key => key * 2)), fail: reject })
    return promise
  })
  const at = (place: number) => reads[place] ?? assert.fail(`there is no read ${place}`)
  return { reads, at, ask: (key: number, from: object = reads) => read(from, key) }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

/** Two reads are on their way, of 1 and of 2. */
async function busy() {
  const made = source()
  const first = made.ask(1)
  await turn()
  const second = made.ask(2)
  await turn()
  return { ...made, first, second }
}

test('those who ask in one turn share a read', async () => {
  const { reads, at, ask } = source()
  const asked = [1, 2, 2].map(key => ask(key))
  await turn()
  assert.deepEqual(at(0).keys, [1, 2, 2])
  at(0).answer()
  assert.deepEqual(await Promise.all(asked), [2, 4, 4])
  assert.equal(reads.length, 1)
})

test('whoever asks while two are on their way shares the next one, and nobody joins one that has begun', async () => {
  const { reads, at, ask, first, second } = await busy()
  const third = ask(3)
  await turn()
  const fourth = ask(4)
  await turn()
  assert.equal(reads.length, 2)
  at(0).answer()
  await turn()
  assert.deepEqual(at(2).keys, [3, 4])
  at(1).answer()
  at(2).answer()
  assert.deepEqual(await Promise.all([first, second, third, fourth]), [2, 4, 6, 8])
  assert.equal(reads.length, 3)
})

test('each source has a queue of its own', async () => {
  const { reads, ask } = source()
  for (const from of [{}, {}]) for (const key of [1, 2]) void ask(key, from)
  await turn()
  assert.deepEqual(
    reads.map(one => one.keys),
    [
      [1, 2],
      [1, 2],
    ],
  )
})

test('a read takes 64 at most; the others follow', async () => {
  const { reads, at, ask } = source()
  const asked = Array.from({ length: 100 }, (_, key) => ask(key))
  await turn()
  at(0).answer()
  await turn()
  at(1).answer()
  assert.deepEqual(
    await Promise.all(asked),
    Array.from({ length: 100 }, (_, key) => key * 2),
  )
  assert.deepEqual(
    reads.map(one => one.keys.length),
    [64, 36],
  )
})

test('an odd value is its own asker’s failure only: the others are read again, each alone', async () => {
  const { at, ask } = source()
  const asked = [3, 4].map(key => ask(key))
  await turn()
  at(0).fail(new Error('invalid byte sequence'))
  await turn()
  assert.deepEqual([at(1).keys, at(2).keys], [[3], [4]])
  at(1).fail(new Error('invalid byte sequence'))
  at(2).answer()
  const [third, fourth] = await Promise.allSettled(asked)
  assert.equal(third?.status, 'rejected')
  assert.deepEqual(fourth, { status: 'fulfilled', value: 8 })
})

test('the database away is told to all who shared the read, at once, and the next go on', async () => {
  const { reads, at, ask } = source()
  const asked = [3, 4].map(key => ask(key))
  await turn()
  at(0).fail(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }))
  const outcomes = await Promise.allSettled(asked)
  assert.deepEqual(
    outcomes.map(one => one.status),
    ['rejected', 'rejected'],
  )
  const next = ask(5)
  await turn()
  at(1).answer()
  assert.equal(await next, 10)
  assert.equal(reads.length, 2)
})
