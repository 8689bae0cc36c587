import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBudget, openGate } from './pace.ts'

function stoppedTime() {
  let at = Date.parse('2026-03-02T09:00:00Z')
  const pauses: number[] = []
  return {
    pauses,
    clock: { now: () => new Date(at) },
    pause: async (ms: number) => {
      pauses.push(ms)
    },
    goOn(ms: number) {
      at += ms
    },
  }
}

test('five a second are spaced evenly, whoever asks', async () => {
  const time = stoppedTime()
  const budget = openBudget({ perSecond: 5, ...time })
  await Promise.all([budget.take(), budget.take(), budget.take()])
  assert.deepEqual(time.pauses, [200, 400])
  time.goOn(500)
  await budget.take()
  assert.deepEqual(time.pauses, [200, 400, 100])
})

test('what was not used is not saved up', async () => {
  const time = stoppedTime()
  const budget = openBudget({ perSecond: 5, ...time })
  await budget.take()
  time.goOn(60_000)
  await Promise.all([budget.take(), budget.take()])
  assert.deepEqual(time.pauses, [200])
})

test('without a limit nobody waits, unless all are held', async () => {
  const time = stoppedTime()
  const budget = openBudget(time)
  await Promise.all([budget.take(), budget.take()])
  assert.deepEqual(time.pauses, [])
  budget.hold(1000)
  budget.hold(400)
  await budget.take()
  assert.deepEqual(time.pauses, [1000])
  time.goOn(1000)
  await budget.take()
  assert.deepEqual(time.pauses, [1000])
})

test('after a hold the limit holds again, so that not all go at once', async () => {
  const time = stoppedTime()
  const budget = openBudget({ perSecond: 10, ...time })
  budget.hold(1000)
  await Promise.all([budget.take(), budget.take(), budget.take()])
  assert.deepEqual(time.pauses, [1000, 1100, 1200])
})

test('a gate lets so many in and the next when one leaves, also by an error', async () => {
  const gate = openGate(2)
  const inside: string[] = []
  const leave = new Map<string, (error?: Error) => void>()
  const enter = (name: string) =>
    gate(() => {
      inside.push(name)
      return new Promise<string>((resolve, reject) => leave.set(name, error => (error ? reject(error) : resolve(name))))
    })
  const [first, second, third, fourth] = ['a', 'b', 'c', 'd'].map(enter)
  assert.deepEqual(inside, ['a', 'b'])
  leave.get('a')?.(new Error('fell over'))
  await assert.rejects(async () => first, { message: 'fell over' })
  assert.deepEqual(inside, ['a', 'b', 'c'])
  leave.get('b')?.()
  assert.equal(await second, 'b')
  leave.get('c')?.()
  assert.equal(await third, 'c')
  leave.get('d')?.()
  assert.equal(await fourth, 'd')
})
