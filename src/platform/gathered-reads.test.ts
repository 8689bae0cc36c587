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

test('whoever asks while reads are on their way shares the next one, and nobody joins one that has begun', async () => {
  const { reads, at, ask } = source()
  const asked = [1, 2, 3, 4, 3].map(key => ask(key))
  assert.deepEqual(
    reads.map(one => one.keys),
    [[1], [2]],
  )
  at(0).answer()
  await turn()
  assert.deepEqual(at(2).keys, [3, 4, 3])
  at(1).answer()
  at(2).answer()
  assert.deepEqual(await Promise.all(asked), [2, 4, 6, 8, 6])
  assert.equal(reads.length, 3)
})

test('each source has a queue of its own', () => {
  const { reads, ask } = source()
  for (const from of [{}, {}]) for (const key of [1, 2, 3]) void ask(key, from)
  assert.equal(reads.length, 4)
})

test('a read takes 64 at most; the others follow', async () => {
  const { reads, at, ask } = source()
  const asked = Array.from({ length: 100 }, (_, key) => ask(key))
  at(0).answer()
  await turn()
  assert.equal(at(2).keys.length, 64)
  for (let place = 1; place < 4; place += 1) {
    at(place).answer()
    await turn()
  }
  assert.deepEqual(
    await Promise.all(asked),
    Array.from({ length: 100 }, (_, key) => key * 2),
  )
  assert.equal(reads.length, 4)
})

test('an odd value is its own asker’s failure only: the others are read again, each alone', async () => {
  const { at, ask } = source()
  const asked = [1, 2, 3, 4].map(key => ask(key))
  at(0).answer()
  at(1).answer()
  await turn()
  at(2).fail(new Error('invalid byte sequence'))
  await turn()
  assert.deepEqual([at(3).keys, at(4).keys], [[3], [4]])
  at(3).fail(new Error('invalid byte sequence'))
  at(4).answer()
  const [, , third, fourth] = await Promise.allSettled(asked)
  assert.equal(third?.status, 'rejected')
  assert.deepEqual(fourth, { status: 'fulfilled', value: 8 })
})

test('the database away is told to all who shared the read, at once, and the next go on', async () => {
  const { reads, at, ask } = source()
  const asked = [1, 2, 3, 4].map(key => ask(key))
  at(0).answer()
  at(1).answer()
  await turn()
  at(2).fail(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }))
  const outcomes = await Promise.allSettled(asked)
  assert.deepEqual(
    outcomes.map(one => one.status),
    ['fulfilled', 'fulfilled', 'rejected', 'rejected'],
  )
  assert.equal(reads.length, 3)
  const next = ask(5)
  at(3).answer()
  assert.equal(await next, 10)
})
