import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '../../test/support/database.ts'
import { applyUpload } from './apply-upload.ts'
import { judgeRows } from './rules/judge-rows.ts'
import { fromSampleton, inventedNumber, record, sampleRegister, subject, TODAY, upload } from './sample-register.ts'
import { DEFAULT_REGISTER_SETTINGS } from './settings.ts'
import type { SubmittedPlan, SubmittedRecord, SubmittedSubject, SubmittedUpload } from './upload.ts'

const register = sampleRegister(testDatabase)
const { deps, rows, send, state } = register
beforeEach(() => register.empty())

const day = fc.constantFrom('2024-06-01', '2025-01-01', '2025-03-03', '2025-12-31', '2026-02-01', '2025-02-30')
const plan: fc.Arbitrary<SubmittedPlan> = fc.record(
  {
    type: fc.constantFrom('CPP' as const, 'LAC' as const),
    start: day,
    end: day,
    deleted: fc.constantFrom('2026-01-10'),
  },
  { noNullPrototype: true, requiredKeys: ['type', 'start'] },
)
const row = fc
  .record(
    {
      who: fc.integer({ min: 1, max: 4 }),
      plans: fc.array(plan, { minLength: 1, maxLength: 2 }),
      isWrong: fc.integer({ max: 9, min: 0 }),
    },
    { noNullPrototype: true },
  )
  .map(
    ({ who, plans, isWrong }): SubmittedRecord => ({
      ...record(who, ...plans),
      subjects: [subject(who, isWrong === 0 ? { familyName: 'Other' } : {})],
    }),
  )
const file = fc.array(row, { minLength: 1, maxLength: 4 })

const plansNow = () =>
  rows(`select child_key, authority_code, type, start_date, end_date, delete_date, shown_until, person_sealed, upload_sequence, position
    from register.plan order by 1, 2, 3`)

test('applied twice equals applied once, as a message and as a file', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 4 }), async files => {
      await register.empty()
      for (const [index, records] of files.entries()) {
        const content = upload(index + 1, ...records)
        const delivery = { messageId: `M${index}`, senderMailbox: 'X26-1', receivedAt: state.now, content }
        const answer = await applyUpload(deps, delivery)
        const before = await register.everything()
        assert.deepEqual(await applyUpload(deps, delivery), answer)
        assert.deepEqual(await send(content), answer)
        assert.deepEqual(await register.everything(), before)
      }
    }),
    { numRuns: 20 },
  )
})

test('whatever order files come in, the state is that of the accepted ones in their order; the rest are refused', async () => {
  const shuffled = fc
    .array(file, { minLength: 2, maxLength: 5 })
    .chain(files => fc.tuple(fc.constant(files), fc.shuffledSubarray([...files.keys()], { minLength: files.length })))
  await fc.assert(
    fc.asyncProperty(shuffled, async ([files, order]) => {
      await register.empty()
      const accepted: number[] = []
      for (const index of order) {
        const answer = await send(upload(index + 1, ...(files[index] ?? [])))
        if (answer.fileCode === 'CPF01') assert.equal(answer.detail?.code, 'X-SEQ-OUT-OF-ORDER')
        else accepted.push(index)
      }
      assert.deepEqual(
        accepted,
        [...accepted].sort((a, b) => a - b),
      )
      const state = await plansNow()
      await register.empty()
      for (const index of accepted) await send(upload(index + 1, ...(files[index] ?? [])))
      assert.deepEqual(await plansNow(), state)
    }),
    { numRuns: 20 },
  )
})

test('a refused row leaves the plan as it was, an accepted one is what is held; another authority is never touched', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 4 }), async files => {
      await register.empty()
      await send(
        fromSampleton(upload(1, ...[1, 2, 3, 4].map(n => record(n, { type: 'CPP', start: '2024-01-01' })))),
        'X26-2',
      )
      const of = (code: string) =>
        rows('select * from register.plan where authority_code = $1 order by child_key, type', code)
      const others = await of('LA-2')
      for (const [index, records] of files.entries()) {
        const before = await of('LA-1')
        const answer = await send(upload(index + 1, ...records))
        const after = await of('LA-1')
        for (const verdict of answer.verdicts) {
          const number = verdict.record.subjects[0]?.nhsNumber
          const own = (all: typeof before) => all.filter(held => held['nhs_number'] === number)
          if (verdict.code !== 'CPR06') assert.deepEqual(own(after), own(before))
          else
            for (const sent of verdict.record.plans) {
              const held = own(after).find(one => one['type'] === sent.type)
              assert.equal(held?.['start_date'], sent.start)
              assert.equal(held?.['delete_date'], sent.deleted ?? null)
            }
        }
      }
      assert.deepEqual(await of('LA-2'), others)
      const [{ lost } = {}] = await rows(`select count(*) as lost from (
          select 1 from register.plan_history group by child_key, authority_code, type
          having count(*) <> max(version) or count(distinct version) <> max(version)) gaps`)
      assert.equal(lost, 0)
    }),
    { numRuns: 20 },
  )
})

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('2025-01-01', '0000-00-00', '9999-12-31', '-1', '\0', '\ud800'),
)
const anySubject: fc.Arbitrary<SubmittedSubject> = fc.record(
  {
    kind: fc.constantFrom('child' as const, 'mother' as const),
    nhsNumber: fc.oneof(anyText, fc.integer({ min: 1, max: 3 }).map(inventedNumber)),
    localId: anyText,
    localIdAuthority: anyText,
    familyName: fc.oneof(anyText, fc.constant('Sample')),
    givenName: fc.oneof(anyText, fc.constant('Sam')),
    birthDate: fc.oneof(anyText, fc.constant('2015-03-01')),
  },
  { noNullPrototype: true, requiredKeys: ['kind'] },
)
const anyPlan: fc.Arbitrary<SubmittedPlan> = fc.record(
  {
    type: fc.constantFrom('CPP' as const, 'LAC' as const, 'UCP' as const),
    start: anyText,
    end: anyText,
    deleted: anyText,
  },
  { noNullPrototype: true, requiredKeys: ['type'] },
)
const anyRecord: fc.Arbitrary<SubmittedRecord> = fc.record(
  {
    position: fc.integer(),
    plans: fc.array(anyPlan, { maxLength: 4 }),
    subjects: fc.array(anySubject, { maxLength: 3 }),
    fault: fc.constant('odd'),
  },
  { noNullPrototype: true, requiredKeys: ['position', 'plans', 'subjects'] },
)

test('random rows never throw: each gets one verdict', () => {
  const findings = new Map(register.pds)
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 6 }), records => {
      const by = {
        findings,
        replaced: new Set<never>(),
        held: [],
        settings: DEFAULT_REGISTER_SETTINGS,
        today: TODAY,
        newId: () => 'id',
      }
      const judged = judgeRows({ upload: upload(1, ...records), ...by })
      assert.equal(judged.length, records.length)
      for (const one of judged) assert.match(one.code, /^CPR0[1-7]$/)
    }),
    { numRuns: 300 },
  )
})

test('random files never throw: each is answered, and its answer is kept word for word', async () => {
  const anyFile: fc.Arbitrary<SubmittedUpload> = fc
    .tuple(
      fc.oneof(fc.nat().map(String), anyText),
      fc.array(anyRecord, { maxLength: 4 }),
      fc.oneof(fc.constant(undefined), fc.double()),
    )
    .map(([sequence, records, count]) => ({
      ...upload(sequence, ...records),
      ...(count !== undefined && { declaredCount: count }),
    }))
  let message = 0
  await fc.assert(
    fc.asyncProperty(anyFile, async content => {
      await register.empty()
      message += 1
      const delivery = { messageId: `RANDOM-${message}`, senderMailbox: 'X26-1', receivedAt: state.now, content }
      const answer = await applyUpload(deps, delivery)
      assert.match(answer.fileCode, /^CPF0[1-5]$/)
      assert.deepEqual(await applyUpload(deps, delivery), answer)
    }),
    { numRuns: 60 },
  )
})
