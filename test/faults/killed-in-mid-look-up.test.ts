import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemRandomness } from '../../src/platform/index.ts'
import type { Row } from '../support/authority.ts'
import { byNumber, NURSE } from '../support/caller.ts'
import { inForm } from '../support/form.ts'
import { hold, waiters } from '../support/held-lock.ts'
import { accessesToTell, noticesIn, noticesLeft } from '../support/notices.ts'
import { daysAgo, inventedChildren } from '../support/people.ts'
import { keyOf } from '../support/sealed.ts'
import { startService } from '../support/service.ts'
import { pause, until } from '../support/until.ts'

// Each night twenty times, for each change five, several standard look-ups at once, and the API killed in the middle of them. Each caller asks again
// under the same X-Request-ID until there is an answer: each look-up is one access, each access one notice.

const AT_ONCE = 6
const TIMES = inForm({ short: [5, 30, 80], long: [0, 5, 10, 20, 30, 40, 50, 65, 80, 100] })
const TURNS = inForm({ short: 1, long: 5 })
const ROUNDS = TIMES.length + 2 * TURNS
const children = inventedChildren(AT_ONCE * ROUNDS)
/** Every third child is known to a second authority too. */
const shared = children.filter((_, index) => index % 3 === 0)

// A statement may wait for as long as a role takes to start on a busy machine.
const service = await startService({ people: children, environment: { CPIS_ANSWER_WITHIN_MS: '20000' } })
const { owner } = service.database
const [first, second, third] = [service.authority('X01'), service.authority('X02'), service.authority('X03')]
for (const [authority, held] of [[first, children] as const, [second, shared] as const]) {
  const rows = held.map((person): Row => ({ person, plans: [{ type: 'CPP', start: daysAgo(30) }] }))
  const answer = await authority.acknowledgementOf(await authority.send(authority.written(1, rows)))
  assert.equal(answer.fileCode, 'CPF02')
}
const bearer = await service.signIn(NURSE.userId)

/** A look-up by somebody who does not give up. */
type LookUp = { readonly nhsNumber: string; readonly requestId: string; readonly answered: Promise<unknown> }

function lookUp(nhsNumber: string): LookUp {
  const requestId = systemRandomness.uuid()
  const asked = { query: byNumber(nhsNumber), requestId, bearer, unscheduled: true }
  const answered = until('an answer', () =>
    service.ask(asked).then(
      answer => (answer.status === 200 ? answer.body : undefined),
      () => undefined,
    ),
  )
  return { nhsNumber, requestId, answered }
}

type Strike = { readonly askAll: () => void; readonly restart: () => Promise<void>; readonly nhsNumbers: string[] }
type Moment = { readonly when: string; readonly strike: (strike: Strike) => Promise<void> }

const after = (ms: number): Moment => ({
  when: `${ms} ms after they were asked`,
  async strike({ askAll, restart }) {
    askAll()
    await pause(ms)
    await service.kill('api')
    await restart()
  },
})

/** The statements have begun to write and wait for the rule of 24 hours, which this keeps from being decided. */
const holdAuthors = (nhsNumbers: string[]) =>
  hold(
    owner,
    `insert into lookup.counted_author (child_key, author_key, counted_at)
      select unnest($1::uuid[]), $2, now()`,
    [nhsNumbers.map(keyOf), `person ${NURSE.userId} ${NURSE.roleProfileId}`],
  )

/** PostgreSQL goes on with a statement whose caller has died: the accesses are written and nobody has heard. */
const writtenWithoutCaller: Moment = {
  when: 'in mid-statement, and the statements end without it',
  async strike({ askAll, restart, nhsNumbers }) {
    await using authors = await holdAuthors(nhsNumbers)
    askAll()
    // Those of one moment share a statement, so there may be one of them.
    await waiters(owner, 'cpis_lookup')
    await service.kill('api')
    await authors.release()
    await restart()
  },
}

const askedAgainMeanwhile: Moment = {
  when: 'in mid-statement, and they are asked again before the statements end',
  async strike({ askAll, restart, nhsNumbers }) {
    await using authors = await holdAuthors(nhsNumbers)
    askAll()
    await waiters(owner, 'cpis_lookup')
    await service.kill('api')
    const left = await waiters(owner, 'cpis_lookup')
    await restart()
    await waiters(owner, 'cpis_lookup', left + 1)
    await authors.release()
  },
}

const MOMENTS: readonly Moment[] = [
  ...TIMES.map(after),
  ...Array.from({ length: TURNS }, () => [writtenWithoutCaller, askedAgainMeanwhile]).flat(),
]

const lookUps: LookUp[] = []

for (const [index, { when, strike }] of MOMENTS.entries())
  test(`round ${index + 1}: the API is killed ${when}`, async () => {
    const nhsNumbers = children.slice(index * AT_ONCE, (index + 1) * AT_ONCE).map(child => child.nhsNumber)
    const round: LookUp[] = []
    const askAll = () => void round.push(...nhsNumbers.map(lookUp))
    await strike({ askAll, nhsNumbers, restart: () => service.start('api') })
    const totals = (await Promise.all(round.map(one => one.answered))).map(body => (body as { total: number }).total)
    const held = nhsNumbers.map(nhsNumber => (shared.some(child => child.nhsNumber === nhsNumber) ? 2 : 1))
    assert.deepEqual(totals, held)
    lookUps.push(...round)
  })

test('each look-up is one access, counted, and none is there that nobody asked for', async () => {
  const accesses = await owner.query({ text: 'select child_key, request_id, counted, notify from lookup.access' })
  assert.equal(lookUps.length, AT_ONCE * ROUNDS)
  assert.deepEqual(
    new Set(accesses.map(access => JSON.stringify(access))),
    new Set(
      lookUps.map(({ nhsNumber, requestId }) =>
        JSON.stringify({ child_key: keyOf(nhsNumber), request_id: requestId, counted: true, notify: true }),
      ),
    ),
  )
  assert.equal(accesses.length, lookUps.length)
})

test('each access is told once to each authority that holds a plan, and to nobody else', async () => {
  await until('all notices sent', async () => (await noticesLeft(owner)) === 0 || undefined)
  const secondHolds = new Set(shared.map(child => child.nhsNumber))
  const accesses = await accessesToTell(owner)
  assert.deepEqual(await noticesIn(first), accesses)
  assert.deepEqual(
    await noticesIn(second),
    accesses.filter(access => secondHolds.has(access.nhsNumber)),
  )
  assert.deepEqual(await third.collect(), [])
})
