import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { systemRandomness } from '../../platform/index.ts'
import { caseAfterLook } from './advance-cases.ts'
import {
  CASE_STATES,
  type CaseState,
  causeOf,
  type Finding,
  isLetterDue,
  type OpenCase,
  STEPS,
  stepOf,
} from './case.ts'

const NOW = new Date('2026-03-04T07:30:00Z')
const DAILY = { now: NOW, isDaily: true }
const WELL: Finding = { connection: 'connected', messages: 'fresh', newlyExpired: 0, expiredNotices: 0 }
const since = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000)

const finding: fc.Arbitrary<Finding> = fc.record({
  connection: fc.constantFrom('connected', 'late', 'disconnected', 'paused', 'unseen'),
  messages: fc.constantFrom('none', 'fresh', 'warn', 'urgent', 'expired', 'lost'),
  newlyExpired: fc.nat(3),
  expiredNotices: fc.nat(3),
})
const look = fc.record({ now: fc.constant(NOW), isDaily: fc.boolean() })
const open = fc.record({
  state: fc.constantFrom(...CASE_STATES.slice(0, -1)),
  cause: fc.constantFrom('disconnected' as const, 'uncollected' as const, 'expired' as const),
  changedAt: fc.integer({ min: 0, max: 100 }).map(since),
})

test('whatever is found, the watch takes only steps of the table', () => {
  fc.assert(
    fc.property(open, finding, look, (of, found, at) => {
      const step = stepOf(of, found, at)
      assert.ok(step === undefined || STEPS[of.state].includes(step.to))
    }),
  )
})

test('no case is closed but a restored one, at a daily look, a day later, with every expired notice sent again', () => {
  fc.assert(
    fc.property(open, finding, look, (of, found, at) => {
      if (stepOf(of, found, at)?.to !== 'closed') return
      assert.equal(of.state, 'restored')
      assert.ok(at.isDaily && of.changedAt <= since(23))
      assert.deepEqual([causeOf(found), found.expiredNotices], [undefined, 0])
    }),
  )
})

test('no letter goes out when nothing is wrong, or about a case that is restored or closed', () => {
  fc.assert(
    fc.property(fc.constantFrom(...CASE_STATES), finding, (state, found) => {
      if (!isLetterDue(state, found)) return
      assert.ok(causeOf(found) !== undefined && state !== 'restored' && state !== 'closed')
    }),
  )
})

for (const [state, hours, change, to] of [
  ['opened', 1, {}, 'restored'],
  ['notified', 1, { connection: 'unseen' }, 'restored'],
  ['notified', 1, { connection: 'late' }, undefined],
  ['notified', 1, { connection: 'paused' }, undefined],
  ['notified', 1, { messages: 'warn' }, 'reconnecting'],
  ['acknowledged', 1, { messages: 'urgent' }, 'reconnecting'],
  ['reconnecting', 1, { messages: 'urgent' }, undefined],
  ['restored', 22, {}, undefined],
  ['restored', 23, {}, 'closed'],
  ['restored', 23, { expiredNotices: 1 }, undefined],
  ['restored', 23, { connection: 'late' }, undefined],
  ['restored', 1, { connection: 'disconnected' }, 'opened'],
  ['restored', 1, { newlyExpired: 1 }, 'opened'],
] as [CaseState, number, Partial<Finding>, CaseState | undefined][])
  test(`${state} for ${hours} h, ${JSON.stringify(change)}: ${to ?? 'stays'}`, () => {
    const of = { state, cause: 'disconnected' as const, changedAt: since(hours) }
    assert.equal(stepOf(of, { ...WELL, ...change }, DAILY)?.to, to)
  })

test('a case is rung about once, and again when it was opened again', () => {
  const looked = {
    mailboxId: 'X01CPIS1',
    authorityCode: 'X01',
    source: 'server',
    ...{ waiting: 1, dueIn24h: 1, expired: 0, lostNotices: 0, seenAt: NOW, expiredThisLook: 0 },
    ...{ ...WELL, messages: 'urgent' as const },
  } as const
  const at = { look: DAILY, randomness: systemRandomness }
  const first = caseAfterLook(undefined, looked, at)
  assert.deepEqual(first?.open.escalatedAt, NOW)
  assert.equal(first?.events.length, 2)
  assert.deepEqual(caseAfterLook(first?.open, looked, at)?.events, [])
  const restored: OpenCase = { ...(first?.open as OpenCase), state: 'restored' }
  const again = caseAfterLook(restored, looked, at)
  assert.deepEqual(
    again?.events.map(one => one.note),
    ['again uncollected', 'for the telephone: a message waits for 96 hours'],
  )
})
