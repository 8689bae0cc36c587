import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { LOOK_UP_FORMS } from '../../test/support/look-up-forms.ts'
import { type MovedClock, movedClock, nhsNumber, staff, type Uploader, uploader } from '../../test/support/register.ts'
import { keyOf } from '../../test/support/sealed.ts'
import { openMetrics, silentLog, systemRandomness } from '../platform/index.ts'
import type { LookupDeps } from './deps.ts'
import {
  type Answer,
  askAboutChild,
  forgetRequests,
  type Known,
  type Question,
  readAccessHistory,
  recordRefusal,
  takeNoticeOrders,
} from './index.ts'

for (const [form, answering] of Object.entries(LOOK_UP_FORMS))
  describe(form, () => {
    let database: TestDatabase
    let clock: MovedClock
    let deps: LookupDeps
    let exampleshire: Uploader
    let samplebury: Uploader
    let place = 0
    let child = nhsNumber(0)

    before(async () => {
      database = await testDatabase()
      clock = movedClock('2026-11-22T10:00:00Z')
      const metrics = openMetrics('test')
      deps = {
        db: database.pool('lookup'),
        answering: answering(database.pool('lookup')),
        clock,
        randomness: systemRandomness,
        log: silentLog,
        metrics,
        answerWithinMs: 2_000,
      }
      exampleshire = uploader(database, clock, 'X01', 'Exampleshire County Council')
      samplebury = uploader(database, clock, 'X02', 'Samplebury Borough Council')
    })
    after(() => database.end())
    beforeEach(() => {
      place += 1
      child = nhsNumber(place)
    })

    function question(more: Partial<Question> = {}): Question {
      const requestId = systemRandomness.uuid()
      const decided = { mode: 'standard', careSetting: 'emergency-department', gate: 'open', findings: [] } as const
      return { nhsNumber: child, ...decided, actor: staff('Ada'), channel: 'fhir', history: true, requestId, ...more }
    }

    function known(answer: Answer): Known {
      if (answer.kind !== 'Known') assert.fail(`the answer is ${answer.kind}`)
      return answer
    }

    async function accesses(): Promise<{ counted: boolean; notify: boolean }[]> {
      return database.owner.query({
        text: 'select counted, notify from lookup.access where child_key = $1 order by at',
        values: [keyOf(child)],
      })
    }

    async function orders(): Promise<string[]> {
      const rows = await database.owner.query<{ authority_code: string }>({
        text: 'select authority_code from lookup.notice_order where child_key = $1 order by 1',
        values: [keyOf(child)],
      })
      return rows.map(row => row.authority_code)
    }

    async function audited(): Promise<unknown[]> {
      return database.owner.query({
        text: 'select action, outcome, mode, organisation from audit.entry where child_key = $1 order by at, action',
        values: [keyOf(child)],
      })
    }

    test('a standard look-up shows the plan, its own access, and orders one notice', async () => {
      await exampleshire.upload([{ person: { nhsNumber: child }, plans: [{ type: 'CPP', start: '2026-01-05' }] }])
      const answer = known(await askAboutChild(deps, question()))
      assert.deepEqual(
        answer.plans.map(({ type, start, end, authority }) => ({
          type,
          start,
          end,
          code: authority.code,
          phone: authority.emergencyPhone,
        })),
        [{ type: 'CPP', start: '2026-01-05', end: undefined, code: 'X01', phone: '07700900801' }],
      )
      assert.deepEqual(
        answer.history.map(({ at, author }) => [at.toISOString(), author.kind === 'person' && author.name.given]),
        [['2026-11-22T10:00:00.000Z', ['Ada']]],
      )
      assert.deepEqual(await accesses(), [{ counted: true, notify: true }])
      assert.deepEqual(await orders(), ['X01'])
      assert.deepEqual(await audited(), [
        { action: 'look-up', outcome: 'Known', mode: 'standard', organisation: 'X99' },
      ])
    })

    test('a silent look-up shows the same and leaves the system audit only', async () => {
      await exampleshire.upload([{ person: { nhsNumber: child }, plans: [{ type: 'LAC', start: '2026-01-05' }] }])
      const answer = known(await askAboutChild(deps, question({ mode: 'silent' })))
      assert.equal(answer.plans.length, 1)
      assert.deepEqual(answer.history, [])
      assert.deepEqual(await accesses(), [])
      assert.deepEqual(await orders(), [])
      assert.deepEqual(await audited(), [{ action: 'look-up', outcome: 'Known', mode: 'silent', organisation: 'X99' }])
    })

    test('a number the register does not hold is NotKnown: no access, no notice, but audited', async () => {
      const answer = await askAboutChild(deps, question())
      assert.deepEqual(answer, { kind: 'NotKnown', nhsNumber: child, checkedAt: clock.now() })
      assert.deepEqual(await accesses(), [])
      assert.deepEqual(await audited(), [
        { action: 'look-up', outcome: 'NotKnown', mode: 'standard', organisation: 'X99' },
      ])
    })

    test('each authority that holds a returned plan is ordered one notice, however many plans it holds', async () => {
      const person = { nhsNumber: child }
      await exampleshire.upload([
        {
          person,
          plans: [
            { type: 'CPP', start: '2026-01-05' },
            { type: 'LAC', start: '2026-02-05' },
          ],
        },
      ])
      await samplebury.upload([{ person, plans: [{ type: 'LAC', start: '2026-03-05' }] }])
      const answer = known(await askAboutChild(deps, question()))
      assert.deepEqual(answer.plans.map(plan => `${plan.authority.code} ${plan.type}`).sort(), [
        'X01 CPP',
        'X01 LAC',
        'X02 LAC',
      ])
      assert.deepEqual(await orders(), ['X01', 'X02'])
    })

    test('the same author within 24 hours is counted, shown and notified once; every access is kept', async () => {
      await exampleshire.upload([{ person: { nhsNumber: child }, plans: [{ type: 'CPP', start: '2026-01-05' }] }])
      await askAboutChild(deps, question())
      clock.forward(23.9)
      const second = known(await askAboutChild(deps, question()))
      assert.equal(second.history.length, 1)
      clock.forward(0.1)
      const third = known(await askAboutChild(deps, question()))
      assert.equal(third.history.length, 2)
      assert.deepEqual(await accesses(), [
        { counted: true, notify: true },
        { counted: false, notify: false },
        { counted: true, notify: true },
      ])
      assert.deepEqual(await orders(), ['X01', 'X01'])
    })

    test('another author, or the same person in another role, is counted at once', async () => {
      await exampleshire.upload([{ person: { nhsNumber: child }, plans: [{ type: 'CPP', start: '2026-01-05' }] }])
      const ada = staff('Ada')
      const otherRole = { ...ada, author: { ...ada.author, roleProfileId: '555254999999' } }
      for (const actor of [ada, staff('Ben'), otherRole]) await askAboutChild(deps, question({ actor }))
      assert.deepEqual(await orders(), ['X01', 'X01', 'X01'])
    })

    test('the same request id again, one after the other or at once, is one access with one answer', async () => {
      await exampleshire.upload([{ person: { nhsNumber: child }, plans: [{ type: 'CPP', start: '2026-01-05' }] }])
      const asked = question()
      const first = await askAboutChild(deps, asked)
      const repeats = await Promise.all([1, 2, 3, 4].map(() => askAboutChild(deps, asked)))
      for (const answer of [first, ...repeats]) assert.equal(known(answer).history.length, 1)
      assert.equal((await accesses()).length, 1)
      assert.deepEqual(await orders(), ['X01'])
    })

    test('the same request id of two people in one application is two accesses, each told', async () => {
      await exampleshire.upload([{ person: { nhsNumber: child }, plans: [{ type: 'CPP', start: '2026-01-05' }] }])
      const asked = question()
      await askAboutChild(deps, asked)
      const second = known(await askAboutChild(deps, { ...asked, actor: staff('Ben') }))
      assert.equal(second.history.length, 2)
      assert.deepEqual(await accesses(), [
        { counted: true, notify: true },
        { counted: true, notify: true },
      ])
      assert.deepEqual(await orders(), ['X01', 'X01'])
    })

    test('an answer without the history is the same but for it, the first time and again', async () => {
      await exampleshire.upload([{ person: { nhsNumber: child }, plans: [{ type: 'CPP', start: '2026-01-05' }] }])
      const asked = question({ history: false })
      const first = known(await askAboutChild(deps, asked))
      const again = known(await askAboutChild(deps, asked))
      const withHistory = known(await askAboutChild(deps, { ...asked, history: true }))
      assert.deepEqual([first.history, again.history, withHistory.history.length], [[], [], 1])
      assert.deepEqual([first.plans, again.plans], [withHistory.plans, withHistory.plans])
      assert.deepEqual(await accesses(), [{ counted: true, notify: true }])
    })

    test('an order carries what its authority is called on the wire beside our own key', async () => {
      await database.owner.query({ text: 'delete from lookup.notice_order' })
      await exampleshire.upload([{ person: { nhsNumber: child }, plans: [{ type: 'CPP', start: '2026-01-05' }] }])
      const rename = (code: string) =>
        database.owner.query({ text: `update register.authority_contact set ods_code = $1`, values: [code] })
      await rename('999')
      await askAboutChild(deps, question())
      await rename('X01')
      const [order] = await takeNoticeOrders(deps, 10)
      assert.deepEqual([order?.authorityCode, order?.authorityOdsCode], ['X01', '999'])
    })

    test('fifty at once by one author: one is counted, none is lost', async () => {
      await exampleshire.upload([{ person: { nhsNumber: child }, plans: [{ type: 'CPP', start: '2026-01-05' }] }])
      const answers = await Promise.all(Array.from({ length: 50 }, () => askAboutChild(deps, question())))
      for (const answer of answers) assert.equal(known(answer).history.length, 1)
      const written = await accesses()
      assert.equal(written.length, 50)
      assert.equal(written.filter(one => one.counted).length, 1)
      assert.deepEqual(await orders(), ['X01'])
    })

    test('the history holds the 25 newest, newest first, the current among them', async () => {
      await exampleshire.upload([{ person: { nhsNumber: child }, plans: [{ type: 'CPP', start: '2026-01-05' }] }])
      for (let count = 1; count <= 30; count += 1) {
        clock.forward(0.1)
        await askAboutChild(deps, question({ actor: staff(`Nurse ${count}`) }))
      }
      const { history } = known(await readAccessHistory(deps, question()))
      const names = history.map(({ author }) => author.kind === 'person' && author.name.given[0])
      assert.deepEqual(
        names,
        Array.from({ length: 25 }, (_, index) => `Nurse ${30 - index}`),
      )
    })

    test('reading the history alone leaves no access, whatever the mode', async () => {
      await exampleshire.upload([{ person: { nhsNumber: child }, plans: [{ type: 'CPP', start: '2026-01-05' }] }])
      assert.equal(known(await readAccessHistory(deps, question())).history.length, 0)
      assert.deepEqual(await accesses(), [])
      assert.deepEqual(await audited(), [
        { action: 'access-history', outcome: 'Known', mode: 'standard', organisation: 'X99' },
      ])
    })

    test('a device author is counted by its system, organisation and responsible person', async () => {
      await exampleshire.upload([{ person: { nhsNumber: child }, plans: [{ type: 'CPP', start: '2026-01-05' }] }])
      const responsible = [{ roleCode: 'R0050', roleName: 'Consultant', name: { given: ['Jo'], family: 'Lead' } }]
      const organisation = { odsCode: 'X98', name: 'SAMPLEBURY GENERAL HOSPITAL NHS TRUST' }
      const author = { kind: 'device', systemId: '100000000002', responsible, organisation } as const
      for (let count = 0; count < 2; count += 1)
        await askAboutChild(deps, question({ actor: { ...staff('x'), author } }))
      assert.deepEqual(await orders(), ['X01'])
    })

    test('a refusal is audited with who asked, and nothing of what was asked for', async () => {
      const requestId = systemRandomness.uuid()
      const refused = { code: 'LOOK_UP_ACTIVITY_MISSING', channel: 'fhir', requestId, actor: staff('Cy') } as const
      await recordRefusal(deps, refused)
      const entries = await database.owner.query({
        text: 'select outcome, child_key, organisation, activity from audit.entry where request_id = $1',
        values: [requestId],
      })
      assert.deepEqual(entries, [
        { outcome: 'LOOK_UP_ACTIVITY_MISSING', child_key: null, organisation: 'X99', activity: 'B0107' },
      ])
    })

    test('an order taken is not offered to another, and comes again when its taker died', async () => {
      await database.owner.query({ text: 'delete from lookup.notice_order' })
      await exampleshire.upload([{ person: { nhsNumber: child }, plans: [{ type: 'CPP', start: '2026-01-05' }] }])
      await askAboutChild(deps, question())
      const [first, second] = await Promise.all([takeNoticeOrders(deps, 10), takeNoticeOrders(deps, 10)])
      assert.equal(first.length + second.length, 1)
      clock.forward(0.01)
      assert.equal((await takeNoticeOrders(deps, 10)).length, 1)
    })

    test('a request id is forgotten after 24 hours and then counts anew; what the history shows stays', async () => {
      await exampleshire.upload([{ person: { nhsNumber: child }, plans: [{ type: 'CPP', start: '2026-01-05' }] }])
      const asked = question()
      await askAboutChild(deps, asked)
      assert.equal(
        await forgetRequests({ ...deps, clock: { now: () => new Date(clock.now().getTime() - 86_400_000) } }),
        0,
      )
      clock.forward(24)
      const shown = () =>
        database.owner.query<{ child_key: string; kept: number }>({
          text: 'select child_key, count(*) as kept from lookup.counted_access group by 1 order by 1',
        })
      const before = await shown()
      assert.ok(before.some(({ kept }) => kept > 25))
      assert.ok((await forgetRequests(deps)) > 0)
      assert.deepEqual(
        await shown(),
        before.map(row => ({ ...row, kept: Math.min(25, row.kept) })),
      )
      await askAboutChild(deps, asked)
      assert.equal((await accesses()).length, 2)
    })
  })
