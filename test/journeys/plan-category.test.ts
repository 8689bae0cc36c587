import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { NhsNumber, PdsFinding } from '../../src/demographics/index.ts'
import { careTeams } from '../../src/fhir/bodies/care-team.ts'
import { readUpload, writeAcknowledgement, writeUpload } from '../../src/hl7v3/index.ts'
import { writeQueryResponse } from '../../src/hl7v3/query/query-response.ts'
import {
  answerInTransactions,
  answerOneByOne,
  askAboutChild,
  type Known,
  type LookupDeps,
} from '../../src/lookup/index.ts'
import { decidedCohorts } from '../../src/main/programme/decided-cohorts.ts'
import { calendarDate, openMetrics, silentLog, systemRandomness } from '../../src/platform/index.ts'
import { presentAnswer } from '../../src/portal/clinician/answer/presenter.ts'
import { decideConsultation, draftConsultation, openConsultation, stepConsultation } from '../../src/programme/index.ts'
import {
  applyUpload,
  DEFAULT_REGISTER_SETTINGS,
  isPlanCategoryOffered,
  type PlanType,
  type RegisterDeps,
  type UploadAnswer,
} from '../../src/register/index.ts'
import { openRecords } from '../../src/register/store/uploads.ts'
import { startProgramme } from '../support/programme.ts'
import { nhsNumber, staff } from '../support/register.ts'
import { keyOf } from '../support/sealed.ts'

// The category of a plan, by the switch of the programme: neither kept nor shown the day before, both from the day on.

const programme = await startProgramme('2026-03-02')
const { database, deps } = programme
after(() => database.end())
const { clock } = deps

let isAway = false
const decided = await decidedCohorts({
  clock,
  log: silentLog,
  pool: context => {
    const pool = database.pool(context)
    const query: typeof pool.query = statement => {
      if (isAway) throw new Error('the database is away')
      return pool.query(statement)
    }
    return { ...pool, query }
  },
})
const isOffered = (on: string) => isPlanCategoryOffered(decided.now(), calendarDate(on))

const of = { key: 'category', by: 'consultation-lead' }

async function decide(isOn: boolean, from: string): Promise<void> {
  await stepConsultation(deps, of, 'reviewing')
  await decideConsultation(deps, of, { outcome: 'decided', isOn, from: calendarDate(from) })
  await decided.loop.round()
}

const child = nhsNumber(1)
const mother = nhsNumber(2)

function findingOf(number: NhsNumber): PdsFinding {
  const birthDate = calendarDate(number === mother ? '1999-04-02' : '2019-02-14')
  const name = { family: 'SAMPLE', given: ['Robin'] }
  return { kind: 'current', person: { nhsNumber: number, ...name, birthDate, security: 'U', versionId: '1' } }
}

const register: RegisterDeps = {
  ...{ clock, log: silentLog, randomness: systemRandomness, db: database.pool('register') },
  settings: { ...DEFAULT_REGISTER_SETTINGS, cohorts: decided.now },
  findAuthorityOfMailbox: async () => ({ code: 'X01', odsCode: 'X01', name: 'EXAMPLESHIRE' }),
  findInPds: async numbers => new Map(numbers.map(number => [number, findingOf(number)])),
}

type Sent = { readonly type: PlanType; readonly category?: string; readonly number?: NhsNumber }
let messages = 0

/** As it goes: written by the agent, read by the service, applied, answered. */
async function send(sequence: number, ...plans: Sent[]): Promise<UploadAnswer> {
  const body = writeUpload({
    ...{ kind: 'upload', sequence: String(sequence), createdAt: clock.now().toISOString() },
    declaredCount: plans.length,
    authority: { odsCode: 'X01', name: 'EXAMPLESHIRE', emergencyPhone: '07700900801' },
    records: plans.map(({ type, category, number = child }, index) => ({
      position: index + 1,
      plans: [
        { type, start: '2026-01-05', ...(type === 'UCP' && { end: '2026-07-01' }), ...(category && { category }) },
      ],
      subjects: [
        {
          ...{ kind: type === 'UCP' ? 'mother' : 'child', nhsNumber: number, localId: 'L1' },
          ...{ familyName: 'SAMPLE', givenName: 'Robin', birthDate: type === 'UCP' ? '1999-04-02' : '2019-02-14' },
        },
      ],
    })),
  })
  const content = await readUpload(piecesOf(body))
  messages += 1
  return applyUpload(register, {
    ...{ messageId: `M${messages}`, senderMailbox: 'X01CPIS', receivedAt: clock.now(), content },
  })
}

async function* piecesOf(text: string): AsyncIterable<Uint8Array> {
  yield new TextEncoder().encode(text)
}

const verdictsOf = ({ verdicts }: UploadAnswer) => verdicts.map(({ code, detail }) => [code, detail?.code])

const lookup: LookupDeps = {
  ...{ clock, log: silentLog, randomness: systemRandomness, db: database.pool('lookup') },
  metrics: openMetrics('test'),
  answerWithinMs: 20_000,
  offersCategory: on => isPlanCategoryOffered(decided.now(), on),
}

/** What is known of somebody, by both forms of the look-up, which say the same. */
async function ask(number: NhsNumber = child): Promise<Known> {
  const forms = [answerOneByOne(lookup.db), answerInTransactions(lookup.db)]
  const answers = await Promise.all(
    forms.map(answering =>
      askAboutChild(
        { ...lookup, answering },
        {
          ...{ nhsNumber: number, mode: 'silent', careSetting: 'emergency-department', gate: 'open', findings: [] },
          ...{ actor: staff('Val'), channel: 'fhir', history: false, requestId: 'R' },
        },
      ),
    ),
  )
  const [first, second] = answers
  assert.ok(first?.kind === 'Known' && second?.kind === 'Known')
  assert.deepEqual(first.plans, second.plans)
  return first
}

/** What each door says of the first plan: FHIR, the page, HL7 v3. */
async function doors(number?: NhsNumber) {
  const answer = await ask(number)
  const settings = { officeHours: { from: '09:00', to: '17:00', closedOn: new Set<string>() }, silentAfterDays: 700 }
  const page = presentAnswer(answer, { now: clock.now(), mode: 'silent', settings })
  assert.ok(page.form === 'known')
  const { plans } = answer
  const query = { queryId: systemRandomness.uuid(), at: clock.now(), nhsNumber: answer.nhsNumber, history: [] }
  return {
    plan: plans[0]?.category,
    fhir: careTeams(answer)[0]?.extension?.[0]?.valueCodeableConcept.coding[0]?.code,
    page: page.plans[0]?.rows.find(row => row.key.text === 'Category')?.value.text,
    isInHl7v3: /categor/i.test(writeQueryResponse({ ...query, plans }, 'schema').xml),
  }
}

const NOTHING = { plan: undefined, fhir: undefined, page: undefined, isInHl7v3: false }
const neglect = { type: 'CPP', category: 'NEG' } as const

test('before anything is decided a category is told of, and kept nowhere', async () => {
  const answer = await send(1, neglect)
  assert.deepEqual(verdictsOf(answer), [['CPR06', 'X-CATEGORY-NOT-DECIDED']])
  assert.equal(answer.fileCode, 'CPF02')
  const written = writeAcknowledgement(answer, clock.now())
  assert.match(written, /code="CPR06"[^>]*><translation code="X-CATEGORY-NOT-DECIDED"/)
  assert.doesNotMatch(written, /NEG|planCategory/)
  const kept =
    'select (select category from register.plan) as category, upload_id, records_sealed from register.upload_verdicts'
  const [row] = await database.owner.query<{ category: string | null; upload_id: string; records_sealed: Buffer }>({
    text: kept,
  })
  assert.equal(row?.category, null)
  assert.ok(row)
  assert.doesNotMatch(JSON.stringify(openRecords(row.upload_id, row.records_sealed)), /NEG/)
  assert.deepEqual(await doors(), NOTHING)
})

test('decided for a day ahead, the day before is as ever', async () => {
  await draftConsultation(deps, of, {
    ...{ topic: 'Plan category', question: 'Shall it be shown?', about: 'plan-category', audience: 'authorities' },
  })
  await openConsultation(deps, of, {})
  await decide(true, '2026-04-01')
  programme.setDay('2026-03-31')
  assert.deepEqual(verdictsOf(await send(2, neglect)), [['CPR06', 'X-CATEGORY-NOT-DECIDED']])
  assert.deepEqual(await doors(), NOTHING)
})

test('on the day it is stored and shown beside the plan, in FHIR and on the page; HL7 v3 has no place for it (S-058)', async () => {
  programme.setDay('2026-04-01')
  assert.deepEqual(await doors(), NOTHING)
  const answer = await send(3, neglect, { type: 'UCP', category: 'MUL', number: mother })
  assert.deepEqual(verdictsOf(answer), [
    ['CPR06', undefined],
    ['CPR06', undefined],
  ])
  assert.doesNotMatch(writeAcknowledgement(answer, clock.now()), /planCategory/)
  assert.deepEqual(await doors(), { plan: 'NEG', fhir: 'NEG', page: 'Neglect', isInHl7v3: false })
  assert.equal((await doors(mother)).page, 'More than one, or not recommended')
})

test('a file of the day before, sent again, is the same file and gets its answer', async () => {
  programme.setDay('2026-04-02')
  assert.deepEqual(verdictsOf(await send(2, neglect)), [['CPR06', 'X-CATEGORY-NOT-DECIDED']])
  assert.equal((await doors()).page, 'Neglect')
  const other = await send(3, { ...neglect, category: 'PHY' }, { type: 'UCP', category: 'MUL', number: mother })
  assert.equal(other.detail?.code, 'X-SEQ-REUSED')
})

test('afterwards another category is a new version, and what is no category of the plan is left out', async () => {
  assert.deepEqual(verdictsOf(await send(4, { ...neglect, category: 'EMO' })), [['CPR06', undefined]])
  assert.equal((await doors()).page, 'Emotional abuse')
  assert.deepEqual(verdictsOf(await send(5, { ...neglect, category: 'neglect' })), [['CPR06', 'X-CATEGORY-UNKNOWN']])
  assert.deepEqual(await doors(), NOTHING)
  assert.deepEqual(verdictsOf(await send(6, { type: 'LAC', category: 'NEG' })), [['CPR06', 'X-CATEGORY-UNKNOWN']])
  assert.deepEqual(verdictsOf(await send(7, neglect)), [['CPR06', undefined]])
  const versions = `select category from register.plan_history where child_key = '${keyOf(child)}' and type = 'CPP' order by version`
  const kept = await database.owner.query<{ category: string | null }>({ text: versions })
  assert.deepEqual(
    kept.map(one => one.category),
    [null, 'NEG', 'EMO', null, 'NEG'],
  )
})

test('a decision that cannot be read changes nothing; one that is read and takes it back hides it', async () => {
  isAway = true
  await decide(false, '2026-05-01').catch(() => {})
  await assert.rejects(decided.loop.round(), { message: 'the database is away' })
  assert.deepEqual([isOffered('2026-04-30'), isOffered('2026-05-01')], [true, true])
  isAway = false
  await decided.loop.round()
  assert.deepEqual([isOffered('2026-04-30'), isOffered('2026-05-01')], [true, false])
  programme.setDay('2026-05-01')
  assert.deepEqual(await doors(), NOTHING)
})

test('where the first reading fails no category is offered', async () => {
  const unread = await decidedCohorts({
    clock,
    log: silentLog,
    pool: context => ({ ...database.pool(context), query: () => Promise.reject(new Error('the database is away')) }),
  })
  assert.equal(isPlanCategoryOffered(unread.now(), calendarDate('2026-04-01')), false)
})
