import assert from 'node:assert/strict'
import { test } from 'node:test'
import { casesOf, consumerCases, type Mode, runCases, startHub } from '../../../src/conformance/index.ts'
import { systemClock, systemRandomness } from '../../../src/platform/index.ts'
import { doTasks, type Habits, soundHabits } from './reference-consumer.ts'

/** What did not pass, of a product with these habits. */
async function failedOf(mode: Mode, spoilt: Partial<Habits> = {}): Promise<string[]> {
  const hub = await startHub({ product: 'x', mode, port: 0, clock: systemClock, randomness: systemRandomness })
  try {
    await doTasks(hub.urls, { ...soundHabits(mode), ...spoilt })
    await hub.done
    const outcomes = await runCases(casesOf(consumerCases, 'fhir', mode), hub.consumer)
    return outcomes.filter(({ verdict }) => verdict !== 'pass').map(({ id }) => id)
  } finally {
    await hub.stop()
  }
}

test('a product that asks as the contract says passes every case, in each mode', async () => {
  assert.deepEqual(await failedOf('standard'), [])
  assert.deepEqual(await failedOf('silent'), [])
})

const { headers } = soundHabits('silent')
const without = (name: string) => Object.fromEntries(Object.entries(headers).filter(([one]) => one !== name))
const number = (value: string) => ({ ...headers, 'x-patient': value })
const BROKEN: readonly [what: string, mode: Mode, spoilt: Partial<Habits>, caughtBy: string][] = [
  ['shows a failure as nothing known', 'standard', { onFailure: 'nothing' }, 'C-SHOW-503'],
  ['shows another child', 'standard', { checksSubject: false }, 'C-SHOW-WRONG-CHILD'],
  ['shows one authority of two', 'standard', { showsAll: false }, 'C-SHOW-TWO'],
  ['notifies in silent mode', 'silent', { headers: { ...headers, isunscheduledaccessevent: 'true' } }, 'C-SILENT'],
  ['leaves the mode out in silent mode', 'silent', { headers: without('isunscheduledaccessevent') }, 'C-SILENT'],
  ['keeps silent in standard mode', 'standard', { headers }, 'C-STANDARD'],
  ['reads the history before it looks', 'standard', { asksHistoryFirst: true }, 'C-LOOKS-FIRST'],
  [
    'uses one request id for all',
    'silent',
    { requestId: () => '11111111-2222-4333-8444-555555555555' },
    'C-REQUEST-ID',
  ],
  ['retries under another id', 'silent', { keepsId: false }, 'C-RETRY'],
  ['retries at once', 'silent', { waitsMs: 0 }, 'C-RETRY'],
  ['asks for a summary', 'silent', { more: '&_summary=count' }, 'C-FORM'],
  ['writes the number into a header', 'silent', { headers: number('9990100004') }, 'C-NUMBER'],
  ['takes any form', 'silent', { headers: { ...headers, accept: '*/*' } }, 'C-ACCEPT'],
  ['brings no token', 'silent', { headers: without('authorization') }, 'C-TOKEN'],
]

test('each broken habit is caught by the case for it', async () => {
  const missed = await Promise.all(
    BROKEN.map(async ([what, mode, spoilt, caughtBy]) =>
      (await failedOf(mode, spoilt)).includes(caughtBy) ? [] : [what],
    ),
  )
  assert.deepEqual(missed.flat(), [])
})

test('the hub takes down only what it can use', async () => {
  const ground = { clock: systemClock, randomness: systemRandomness }
  const hub = await startHub({ ...ground, product: 'x', mode: 'silent', port: 0 })
  const tell = async (body: string) =>
    (await fetch(hub.urls.tasks.replace('tasks', 'shown'), { method: 'POST', body })).status
  for (const body of [
    '',
    '{',
    '{"task":"KNOWN"}',
    '{"task":"NONE","state":"known"}',
    '{"task":"KNOWN","state":"odd"}',
    `"${'x'.repeat(70_000)}"`,
  ])
    assert.equal(await tell(body), 400, body.slice(0, 40))
  assert.equal((await fetch(`${hub.urls.fhir}/Patient`)).status, 404)
  assert.equal((await fetch(`${hub.urls.fhir}/CareTeam?patient:identifier=x`)).status, 404)
  const [outcome] = await runCases(casesOf(consumerCases, 'fhir', 'silent'), hub.consumer)
  assert.deepEqual([outcome?.verdict, outcome?.evidence], ['fail', ['the kit was not told what the screen shows']])
  await hub.stop()
})
