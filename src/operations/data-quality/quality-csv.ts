import { csvText } from '../csv.ts'
import { causeWords } from './cause-words.ts'
import type { AuthorityQuality, NationalQuality, QualityRow } from './quality.ts'

const TREND_HEADER = [
  'received_at',
  'file_code',
  'detail_code',
  'processed',
  'stored',
  'held',
  'unmatched',
  'matched_percent',
  'skipped',
]

/** The trend of an authority over its uploads, newest first. */
export function trendCsv({ trend }: AuthorityQuality): string {
  return csvText(
    TREND_HEADER,
    trend.map(point => [
      point.receivedAt.toISOString(),
      point.fileCode,
      point.detailCode,
      point.processed,
      point.stored,
      point.held,
      point.unmatched,
      point.matchedPercent,
      point.skipped,
    ]),
  )
}

/** What an authority has to mend, by cause. */
export function causesCsv({ latest }: AuthorityQuality): string {
  const causes = latest?.causes ?? []
  return csvText(
    ['code', 'detail', 'in_file', 'outstanding', 'meaning', 'what_to_do'],
    causes.map(cause => {
      const { short, mend } = causeWords(cause)
      return [cause.code, cause.detail, cause.inFile, cause.outstanding, short, mend]
    }),
  )
}

const NATIONAL_HEADER = [
  'authority_code',
  'authority_name',
  'matched_percent',
  'held',
  'unmatched',
  'last_accepted_at',
  'days_silent',
  'superseded',
  'sensitive',
  'late_ends',
  'withdrawn',
  'unborn_overdue',
  'near_eighteen',
  'shared',
  'contacts',
  'contacts_to_confirm',
]

/** A line for each authority, and one of their sums. */
export function nationalCsv({ rows, totals }: NationalQuality): string {
  const sums = [
    ...['', 'England', totals.matchedPercent, totals.held, totals.unmatched, undefined, undefined],
    ...[totals.superseded, totals.sensitive, totals.lateEnds, totals.withdrawn, totals.unbornOverdue],
    ...[totals.nearEighteen, totals.shared, undefined, undefined],
  ]
  return csvText(NATIONAL_HEADER, [...rows.map(cellsOf), sums])
}

function cellsOf(row: QualityRow): (string | number | undefined)[] {
  const { latest } = row
  return [
    ...[row.authorityCode, row.authorityName, row.matchedPercent, latest?.held, latest?.unmatched],
    ...[row.lastAcceptedAt?.toISOString(), row.daysSilent, row.superseded, row.sensitive, row.lateEnds],
    ...[latest?.withdrawn, latest?.unbornOverdue, latest?.nearEighteen, latest?.shared],
    ...[row.contacts, row.contactsToConfirm],
  ]
}
