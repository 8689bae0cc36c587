import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, calendarDate } from '../../platform/index.ts'
import { type Cells, CONFIGURATION, childCells, NUMBERS, rowsOf } from '../fixture.ts'
import { draftRecords, type Scope } from './draft.ts'

function drafts(...cells: Cells[]) {
  return draftsWithin(CONFIGURATION, ...cells)
}

function draftsWithin(scope: Scope, ...cells: Cells[]) {
  return draftRecords(rowsOf(...cells), scope).map(({ kind, personId, subject, rows, plans }) => ({
    kind,
    personId,
    subject: subject.number,
    rows: rows.map(row => row.number),
    plans: plans.map(({ rows: _, ...plan }) => plan),
  }))
}

const child = { kind: 'child', personId: 'P1', subject: 2 }

test('one child with both plans is one record', () => {
  const both = childCells({ cpStart: '2025-11-03', legalStatus: 'C1', lsStart: '2026-01-05', lsEnd: '2026-02-01' })
  assert.deepEqual(drafts(both), [
    {
      ...child,
      rows: [2],
      plans: [
        { type: 'CPP', start: '2025-11-03' },
        { type: 'LAC', start: '2026-01-05', end: '2026-02-01' },
      ],
    },
  ])
})

test('a change of legal status goes on as one looked-after period', () => {
  const [draft] = drafts(
    childCells({ legalStatus: 'C2', lsStart: '2025-06-02' }),
    childCells({ legalStatus: 'C1', lsStart: '2025-03-01', lsEnd: '2025-06-01' }),
    childCells({ legalStatus: 'V2', lsStart: '2025-01-10', lsEnd: '2025-03-01' }),
  )
  assert.deepEqual(draft?.plans, [{ type: 'LAC', start: '2025-01-10' }])
})

test('a day between two periods makes the later one count', () => {
  const [draft] = drafts(
    childCells({ legalStatus: 'V2', lsStart: '2025-01-10', lsEnd: '2025-03-01' }),
    childCells({ legalStatus: 'C1', lsStart: '2025-03-03', lsEnd: '2025-06-01' }),
  )
  assert.deepEqual(draft?.plans, [{ type: 'LAC', start: '2025-03-03', end: '2025-06-01' }])
})

test('a status that is not shared carries no plan', () => {
  assert.deepEqual(drafts(childCells({ legalStatus: 'V3', lsStart: '2025-01-10' })), [
    { ...child, rows: [2], plans: [] },
  ])
})

test('of two child protection plans the later counts; one entered in error counts only alone', () => {
  const ended = childCells({ cpStart: '2024-01-10', cpEnd: '2024-06-01' })
  const live = childCells({ cpStart: '2025-10-01' })
  const wrong = childCells({ cpStart: '2025-12-01', deleteDate: '2026-01-02' })
  assert.deepEqual(drafts(live, ended)[0]?.plans, [{ type: 'CPP', start: '2025-10-01' }])
  assert.deepEqual(drafts(live, wrong)[0]?.plans, [{ type: 'CPP', start: '2025-10-01' }])
  assert.deepEqual(drafts(wrong)[0]?.plans, [{ type: 'CPP', start: '2025-12-01', deleted: '2026-01-02' }])
})

const UNBORN = { expectedDateOfBirth: '2026-06-01', unbornPlanStart: '2026-02-01', unbornPlanEnd: '2026-06-01' }
const unborn = (cells: Cells = {}) =>
  childCells({
    dateOfBirth: '',
    nhsNumber: '',
    givenNames: 'Unborn',
    localPersonId: 'U1',
    motherPersonId: 'M1',
    ...UNBORN,
    ...cells,
  })
const mother = (cells: Cells = {}) =>
  childCells({ localPersonId: 'M1', nhsNumber: NUMBERS[1], dateOfBirth: '1998-07-07', ...cells })
const onMother = { kind: 'mother', personId: 'M1', plans: [{ type: 'UCP', start: '2026-02-01', end: '2026-06-01' }] }

test("the plan of an unborn child stands on the mother, from the child's row or from her own", () => {
  assert.deepEqual(drafts(unborn(), mother()), [{ ...onMother, subject: 3, rows: [3, 2] }])
  const own = mother({ unbornPlanStart: '2026-02-01', unbornPlanEnd: '2026-06-01', motherPersonId: 'GRANDMOTHER' })
  assert.deepEqual(drafts(own), [{ ...onMother, subject: 2, rows: [2] }])
})

test('twins make one plan on the mother', () => {
  const twin = unborn({ localPersonId: 'U2', unbornPlanStart: '2026-02-05' })
  assert.deepEqual(drafts(unborn(), twin, mother()), [{ ...onMother, subject: 4, rows: [4, 2, 3] }])
})

test("a baby born since still has the plan on the mother's record, and its own beside it", () => {
  const baby = unborn({
    dateOfBirth: '2026-03-01',
    nhsNumber: NUMBERS[2],
    cpStart: '2026-03-02',
    unbornPlanEnd: '2026-03-01',
  })
  assert.deepEqual(drafts(baby, mother()), [
    { kind: 'child', personId: 'U1', subject: 2, rows: [2], plans: [{ type: 'CPP', start: '2026-03-02' }] },
    { ...onMother, subject: 3, rows: [3, 2], plans: [{ type: 'UCP', start: '2026-02-01', end: '2026-03-01' }] },
  ])
})

test('a person without a word of a plan makes no record', () => {
  assert.deepEqual(drafts(childCells()), [])
})

test('statuses laid end to end are one period, in whatever order their rows come', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(lengths, fc.boolean(), fc.infiniteStream(fc.nat()), (days, open, order) => {
      const first = calendarDate('2015-01-01')
      let next = first
      const rows = days.map((length, index) => {
        const [start, end] = [next, addDays(next, length - 1)]
        next = addDays(end, 1)
        return childCells({ legalStatus: 'C1', lsStart: start, lsEnd: open && index === days.length - 1 ? '' : end })
      })
      const shuffled = rows.map(row => [order.next().value as number, row] as const).sort((a, b) => a[0] - b[0])
      const [draft] = drafts(...shuffled.map(([, row]) => row))
      assert.deepEqual(draft?.plans, [{ type: 'LAC', start: first, ...(!open && { end: addDays(next, -1) }) }])
    }),
    { numRuns: 100 },
  )
})

test('the category of a plan comes with it only once it is sent; several of one plan are MUL, a looked-after period has none', () => {
  const plans = (sendsCategory: boolean, ...cells: Cells[]) =>
    draftsWithin({ ...CONFIGURATION, sendsCategory }, ...cells).flatMap(draft =>
      draft.plans.map(({ type, category }) => [type, category]),
    )
  const both = childCells({ cpStart: '2025-11-03', legalStatus: 'C1', lsStart: '2026-01-05', planCategory: 'NEG' })
  assert.deepEqual(plans(false, both), [
    ['CPP', undefined],
    ['LAC', undefined],
  ])
  assert.deepEqual(plans(true, both), [
    ['CPP', 'NEG'],
    ['LAC', undefined],
  ])
  assert.deepEqual(plans(true, both, childCells({ cpStart: '2025-11-03', planCategory: 'PHY' }))[0], ['CPP', 'MUL'])
  assert.deepEqual(plans(true, childCells({ cpStart: '2025-11-03', planCategory: 'unheard of' })), [['CPP', undefined]])
  const mother = { unbornPlanStart: '2026-02-01', unbornPlanEnd: '2026-06-01', planCategory: 'EMO' }
  assert.deepEqual(plans(true, childCells(mother)), [['UCP', 'EMO']])
})
