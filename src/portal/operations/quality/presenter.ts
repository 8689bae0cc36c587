import {
  type AuthorityQuality,
  causeWords,
  MATCHED_AT_LEAST,
  type MatchedDay,
  type NationalQuality,
  type QualityRow,
} from '../../../operations/index.ts'
import { presentChart } from '../../components/chart/presenter.ts'
import { presentGauge } from '../../components/gauge/presenter.ts'
import { presentPagination } from '../../components/pagination/presenter.ts'
import { type Cell, figure, type Table } from '../../components/table/presenter.ts'
import { countOf, summaryOf } from '../../frame/fields.ts'
import { dateAndTime, shortDay } from '../../frame/words.ts'

const POINTS = 20
export const AUTHORITIES_ON_PAGE = 25

type National = { readonly quality: NationalQuality; readonly trend: readonly MatchedDay[]; readonly page: number }

/** All of England: the sums, how they went, what is to be mended, and every authority, the worst first. */
export function presentNational({ quality, trend, page }: National) {
  const { rows, totals } = quality
  const sorted = rows.toSorted((one, other) => gravityOf(other) - gravityOf(one))
  return {
    title: 'Data quality in England',
    gauge: presentGauge({
      id: 'matched',
      title: 'Children and mothers matched to an NHS number',
      percent: totals.matchedPercent,
      aim: MATCHED_AT_LEAST,
    }),
    facts: summaryOf([
      ['Authorities', `${totals.authorities}, ${totals.reporting} of them with a report`],
      ['Silent for too long', countOf(totals.silent, 'authority', 'authorities')],
      ['Below the aim', countOf(totals.belowAim, 'authority', 'authorities')],
      [
        'People held and not matched',
        `${totals.held.toLocaleString('en-GB')} and ${totals.unmatched.toLocaleString('en-GB')}`,
      ],
      ['Numbers replaced or withdrawn', `${totals.superseded} and ${totals.withdrawn}`],
      ['Restricted at PDS', totals.sensitive.toLocaleString('en-GB')],
      ['Plans ended too late', totals.lateEnds.toLocaleString('en-GB')],
      ['Unborn and overdue', totals.unbornOverdue.toLocaleString('en-GB')],
      ['Near 18', totals.nearEighteen.toLocaleString('en-GB')],
      ['Known to several authorities', totals.shared.toLocaleString('en-GB')],
      ['Contacts', `${totals.withoutContacts} authorities without, ${totals.contactsStale} to confirm`],
    ]),
    chart: chartOf('Matched in England, of a hundred', {
      of: 'Day',
      points: trend.map(one => ({ label: shortDay(one.day), value: one.matchedPercent })),
    }),
    causes: causesTable(totals.causes),
    table: {
      caption: 'Every authority, the worst first',
      head: ['Authority', 'Matched', 'Held', 'Not matched', 'Last taken', 'State'],
      rows: sorted
        .slice((page - 1) * AUTHORITIES_ON_PAGE, page * AUTHORITIES_ON_PAGE)
        .map(row => [
          { text: row.authorityName, href: `/operations/quality/${encodeURIComponent(row.authorityCode)}` },
          { text: row.matchedPercent === undefined ? 'nothing yet' : `${row.matchedPercent} %`, isNumber: true },
          figure(row.latest?.held ?? 0),
          figure(row.latest?.unmatched ?? 0),
          { text: row.lastAcceptedAt === undefined ? 'never' : dateAndTime(row.lastAcceptedAt) },
          stateOf(row),
        ]),
      empty: 'There is no authority on this page.',
    } satisfies Table,
    pages: presentPagination({
      page,
      pages: Math.ceil(rows.length / AUTHORITIES_ON_PAGE),
      path: '/operations/quality',
    }),
  }
}

/** What fell silent before what is below the aim, before what never sent, before what is well. */
function gravityOf({ isSilent, isBelowAim, daysSilent }: QualityRow): number {
  if (isSilent && daysSilent !== undefined) return 3
  if (isBelowAim) return 2
  return isSilent ? 1 : 0
}

function stateOf({ isSilent, isBelowAim, daysSilent }: QualityRow): Cell {
  if (isSilent)
    return { text: daysSilent === undefined ? 'Nothing sent' : `Silent ${countOf(daysSilent, 'day')}`, tag: 'red' }
  return isBelowAim ? { text: 'Below the aim', tag: 'orange' } : { text: 'Well', tag: 'green' }
}

type Outstanding = {
  readonly code: Parameters<typeof causeWords>[0]['code']
  readonly detail?: string
  readonly outstanding: number
}

function causesTable(causes: readonly Outstanding[]): Table {
  return {
    caption: 'What is to be mended',
    head: ['Code', 'What is wrong', 'What to do', 'Records'],
    rows: causes
      .filter(cause => cause.outstanding > 0)
      .map(cause => {
        const { short, mend } = causeWords(cause)
        return [{ text: cause.code }, { text: short }, { text: mend }, figure(cause.outstanding)]
      }),
    empty: 'Nothing is to be mended.',
  }
}

type Points = { readonly of: string; readonly points: readonly { readonly label: string; readonly value: number }[] }

function chartOf(title: string, { of, points }: Points) {
  const [first, last] = [points[0], points.at(-1)]
  return presentChart({
    id: 'trend',
    title,
    description:
      first === undefined || last === undefined
        ? 'There is nothing to draw yet.'
        : `From ${first.value} % on ${first.label} to ${last.value} % on ${last.label}.`,
    kind: 'line',
    of,
    counts: 'Matched %',
    points,
  })
}

/** One authority: its figures, what it has to mend, and its uploads. */
export function presentAuthority(quality: AuthorityQuality) {
  const { authorityCode, authorityName, latest, trend } = quality
  const points = trend
    .slice(0, POINTS)
    .toReversed()
    .flatMap(({ receivedAt, matchedPercent }) =>
      matchedPercent === undefined
        ? []
        : [{ label: shortDay(receivedAt.toISOString().slice(0, 10)), value: matchedPercent }],
    )
  return {
    title: authorityName,
    path: `/operations/quality/${encodeURIComponent(authorityCode)}`,
    gauge: presentGauge({
      id: 'matched',
      title: 'Matched to an NHS number',
      percent: quality.matchedPercent,
      aim: MATCHED_AT_LEAST,
    }),
    state: stateOf(quality),
    facts: summaryOf([
      [
        'Last upload that was taken',
        quality.lastAcceptedAt === undefined ? 'none' : dateAndTime(quality.lastAcceptedAt),
      ],
      ['People held and not matched', `${latest?.held ?? 0} and ${latest?.unmatched ?? 0}`],
      ['Not matched since', latest?.unmatchedSince === undefined ? 'nobody waits' : dateAndTime(latest.unmatchedSince)],
      ['Files left out before the last', String(latest?.skipped ?? 0)],
      ['Numbers replaced or withdrawn', `${quality.superseded} and ${latest?.withdrawn ?? 0}`],
      ['Restricted at PDS', String(quality.sensitive)],
      ['Plans ended too late', String(quality.lateEnds)],
      ['Unborn and overdue', String(latest?.unbornOverdue ?? 0)],
      ['Near 18', String(latest?.nearEighteen ?? 0)],
      ['Known to another authority too', String(latest?.shared ?? 0)],
      ['Contacts', `${quality.contacts}, ${quality.contactsToConfirm} to confirm`],
    ]),
    causes: causesTable(latest?.causes ?? []),
    chart: chartOf('Matched, of a hundred', { of: 'Upload of', points }),
    uploads: {
      caption: 'Its last uploads',
      head: ['Received', 'Answer', 'Records', 'Stored', 'Held', 'Not matched'],
      rows: trend.map(point => [
        { text: dateAndTime(point.receivedAt) },
        { text: point.detailCode === undefined ? point.fileCode : `${point.fileCode} ${point.detailCode}` },
        figure(point.processed),
        figure(point.stored),
        figure(point.held),
        figure(point.unmatched),
      ]),
      empty: 'It has sent nothing yet.',
    } satisfies Table,
  }
}
