import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { test } from 'node:test'
import { PROJECT_FOLDER } from '../../src/platform/index.ts'
import { neededPrograms } from './ha/programs.ts'

const needed = neededPrograms(false)
const skip = 'missing' in needed && `needs ${needed.missing.join(', ')}`

type Outcome = {
  readonly happened: readonly { readonly event: string; readonly longestSilenceMs: number }[]
  readonly held: Readonly<Record<string, number>>
  readonly unanswered: Readonly<Record<string, number>>
}

test('the machine that leads is lost, its PostgreSQL is killed, another takes over: nothing acknowledged is lost', {
  skip,
}, () => {
  const program = path.join(PROJECT_FOLDER, 'test', 'scale', 'ha', 'ha.ts')
  const run = spawnSync(process.execPath, [program, '--json'], { encoding: 'utf8', timeout: 900_000 })
  assert.equal(run.status, 0, run.stdout + run.stderr)
  const { happened, held, unanswered } = JSON.parse(run.stdout) as Outcome
  assert.equal(happened.length, 3)
  for (const { event, longestSilenceMs } of happened)
    assert.ok(longestSilenceMs < 60_000, `${event}: ${longestSilenceMs}`)
  assert.ok((held['acknowledged'] ?? 0) > 500)
  const { lost, tooMany, notToldOnce, wrong } = held
  assert.deepEqual({ lost, tooMany, notToldOnce, wrong }, { lost: 0, tooMany: 0, notToldOnce: 0, wrong: 0 })
  assert.deepEqual(Object.keys(unanswered), ['503'])
})
