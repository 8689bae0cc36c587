import assert from 'node:assert/strict'
import { test } from 'node:test'
import { casesOf, consumerCases, type Mode, runCases, startHub } from '../../../src/conformance/index.ts'
import { openSpineClient, type SpineAnswer } from '../../../src/hl7v3/index.ts'
import type { PersonAuthor } from '../../../src/identity/index.ts'
import { spineHub } from '../../../src/main/conformance/spine-hub.ts'
import { silentLog, systemClock, systemRandomness } from '../../../src/platform/index.ts'

// Our own HL7 v3 client as the product, sound and with one habit broken.

const SYSTEM = '200000000001'
const ground = { clock: systemClock, randomness: systemRandomness }

type Habits = {
  readonly asks: Mode
  readonly shows: (
    answer: SpineAnswer,
    number: string,
  ) => { readonly state: string; readonly authorities: readonly string[] }
  readonly uuid?: string
}

const author: PersonAuthor = {
  kind: 'person',
  ...{ userId: '656005750107', roleProfileId: '555254242105', roleCode: 'R8001', roleName: 'Nurse' },
  name: { given: ['Ada'], family: 'Example' },
  organisation: { odsCode: 'X99', name: 'Example Hospital' },
}

const NOTHING_SHOWN = { authorities: [] }
function sound(answer: SpineAnswer, number: string) {
  if (answer.kind === 'NotChecked') return { ...NOTHING_SHOWN, state: 'not-checked' }
  if (answer.kind === 'NotKnown') return { ...NOTHING_SHOWN, state: 'nothing' }
  if (answer.plans.some(plan => plan.nhsNumber !== number)) return { ...NOTHING_SHOWN, state: 'not-checked' }
  return { state: 'known', authorities: answer.plans.map(plan => plan.authority.name) }
}

/** What did not pass, of a product with these habits. */
async function failedOf(mode: Mode, habits: Partial<Habits> = {}): Promise<string[]> {
  const { asks = mode, shows = sound, uuid } = habits
  const hub = await startHub({ ...ground, product: 'x', mode, port: 0, spine: spineHub(SYSTEM) })
  try {
    const client = openSpineClient({
      ...{ url: hub.urls.spine ?? '', from: 'https://trust.example.org/cpis', systemId: '200000000101' },
      ...{ serviceSystemId: SYSTEM, accessEventTypeForm: 'queryByParameterValue', withinMs: 5000, log: silentLog },
      ...{ ...ground, ...(uuid !== undefined && { randomness: { ...systemRandomness, uuid: () => uuid } }) },
    })
    const tasks = (await (await fetch(hub.urls.tasks)).json()) as { task: string; number: string }[]
    for (const { task, number } of tasks) {
      const shown = shows(await client.ask({ nhsNumber: number, author, mode: asks }), number)
      await fetch(hub.urls.tasks.replace('tasks', 'shown'), {
        method: 'POST',
        body: JSON.stringify({ task, ...shown }),
      })
    }
    await hub.done
    const outcomes = await runCases(casesOf(consumerCases, 'hl7v3', mode), hub.consumer)
    return outcomes.flatMap(({ id, verdict, evidence }) => (verdict === 'pass' ? [] : [`${id}: ${evidence.at(-1)}`]))
  } finally {
    await hub.stop()
  }
}

test('a product that asks as the specification says passes every case, in each mode', async () => {
  assert.deepEqual(await failedOf('standard'), [])
  assert.deepEqual(await failedOf('silent'), [])
})

const asNothing: Habits['shows'] = answer =>
  answer.kind === 'NotChecked' ? { ...NOTHING_SHOWN, state: 'nothing' } : sound(answer, '')
const anyChild: Habits['shows'] = answer =>
  answer.kind === 'Known'
    ? { state: 'known', authorities: answer.plans.map(plan => plan.authority.name) }
    : sound(answer, '')
const BROKEN: readonly [mode: Mode, habits: Partial<Habits>, caughtBy: string][] = [
  ['standard', { shows: asNothing }, 'Q-SHOW-503'],
  ['standard', { shows: asNothing }, 'Q-SHOW-CUT'],
  ['standard', { shows: anyChild }, 'Q-SHOW-WRONG-CHILD'],
  ['silent', { asks: 'standard' }, 'Q-SILENT'],
  ['standard', { asks: 'silent' }, 'Q-STANDARD'],
  ['standard', { uuid: '0b6c0e7a-3b59-4e6f-9c2d-5a1d7b1f0a01' }, 'Q-MESSAGE-ID'],
]

test('each broken habit is caught by the case for it', async () => {
  for (const [mode, habits, caughtBy] of BROKEN) {
    const failed = await failedOf(mode, habits)
    assert.ok(
      failed.some(one => one.startsWith(`${caughtBy}:`)),
      `${caughtBy} of ${failed.join('; ')}`,
    )
  }
})
