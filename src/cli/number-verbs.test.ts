import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import type { Command } from 'commander'
import { type CheckedNumber, numberCheck } from './number-check.ts'
import { numberSweep } from './number-sweep.ts'
import { program } from './program.ts'

let said: string[] = []
const say = (line: string) => said.push(line)

beforeEach(() => {
  said = []
})
afterEach(() => {
  process.exitCode = 0
})

async function check(checked: CheckedNumber, typed = '999 010 0705'): Promise<string[]> {
  const asked: string[] = []
  const run = async (number: string) => {
    asked.push(number)
    return checked
  }
  await quiet(program([numberCheck(run, say)])).parseAsync(['number', 'check', '--nhs-number', typed], { from: 'user' })
  assert.deepEqual(asked, ['9990100705'])
  return said
}

/** Throws instead of ending the process, and prints nothing. */
function quiet(command: Command): Command {
  command.exitOverride().configureOutput({ writeErr: () => {} })
  for (const child of command.commands) quiet(child)
  return command
}

for (const [checked, sentence, exitCode] of [
  [{ kind: 'changed', replaced: true, notices: 2 }, 'out of use (another took its place); notices ordered: 2', 0],
  [
    { kind: 'changed', replaced: false, notices: 0 },
    'out of use (withdrawn, none took its place); notices ordered: 0',
    0,
  ],
  [{ kind: 'unchanged', corrected: 1 }, 'in use; plans with a corrected birth date: 1', 0],
  [{ kind: 'unknown' }, 'PDS knows no such number; nothing was changed', 0],
  [{ kind: 'unavailable' }, 'PDS could not be asked; nothing was changed', 1],
] as [CheckedNumber, string, number][])
  test(`number check says: ${sentence}`, async () => {
    assert.deepEqual(await check(checked), [sentence])
    assert.equal(process.exitCode ?? 0, exitCode)
  })

test('a number with a wrong check digit is not asked for', async () => {
  await assert.rejects(check({ kind: 'unknown' }, '9990100706'), {
    message:
      "error: option '--nhs-number <number>' argument '9990100706' is invalid. must be ten digits with the right check digit",
  })
})

test('number sweep says its counts, and that PDS went away', async () => {
  const counts = { looked: 9, changed: 1, corrected: 2, unsettled: 3 }
  const sweep = (isPdsAway: boolean) => {
    const verb = numberSweep(async () => ({ ...counts, isPdsAway }), say)
    return quiet(program([verb])).parseAsync(['number', 'sweep'], { from: 'user' })
  }
  await sweep(false)
  assert.equal(process.exitCode ?? 0, 0)
  await sweep(true)
  assert.equal(process.exitCode, 1)
  const line = 'looked at 9: 1 out of use, 2 birth dates corrected, 3 unsettled'
  assert.deepEqual(said, [line, line, 'PDS is away: the rest was not looked at'])
})
