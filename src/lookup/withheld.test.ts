import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { LOOK_UP_FORMS } from '../../test/support/look-up-forms.ts'
import { type MovedClock, movedClock, nhsNumber, staff, type Uploader, uploader } from '../../test/support/register.ts'
import { keyOf } from '../../test/support/sealed.ts'
import {
  type AgreementDeps,
  lapseAgreement,
  loadReference,
  offerAgreement,
  signAgreement,
} from '../care-settings/index.ts'
import { openMetrics, silentLog, systemRandomness } from '../platform/index.ts'
import {
  type Answer,
  askAboutChild,
  foreseeAnswer,
  type Known,
  type LookupDeps,
  type Question,
  readAccessHistory,
  recordRefusal,
} from './index.ts'

for (const [form, answering] of Object.entries(LOOK_UP_FORMS))
  describe(form, () => {
    let database: TestDatabase
    let clock: MovedClock
    let deps: LookupDeps
    let agreements: AgreementDeps
    let exampleshire: Uploader
    let testingham: Uploader
    let place = 100
    let child = nhsNumber(place)

    before(async () => {
      database = await testDatabase()
      await loadReference(database.owner, { invented: true })
      clock = movedClock('2026-11-22T10:00:00Z')
      const metrics = openMetrics('test')
      const common = { clock, randomness: systemRandomness }
      deps = {
        ...common,
        db: database.pool('lookup'),
        answering: answering(database.pool('lookup')),
        log: silentLog,
        metrics,
        answerWithinMs: 2_000,
      }
      agreements = { ...common, db: database.pool('care_settings') }
      exampleshire = uploader(database, clock, 'X01', 'Exampleshire County Council')
      testingham = uploader(database, clock, 'X03', 'Testingham City Council')
    })
    after(() => database.end())
    beforeEach(() => {
      place += 1
      child = nhsNumber(place)
    })

    /** A dentist, whose setting X03 has not signed for, asks; silent unless told otherwise. */
    function question(more: Partial<Question> = {}): Question {
      const decided = { mode: 'silent', careSetting: 'dentistry', gate: 'by-agreement', findings: [] } as const
      const requestId = systemRandomness.uuid()
      return { nhsNumber: child, ...decided, actor: staff('Val'), channel: 'fhir', history: true, requestId, ...more }
    }

    function known(answer: Answer): Known {
      if (answer.kind !== 'Known') assert.fail(`the answer is ${answer.kind}`)
      return answer
    }

    const shown = (answer: Answer) => ({
      plans: known(answer).plans.map(plan => plan.authority.code),
      withheld: known(answer).withheld.map(one => one.authority.code),
    })

    const planFrom = (authority: Uploader) =>
      authority.upload([{ person: { nhsNumber: child }, plans: [{ type: 'CPP', start: '2026-01-05' }] }])

    async function written(): Promise<{ accesses: number; orders: string[] }> {
      const [row] = await database.owner.query<{ accesses: number; orders: string[] }>({
        text: `select (select count(*) from lookup.access where child_key = $1) as accesses,
      array(select authority_code from lookup.notice_order where child_key = $1 order by 1) as orders`,
        values: [keyOf(child)],
      })
      return row ?? { accesses: 0, orders: [] }
    }

    async function audited(): Promise<unknown[]> {
      return database.owner.query({
        text: 'select action, outcome, detail from audit.entry where child_key = $1 order by at, action',
        values: [keyOf(child)],
      })
    }

    test('a plan whose authority has not signed is withheld: Known, with whom to ring, and nothing of the plan', async () => {
      await planFrom(testingham)
      for (const mode of ['silent', 'standard'] as const) {
        const answer = await askAboutChild(deps, question({ mode }))
        assert.deepEqual(answer, {
          kind: 'Known',
          nhsNumber: child,
          plans: [],
          withheld: [
            {
              authority: {
                code: 'X03',
                name: 'Testingham City Council',
                emergencyPhone: '07700900801',
                officePhone: '01632960801',
              },
            },
          ],
          history: [],
          checkedAt: clock.now(),
        })
      }
      assert.deepEqual(await written(), { accesses: 0, orders: [] })
      const entry = { action: 'look-up', outcome: 'Known', detail: { withheld: true } }
      assert.deepEqual(await audited(), [entry, entry])
    })

    test('one shown and one withheld: only the authority whose plan was returned is told', async () => {
      await planFrom(exampleshire)
      await planFrom(testingham)
      const answer = await askAboutChild(deps, question({ mode: 'standard' }))
      assert.deepEqual(shown(answer), { plans: ['X01'], withheld: ['X03'] })
      assert.equal(known(answer).history.length, 1)
      assert.deepEqual(await written(), { accesses: 1, orders: ['X01'] })
    })

    test('an authority that withholds several plans is named once', async () => {
      await testingham.upload([
        {
          person: { nhsNumber: child },
          plans: [
            { type: 'CPP', start: '2026-01-05' },
            { type: 'LAC', start: '2026-02-05' },
          ],
        },
      ])
      assert.deepEqual(shown(await askAboutChild(deps, question())), { plans: [], withheld: ['X03'] })
    })

    test('where the gate is open the plan is shown: an unscheduled setting, an early adopter', async () => {
      await planFrom(testingham)
      const answer = await askAboutChild(deps, question({ gate: 'open' }))
      assert.deepEqual(shown(answer), { plans: ['X03'], withheld: [] })
    })

    test('another setting of the same authority, which it has signed for, sees the plan', async () => {
      await planFrom(testingham)
      const answer = await askAboutChild(deps, question({ careSetting: 'camhs' }))
      assert.deepEqual(shown(answer), { plans: ['X03'], withheld: [] })
    })

    test('signed it is visible at once; lapsed it is withheld at once', async () => {
      await planFrom(testingham)
      const ask = async () => shown(await askAboutChild(deps, question()))
      const offer = { authorityCode: 'X03', version: 'X-DSA-1', careSettings: ['dentistry'], by: 'test' }
      const { agreementId } = await offerAgreement(agreements, offer)
      assert.deepEqual(await ask(), { plans: [], withheld: ['X03'] })
      await signAgreement(agreements, { agreementId, signatoryRole: "Director of Children's Services", by: 'test' })
      assert.deepEqual(await ask(), { plans: ['X03'], withheld: [] })
      await lapseAgreement(agreements, { agreementId, reason: 'test', by: 'test' })
      assert.deepEqual(await ask(), { plans: [], withheld: ['X03'] })
    })

    test('the history is withheld with the plans, and shown as soon as one plan is', async () => {
      await planFrom(testingham)
      await askAboutChild(deps, question({ mode: 'standard', careSetting: 'emergency-department', gate: 'open' }))
      assert.deepEqual(known(await readAccessHistory(deps, question())).history, [])
      await planFrom(exampleshire)
      assert.equal(known(await readAccessHistory(deps, question())).history.length, 1)
    })

    test('a child nobody has a plan for is NotKnown, with the gate as without', async () => {
      for (const gate of ['open', 'by-agreement'] as const)
        assert.equal((await askAboutChild(deps, question({ gate }))).kind, 'NotKnown')
    })

    test('a plan that is over is not withheld but gone', async () => {
      await testingham.upload([
        { person: { nhsNumber: child }, plans: [{ type: 'CPP', start: '2020-01-05', end: '2026-11-21' }] },
      ])
      assert.equal((await askAboutChild(deps, question())).kind, 'Known')
      clock.at('2027-11-23T10:00:00Z')
      assert.equal((await askAboutChild(deps, question())).kind, 'NotKnown')
      clock.at('2026-11-22T10:00:00Z')
    })

    test('findings are in the system audit, of a look-up that was made and of one that was refused', async () => {
      await planFrom(exampleshire)
      const findings = ['notifying-code-in-silent-setting', 'mode-not-of-setting'] as const
      await askAboutChild(deps, question({ mode: 'standard', findings }))
      clock.forward(0.1)
      const refused = {
        code: 'LOOK_UP_SETTING_SILENT_ONLY',
        channel: 'fhir',
        requestId: 'r',
        nhsNumber: child,
      } as const
      await recordRefusal(deps, { ...refused, findings: ['both-codes'] })
      assert.deepEqual(await audited(), [
        {
          action: 'look-up',
          outcome: 'Known',
          detail: { finding: 'notifying-code-in-silent-setting mode-not-of-setting' },
        },
        { action: 'look-up', outcome: 'LOOK_UP_SETTING_SILENT_ONLY', detail: { finding: 'both-codes' } },
      ])
    })

    test('an answer foreseen leaves no access and no notice, and the audit names the operator', async () => {
      await planFrom(exampleshire)
      await planFrom(testingham)
      const answer = await foreseeAnswer(deps, question({ mode: 'standard', channel: 'cli' }), 'operator')
      assert.deepEqual(shown(answer), { plans: ['X01'], withheld: ['X03'] })
      assert.deepEqual(await written(), { accesses: 0, orders: [] })
      const entries = await database.owner.query({
        text: 'select action, outcome, channel, user_id, detail from audit.entry where child_key = $1',
        values: [keyOf(child)],
      })
      const { author } = staff('Val')
      const insteadOf = author.kind === 'person' ? author.userId : ''
      const detail = { insteadOf, withheld: true }
      assert.deepEqual(entries, [
        { action: 'policy-explained', outcome: 'Known', channel: 'cli', user_id: 'operator', detail },
      ])
    })
  })
