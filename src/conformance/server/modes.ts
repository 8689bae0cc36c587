import { type Case, expect, expectSame } from '../case.ts'
import { askFhir, expectRefused, MODE_HEADER, matches } from '../probe/fhir.ts'
import { expectPlan, historyLength, lookUp, noticesAbout, onAll, takeChild } from './world.ts'

// Standard and silent look-ups of the register itself, and what the local authority hears of them.

const NEEDS = ['live', 'authority', 'codec'] as const
const LIVE = { interface: 'fhir', needs: NEEDS } as const

const SILENT: readonly Case[] = [
  {
    ...LIVE,
    ...{ id: 'L-SILENT', clause: 'health-side.md 4.1; hl7v3.md 11', modes: ['silent'], isSafety: true },
    title: 'A silent look-up answers, leaves no access in the history, and tells the authority nothing',
    purpose: 'A notice that should not have gone may tell a violent household that somebody looked.',
    steps: [
      'Upload a child with a plan',
      'Look the child up with the mode false, by somebody who may only look up silently',
      'Read the access history',
      'Look another child up as standard, and collect notices until its own comes',
    ],
    expected: 'The plan; a history of none; no notice that names the child',
    async judge(on, note) {
      const all = onAll(on)
      const child = await takeChild(all)
      expectPlan(await lookUp(all, child, { as: 'silent', unscheduled: false }), child)
      expectSame(await historyLength(all, child), 0, 'the history')
      const notices = await noticesAbout(all, child)
      note(`${notices.length} notices`)
      expectSame(notices.length, 0, 'notices about a silent look-up')
    },
  },
  {
    ...LIVE,
    ...{ id: 'L-SILENT-ONLY', clause: 'fhir-api.md 4.2 step 9', modes: ['silent'], isSafety: true },
    title: 'Somebody who may only look up silently is refused a standard look-up, not quietly served another way',
    purpose: 'A notice sent, or kept back, against what the caller believes misleads both sides.',
    steps: ['Look a child up with the mode true, by somebody who may only look up silently'],
    expected: '403 ACCESS_DENIED, and no access in the history',
    async judge(on) {
      const all = onAll(on)
      const child = await takeChild(all)
      expectRefused(await lookUp(all, child, { as: 'silent', unscheduled: true }), 403, 'ACCESS_DENIED')
      expectSame(await historyLength(all, child), 0, 'the history')
    },
  },
]

const STANDARD: readonly Case[] = [
  {
    ...LIVE,
    ...{ id: 'L-STANDARD', clause: 'fhir-api.md 3.3; hl7v3.md 4.5', modes: ['standard'], isSafety: true },
    title: 'A standard look-up is kept in the history and told to the authority, once',
    purpose: 'The social worker learns that the child was seen; told twice, a look-up counts as two.',
    steps: ['Upload a child with a plan', 'Look the child up as standard', 'Read the history', 'Collect notices'],
    expected: 'The plan; one access; one notice that names the child and the authority; no access told twice',
    async judge(on, note) {
      const all = onAll(on)
      const child = await takeChild(all)
      expectPlan(await lookUp(all, child, { unscheduled: true }), child)
      expectSame(await historyLength(all, child), 1, 'the history')
      const notices = await noticesAbout(all, child)
      note(`${notices.length} notices`)
      expectSame(notices.length, 1, 'notices about one look-up')
      expectSame(notices[0]?.odsCode, all.authority.odsCode, 'the authority the notice is addressed to')
    },
  },
  {
    ...LIVE,
    ...{ id: 'L-ABSENT', clause: 'fhir-api.md 3.2', modes: ['standard'] },
    title: 'Without the mode header a look-up counts as unscheduled',
    purpose: 'A caller who forgets the header must not look without a trace.',
    steps: ['Look a child up without the header, by somebody who may look up in unscheduled care'],
    expected: 'The plan, and one access in the history',
    async judge(on) {
      const all = onAll(on)
      const child = await takeChild(all)
      expectPlan(await lookUp(all, child), child)
      expectSame(await historyLength(all, child), 1, 'the history')
    },
  },
  {
    ...LIVE,
    ...{ id: 'L-AGAIN', clause: 'fhir-api.md 4.2', modes: ['standard'] },
    title: 'A request repeated under its X-Request-ID is one access',
    purpose: 'A client that lost the answer asks again; the history must not say that two people looked.',
    steps: ['Look a child up', 'Send the same request again with the same X-Request-ID', 'Read the history'],
    expected: 'Both answer the plan; one access',
    async judge(on) {
      const all = onAll(on)
      const child = await takeChild(all)
      const requestId = on.randomness.uuid()
      for (const _ of [1, 2]) expectPlan(await lookUp(all, child, { unscheduled: true, requestId }), child)
      expectSame(await historyLength(all, child), 1, 'the history')
    },
  },
  {
    ...LIVE,
    ...{ id: 'L-HISTORY-ONLY', clause: 'fhir-api.md 3.3', modes: ['standard'], isSafety: true },
    title: 'Reading the history writes nothing, whatever the mode says',
    purpose: 'Somebody who reads who looked has not looked.',
    steps: ['Ask AuditEvent with the mode true', 'Ask again'],
    expected: 'No access both times',
    async judge(on) {
      const all = onAll(on)
      const child = await takeChild(all)
      for (const _ of [1, 2]) {
        const reply = await lookUp(all, child, { path: '/AuditEvent', unscheduled: true })
        expectSame(matches(reply, 'AuditEvent').length, 0, 'the history')
      }
      expectSame(await historyLength(all, child), 0, 'the history')
    },
  },
  {
    ...LIVE,
    ...{ id: 'L-STORED-FIRST', clause: 'local-authority.md 4.6 O3', modes: ['standard', 'silent'], isSafety: true },
    title: 'What an acknowledgement calls stored is found at once',
    purpose: 'The authority stops worrying when it reads "stored"; a nurse who asks a second later must find it.',
    steps: ['Upload a child', 'As soon as the acknowledgement says CPR06, look the child up, as nobody did before'],
    expected: 'The plan, at the first asking',
    async judge(on) {
      const all = onAll(on)
      const child = await takeChild(all)
      expectPlan(await lookUp(all, child, { as: 'silent', unscheduled: false }), child)
    },
  },
  {
    ...LIVE,
    ...{ id: 'L-OUTAGE', clause: 'fhir-api.md 4.5 E19', modes: ['standard', 'silent'], isSafety: true },
    needs: [...NEEDS, 'outage'],
    title: 'A register that cannot be read is a failure, never "no information"',
    purpose: 'A fault read as "nothing known" sends a child home who should not go.',
    steps: ['Look a child up', 'Take the register away', 'Look the child up', 'Give it back', 'Look the child up'],
    expected: 'The plan; then 500 or 503 with an OperationOutcome; then the plan',
    async judge(on, note) {
      const all = onAll(on)
      const child = await takeChild(all)
      const silently = { as: 'silent', unscheduled: false } as const
      expectPlan(await lookUp(all, child, silently), child)
      await on.outage?.begin()
      try {
        const reply = await lookUp(all, child, silently)
        note(`status ${reply.status}`)
        expectRefused(reply, reply.status === 500 ? 500 : 503)
      } finally {
        await on.outage?.end()
      }
      expectPlan(await lookUp(all, child, silently), child)
    },
  },
]

type TokenRow = { readonly id: string; readonly title: string; readonly authorization: string | undefined }

const TOKENS: readonly TokenRow[] = [
  { id: 'L-NO-TOKEN', title: 'Without a token nothing is answered', authorization: undefined },
  { id: 'L-UNKNOWN-TOKEN', title: 'A token nobody gave out is refused', authorization: 'Bearer 2c8b1a3e-not-a-token' },
  { id: 'L-BASIC', title: 'Another scheme than Bearer is refused', authorization: 'Basic dXNlcjpwYXNz' },
]

const tokenCase = ({ id, title, authorization }: TokenRow): Case => ({
  ...{
    id,
    title,
    clause: 'fhir-api.md 4.5 E1 to E3',
    interface: 'fhir',
    modes: ['standard', 'silent'],
    isSafety: true,
  },
  purpose: 'Whoever has no token of an agreement must learn nothing about a child.',
  steps: [`Look up with ${authorization === undefined ? 'no authorization' : authorization.split(' ')[0]}`],
  expected: '401 ACCESS_DENIED',
  needs: ['live'],
  async judge(on) {
    const headers = authorization === undefined ? {} : { authorization }
    const reply = await askFhir(on.live?.url ?? '', { number: '9990100004', requestId: on.randomness.uuid(), headers })
    expectRefused(reply, 401, 'ACCESS_DENIED')
  },
})

const EXPIRED: Case = {
  ...tokenCase({ id: 'L-EXPIRED-TOKEN', title: 'A token that ran out is refused', authorization: undefined }),
  steps: ['Look up with a token whose time is over'],
  async judge(on, note) {
    const token = on.live?.tokens.expired
    expect(token !== undefined, 'the subject names no expired token: live.tokens.expired')
    const reply = await askFhir(on.live?.url ?? '', { number: '9990100004', requestId: on.randomness.uuid(), token })
    note(`status ${reply.status}`)
    expectRefused(reply, 401, 'ACCESS_DENIED')
  },
}

const MODE_ODD: Case = {
  ...{
    id: 'L-MODE',
    clause: 'fhir-api.md 4.2 step 8',
    interface: 'fhir',
    modes: ['standard', 'silent'],
    isSafety: true,
  },
  title: 'The mode is read: one that says nothing is refused',
  purpose: 'A server that does not read the mode notifies, or keeps silent, as it likes.',
  steps: ['Look up with the mode "perhaps"'],
  expected: '400 PRECONDITION_FAILED',
  needs: ['live'],
  async judge(on) {
    const { url = '', tokens } = on.live ?? {}
    const headers = { [MODE_HEADER]: 'perhaps' }
    const asked = { number: '9990100004', requestId: on.randomness.uuid(), headers }
    expectRefused(await askFhir(url, { ...asked, token: tokens?.standard ?? '' }), 400, 'PRECONDITION_FAILED')
  },
}

/** Look-ups of the register itself. */
export const modeCases: readonly Case[] = [...SILENT, ...STANDARD, ...TOKENS.map(tokenCase), EXPIRED, MODE_ODD]
