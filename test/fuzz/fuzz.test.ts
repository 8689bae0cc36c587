import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { inForm } from '../support/form.ts'
import { CORPUS, corpusOf, fuzz } from './fuzz.ts'
import { mutate, openDice } from './mutate.ts'
import { openTargets, TARGETS } from './targets/all.ts'
import type { Target } from './targets/target.ts'

// Everything that reads what others write: no crash, no fault of ours, no hang; each input is answered or refused by a
// code. bin/fuzz tries for longer, and keeps what it finds in the corpus.

const INPUTS = inForm({ short: 300, long: 20_000 })
const SEED = inForm({ short: 1, long: Math.floor(Date.now() / 86_400_000) })

let all: Awaited<ReturnType<typeof openTargets>>
before(async () => {
  all = await openTargets()
})
after(() => all.end())

for (const name of TARGETS)
  test(`${name}: its corpus and ${INPUTS} inputs made of it (seed ${SEED})`, async () => {
    const target = all.targets.find(one => one.name === name)
    assert.ok(target)
    const { found, outcomes } = await fuzz(target, { inputs: INPUTS, seed: SEED })
    assert.deepEqual(found, [])
    // Not everything is refused at the first step.
    assert.ok(Object.keys(outcomes).length >= 2, JSON.stringify(outcomes))
  })

test('each folder of the corpus belongs to a target', () => {
  assert.deepEqual(readdirSync(CORPUS).sort(), [...TARGETS].sort())
  for (const name of TARGETS) assert.ok(corpusOf(name).size >= 3, name)
})

test('the same seed makes the same inputs', () => {
  const inputs = () => {
    const dice = openDice(7)
    return Array.from({ length: 50 }, () => mutate('<a b="1"><c>2</c></a>\n', 'xml', dice))
  }
  assert.deepEqual(inputs(), inputs())
  assert.ok(new Set(inputs()).size > 30)
})

test('a fault is found', async () => {
  const broken = (attempt: Target['attempt']): Target => ({
    ...{ name: 'agent', grammar: 'lines', taken: /./ },
    attempt,
  })
  const fault = await fuzz(
    broken(() => Promise.reject(new TypeError('broken'))),
    { inputs: 1, seed: 1 },
  )
  assert.match(fault.found[0]?.why ?? '', /TypeError: broken/)
})
