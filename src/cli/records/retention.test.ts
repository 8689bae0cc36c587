import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command } from 'commander'
import { program } from '../program.ts'
import { type RetentionShown, type RetentionWork, retentionVerbs } from './retention.ts'

const AT = new Date('2026-11-22T10:00:00Z')
const SHOWN: RetentionShown = {
  rules: [
    {
      ...{ kind: 'plans', what: 'plans', days: 2922, countedFrom: 'the last day shown', isHeld: true },
      ...{ deletedBy: 'nightly', source: 'X-ours' },
    },
    {
      ...{ kind: 'persons', what: 'persons', days: 0, countedFrom: 'four hours after it was read', isHeld: false },
      ...{ deletedBy: 'worker: forgetting', source: 'fhir-api.md 9.5' },
    },
  ],
  holds: [
    { holdId: 'h-1', nhsNumber: '9990000018', reason: 'X-INQUIRY', placedBy: 'ada', placedAt: AT, liftAskedBy: 'bob' },
    { holdId: 'h-2', reason: 'order 7', placedBy: 'ada', placedAt: AT },
  ],
  last: { at: AT, removed: 12 },
  heldBecause: 'an inquiry',
}

async function say(
  words: string,
  shown: Partial<RetentionShown> = SHOWN,
): Promise<{ said: string[]; done: unknown[] }> {
  const said: string[] = []
  const done: unknown[] = []
  const work: RetentionWork = {
    show: async () => ({ rules: [], holds: [], ...shown }),
    run: async options => {
      done.push(options)
      const counts = [
        { kind: 'plans', count: 3, isHeld: false },
        { kind: 'audit', count: 0, isHeld: true },
      ]
      return { isDry: options.dryRun, counts }
    },
    hold: async hold => {
      done.push(hold)
      return 'h-3'
    },
    askToLift: async id => void done.push(['ask', id]),
    lift: async id => void done.push(['lift', id]),
  }
  const cpis = quiet(program(retentionVerbs(work, line => said.push(line))))
  await cpis.parseAsync(['node', 'cpis', 'retention', ...words.split(' ')])
  return { said, done }
}

/** Throws instead of ending the process, and prints nothing. */
function quiet(command: Command): Command {
  command.exitOverride().configureOutput({ writeErr: () => {} })
  for (const child of command.commands) quiet(child)
  return command
}

test('show: periods, holds without the number, and the last run', async () => {
  assert.deepEqual((await say('show')).said[0]?.split('\n'), [
    'plans: 2922 days from the last day shown (nightly; X-ours)',
    'persons: until four hours after it was read (worker: forgetting; fhir-api.md 9.5)',
    '',
    'EVERYBODY HELD by CPIS_RETENTION_HELD: an inquiry',
    'one child held since 2026-11-22 10:00 by ada: X-INQUIRY; bob asks to lift it (h-1)',
    'EVERYBODY held since 2026-11-22 10:00 by ada: order 7 (h-2)',
    'Last run 2026-11-22 10:00: 12 records.',
  ])
  assert.match((await say('show', {})).said[0] ?? '', /Nothing is held\.\nNothing was deleted by night so far\.$/)
})

test('run: what went, what is due by a dry run, and what is held', async () => {
  assert.deepEqual((await say('run')).said, ['plans: 3 deleted', 'audit: 0 deleted, HELD'])
  assert.deepEqual((await say('run --dry-run --anew')).done, [{ dryRun: true, anew: true }])
  assert.deepEqual((await say('run --dry-run')).said, ['plans: 3 due', 'audit: 0 due, HELD'])
  assert.match((await say('run --json')).said[0] ?? '', /^\{"isDry":false,"counts":\[/)
})

test('hold: a child or everybody, and why; one of the two', async () => {
  const held = await say('hold --nhs-number 9990000018 --reason X-1')
  assert.deepEqual([held.said, held.done], [['held: h-3'], [{ reason: 'X-1', nhsNumber: '9990000018' }]])
  assert.deepEqual((await say('hold --everybody --reason X-1')).done, [{ reason: 'X-1' }])
  for (const wrong of ['hold --reason X', 'hold --everybody --nhs-number 9990000018 --reason X'])
    await assert.rejects(say(wrong), { message: 'error: give either --nhs-number or --everybody' })
  await assert.rejects(say('hold --nhs-number 9990000019 --reason X'), /must be ten digits with the right check digit/)
})

const ID = '81e8bf33-a9d9-401c-9085-51468a690651'

test('lift: asked by one, done by another', async () => {
  const asked = await say(`lift ${ID}`)
  assert.deepEqual([asked.done, asked.said], [[['ask', ID]], ['asked: somebody else lifts it with --approve']])
  assert.deepEqual((await say(`lift ${ID} --approve`)).done, [['lift', ID]])
  await assert.rejects(say('lift nonsense'), /must be an id, as 81e8bf33/)
})
