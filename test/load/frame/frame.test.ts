import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closedLoop } from './closed-loop.ts'
import { median, medians, quantile, ratioOf, rounded } from './median.ts'
import { interleave } from './passes.ts'
import { asJson, asTable } from './print.ts'

test('the sides take turns, and their figures stay apart', async () => {
  const turns: string[] = []
  const side = (name: string) => async (pass: number) => {
    turns.push(`${name}${pass}`)
    return pass
  }
  const taken = await interleave(3, { a: side('a'), b: side('b') })
  assert.deepEqual(turns, ['a1', 'b1', 'a2', 'b2', 'a3', 'b3'])
  assert.deepEqual(taken, { a: [1, 2, 3], b: [1, 2, 3] })
})

test('medians and quantiles', () => {
  assert.equal(median([9, 1, 5]), 5)
  assert.equal(median([4, 1, 3, 2]), 2.5)
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1)
  assert.equal(quantile(hundred, 0.99), 99)
  assert.equal(quantile([7], 0.5), 7)
  assert.deepEqual(medians([{ ms: 1 }, { ms: 30 }, { ms: 2 }]), { ms: 2 })
  assert.throws(() => quantile([], 0.5), { name: 'RangeError', message: 'no values' })
})

test('a ratio is of neighbouring passes: a slow spell on both sides does not move it', () => {
  assert.equal(ratioOf([50, 5, 50], [100, 10, 100]), 0.5)
})

test('as many callers as told call at once until the time is over', async () => {
  let now = 0
  let most = 0
  const figures = await closedLoop({ clients: 3, seconds: 0.05, signal: new AbortController().signal }, async () => {
    now += 1
    most = Math.max(most, now)
    await new Promise(resolve => setImmediate(resolve))
    now -= 1
  })
  assert.equal(most, 3)
  assert.ok(figures.calls > 3)
  assert.ok(figures.p50Ms <= figures.p99Ms)
})

test('a call that fails ends the pass', async () => {
  const failing = async () => {
    throw new Error('answered 503')
  }
  const loop = { clients: 2, seconds: 5, signal: new AbortController().signal }
  await assert.rejects(closedLoop(loop, failing), { message: 'answered 503' })
})

test('an interrupted run ends between two calls', async () => {
  const interrupted = new AbortController()
  const loop = { clients: 2, seconds: 5, signal: interrupted.signal }
  await assert.rejects(
    closedLoop(loop, async () => interrupted.abort(new Error('SIGINT'))),
    { message: 'SIGINT' },
  )
})

test('an outcome is one line for machines and a table for people', () => {
  const rows = [
    { 'look-up': 'standard', 'HTTP /s': 1234.5678, ratio: 0.51234 },
    { 'look-up': 'silent', 'HTTP /s': 98.7654, ratio: null },
  ]
  const outcome = { json: { ratio: 0.51234, perSecond: 1234.5678 }, title: 'Look-ups', rows }
  assert.equal(asJson(outcome), '{"ratio":0.512,"perSecond":1235}')
  const lines = [
    '',
    'Look-ups',
    '',
    'look-up   HTTP /s  ratio',
    'standard    1,235  0.512',
    'silent       98.8      -',
    '',
  ]
  assert.equal(asTable(outcome), lines.join('\n'))
  assert.equal(rounded(150_000), 150_000)
})
