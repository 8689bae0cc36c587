import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareRuns } from '../compare.ts'
import { closedLoop } from './closed-loop.ts'
import { median, medians, quantile, rounded } from './median.ts'
import { openLoop } from './open-loop.ts'
import { interleave } from './passes.ts'
import { asComparison, asJson, asTable } from './print.ts'
import { ratioOfPasses } from './ratio.ts'

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
  assert.equal(ratioOfPasses('', [50, 5, 50], [100, 10, 100]).value, 0.5)
})

test('as many callers as told call at once until the time is over', async () => {
  let now = 0
  let most = 0
  const figures = await closedLoop({ clients: 3, seconds: 0.3, signal: new AbortController().signal }, async () => {
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
  assert.equal(asJson(outcome.json), '{"ratio":0.512,"perSecond":1235}')
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

test('calls at a rate leave at their moment, whether those before are answered or not', async () => {
  const all = Promise.withResolvers<void>()
  let left = 0
  const took = await openLoop({ perSecond: 200, seconds: 0.1, signal: new AbortController().signal }, () => {
    left += 1
    if (left === 20) all.resolve()
    return all.promise
  })
  assert.equal(took.length, 20)
  assert.ok((took[19] ?? 0) >= 90, 'the first waited for the last')
})

test('a ratio says how far its passes were apart', () => {
  const { noise, ...ratio } = ratioOfPasses('to raw', [75, 100, 125], [100, 100, 100])
  assert.deepEqual(ratio, { name: 'to raw', value: 1, better: 'more' })
  assert.equal(noise, 0.25)
  assert.equal(ratioOfPasses('', [75], [100]).noise, 1, 'a single pass says nothing')
})

test('a ratio is worse when it lost more than 5 % and more than its own noise', () => {
  const ratio = (name: string, value: number, noise: number, better: 'more' | 'less' = 'more') => ({
    name,
    value,
    noise,
    better,
  })
  const before = {
    lookup: { bench: 'lookup', ratios: [ratio('a', 1, 0.01), ratio('b', 1, 0.2), ratio('gone', 1, 0)] },
    growth: { bench: 'growth', ratios: [ratio('c', 1, 0.01, 'less')] },
    made: {},
  }
  const after = {
    lookup: { bench: 'lookup', ratios: [ratio('a', 0.94, 0.01), ratio('b', 0.85, 0.01)] },
    growth: { bench: 'growth', ratios: [ratio('c', 1.1, 0.01, 'less')] },
  }
  const compared = compareRuns(before, after)
  assert.deepEqual(
    compared.map(({ name, isWorse }) => [name, isWorse]),
    [
      ['lookup: a', true],
      ['lookup: b', false],
      ['growth: c', true],
    ],
  )
  assert.match(asComparison(compared), /3 ratios of both runs, 2 worse/)
  assert.deepEqual(compareRuns(before.growth, { bench: 'growth', ratios: [ratio('c', 1.04, 0.01, 'less')] }), [
    { name: 'growth: c', before: 1, after: 1.04, change: 1 / 1.04 - 1, bound: 0.05, isWorse: false },
  ])
})
