import type { SubmittedRecord, SubmittedUpload, UnreadableUpload } from '../upload.ts'
import type { Row } from './row.ts'
import type { DetailCode } from './verdict-details.ts'

/** In place of a category that came before it was decided: it is told that one came, and not kept which. */
const NOT_KEPT = ''

/**
 * A file as it may be kept: where the category is not decided on, no record says which one its plans carry. What is
 * special about a child and nobody agreed to hold is not held, not even in the copy of the record (decision 64).
 */
export function withoutUndecided<Content extends SubmittedUpload | UnreadableUpload>(
  content: Content,
  isOffered: boolean,
): Content {
  if (isOffered || content.kind === 'unreadable') return content
  return { ...content, records: withoutCategories(content.records) }
}

/** Records without what their categories say. Those that carry none are the same objects. */
export function withoutCategories(records: readonly SubmittedRecord[]): SubmittedRecord[] {
  return records.map(record =>
    record.plans.some(plan => plan.category !== undefined)
      ? {
          ...record,
          plans: record.plans.map(plan => (plan.category === undefined ? plan : { ...plan, category: NOT_KEPT })),
        }
      : record,
  )
}

/**
 * What is said beside a stored row of a category that was not: it came before it was decided, or it is none the
 * register knows for such a plan. The category is context, so a row is never refused for it (programme.md S-058).
 */
export function categoryDetail({ record, plans, offersCategory }: Row): DetailCode | undefined {
  const carried = record.plans.filter(plan => plan.category !== undefined && plan.deleted === undefined)
  if (carried.length === 0) return undefined
  if (!offersCategory || carried.some(plan => plan.category === NOT_KEPT)) return 'X-CATEGORY-NOT-DECIDED'
  const read = plans.filter(plan => plan.deleted === null && plan.category !== null)
  return read.length < carried.length ? 'X-CATEGORY-UNKNOWN' : undefined
}
