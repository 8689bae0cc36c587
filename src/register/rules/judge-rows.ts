import type { NhsNumber, PdsFinding } from '../../demographics/index.ts'
import type { CalendarDate } from '../../platform/index.ts'
import { isPlanCategoryOffered } from '../cohorts.ts'
import type { Plan, PlanChange } from '../plan.ts'
import type { RegisterSettings } from '../settings.ts'
import type { NumberedVerdict } from '../store/uploads.ts'
import type { PlanType, SubmittedRecord, SubmittedUpload } from '../upload.ts'
import { matchPerson, type NameStep } from './match-person.ts'
import { changeByPlan } from './plan-change.ts'
import { subjectOf } from './plan-rules.ts'
import { isMissing, numbersOf, type Row, readPlan, rememberDays, type SentPlan } from './row.ts'
import { judgeRow } from './row-rules.ts'
import { closeHeld, closesWithdrawn, isNotInUse, matchHeld } from './withdrawn-plans.ts'

/** Everything the verdicts of a file hang on. */
export type JudgedBy = {
  readonly upload: SubmittedUpload
  readonly findings: ReadonlyMap<NhsNumber, PdsFinding>
  readonly replaced: ReadonlySet<NhsNumber>
  readonly held: readonly Plan[]
  readonly today: CalendarDate
  readonly settings: Pick<RegisterSettings, 'nameSteps' | 'endDateInFuture' | 'cohorts'>
  readonly newId: () => string
}

/** The verdict on a record and what it changes: nothing unless the code is CPR06. */
export type JudgedRow = NumberedVerdict & {
  readonly changes: readonly PlanChange[]
  readonly match: NameStep | 'none'
}

const NOTHING_HELD: ReadonlyMap<PlanType, Plan> = new Map()

/** Judges every record of a file, each alone but for numbers that occur twice. Pure. */
export function judgeRows(by: JudgedBy): JudgedRow[] {
  const held = Map.groupBy(by.held, plan => plan.nhsNumber)
  const numbers = by.upload.records.map(numbersOf)
  const readDay = rememberDays()
  const offersCategory = isPlanCategoryOffered(by.settings.cohorts(), by.today)
  const occurrences = Map.groupBy(numbers.flat(), number => number)
  return by.upload.records.map((record, index) => {
    const own = numbers[index] ?? []
    const [number] = own
    const plans = record.plans.map(plan => readPlan(plan, readDay))
    const heldHere = number === undefined ? undefined : held.get(number)
    const heldByType = heldHere === undefined ? NOTHING_HELD : new Map(heldHere.map(plan => [plan.type, plan]))
    const row: Row = {
      record,
      plans,
      birthDates: record.subjects.map(subject => readDay(subject.birthDate)),
      numbers: own,
      recordsWithNumber: Math.max(0, ...own.map(one => occurrences.get(one)?.length ?? 0)),
      ...pdsSideOf({ record, plans, number, held: heldByType }, by),
      held: heldByType,
      emergencyPhoneSent: !isMissing(by.upload.authority.emergencyPhone),
      endDateInFuture: by.settings.endDateInFuture,
      offersCategory,
      today: by.today,
    }
    const verdict = judgeRow(row)
    const changes = verdict.code === 'CPR06' ? changesOf(row, index + 1, by.newId) : []
    return { record, ...verdict, ...(number !== undefined && { nhsNumber: number }), changes, match: row.match }
  })
}

type Asked = {
  readonly record: SubmittedRecord
  readonly plans: readonly SentPlan[]
  readonly number: NhsNumber | undefined
  readonly held: ReadonlyMap<PlanType, Plan>
}

function pdsSideOf(
  { record, plans, number, held }: Asked,
  by: JudgedBy,
): Pick<Row, 'finding' | 'isReplaced' | 'closesWithdrawn' | 'match'> {
  const finding: PdsFinding = (number !== undefined && by.findings.get(number)) || { kind: 'unknown' }
  const isReplaced = number !== undefined && by.replaced.has(number)
  const closes = isNotInUse(finding) && closesWithdrawn(plans, held, by.today)
  const side = { finding, isReplaced, closesWithdrawn: closes }
  if (closes) {
    const closed = plans.flatMap(plan => held.get(plan.type) ?? [])
    return { ...side, match: matchHeld(record, closed, by.settings.nameSteps) }
  }
  if (finding.kind !== 'current') return { ...side, match: 'none' }
  const steps = record.subjects.map(subject => matchPerson(subject, finding.person, by.settings.nameSteps))
  const match = steps.includes('none') ? 'none' : (steps[0] ?? 'none')
  return { ...side, match }
}

function changesOf(row: Row, position: number, newId: () => string): PlanChange[] {
  const { finding, record, plans, today, offersCategory } = row
  const [nhsNumber] = row.numbers
  if (row.closesWithdrawn) {
    return plans.flatMap(plan => {
      const held = row.held.get(plan.type)
      return held === undefined ? [] : (closeHeld(plan, held, position) ?? [])
    })
  }
  if (finding.kind !== 'current' || finding.person.birthDate === undefined || nhsNumber === undefined) return []
  const pdsBirthDate = finding.person.birthDate
  return plans.flatMap(plan => {
    const subject = record.subjects.find(one => one.kind === subjectOf(plan.type))
    if (subject === undefined) return []
    const accepted = { nhsNumber, plan, subject, pdsBirthDate, position, today, offersCategory }
    return changeByPlan(accepted, row.held.get(plan.type), newId) ?? []
  })
}
