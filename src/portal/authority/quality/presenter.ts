import { type AuthorityQuality, causeWords, MATCHED_AT_LEAST, SILENT_AFTER_DAYS } from '../../../operations/index.ts'
import { type CalendarDate, daysBetween } from '../../../platform/index.ts'
import type { OwnPlan } from '../../../register/index.ts'
import { presentChart } from '../../components/chart/presenter.ts'
import { presentGauge } from '../../components/gauge/presenter.ts'
import { type Cell, figure, type Table } from '../../components/table/presenter.ts'
import { dateAndTime, day } from '../../frame/words.ts'
import { asSentence } from '../words.ts'

/** At most so many plans of unborn children are listed. */
export const MOST_UNBORN = 50
/** So many uploads fit into the picture. */
const POINTS = 20

const SHORT_DAY = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', day: 'numeric', month: 'short' })

/** How good an authority's records are, and what is to be mended. */
export function presentQuality(quality: AuthorityQuality, unborn: readonly OwnPlan[]) {
  const { trend, on } = quality
  const points = trend
    .slice(0, POINTS)
    .toReversed()
    .flatMap(point =>
      point.matchedPercent === undefined
        ? []
        : [{ label: SHORT_DAY.format(point.receivedAt), value: point.matchedPercent }],
    )
  return {
    title: 'Data quality',
    gauge: presentGauge({
      id: 'matched',
      title: 'Children and mothers matched to an NHS number',
      percent: quality.matchedPercent,
      aim: MATCHED_AT_LEAST,
    }),
    causes: causesOf(quality),
    measures: measuresOf(quality),
    unborn: unbornOf(unborn, on),
    chart: presentChart({
      id: 'trend',
      title: 'Matched, of a hundred',
      description: described(points),
      kind: 'line',
      of: 'Upload of',
      counts: 'Matched %',
      points,
    }),
  }
}

function described(points: readonly { readonly label: string; readonly value: number }[]): string {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return 'There is nothing to draw yet.'
  return `From ${first.value} % on ${first.label} to ${last.value} % on ${last.label}, over ${points.length} uploads.`
}

/** What stands between an authority's records and the NHS, by cause. */
function causesOf({ latest }: AuthorityQuality): Table {
  const causes = (latest?.causes ?? []).filter(cause => cause.outstanding + cause.inFile > 0)
  return {
    caption: 'What is not stored, by cause',
    head: ['Cause', 'Code', 'What to do', 'In your last file', 'Not mended yet'],
    rows: causes.map(cause => {
      const { short, mend } = causeWords(cause)
      const code = cause.detail === undefined ? cause.code : `${cause.code} ${cause.detail}`
      return [
        { text: asSentence(short) },
        { text: code },
        { text: asSentence(mend) },
        figure(cause.inFile),
        figure(cause.outstanding),
      ]
    }),
    empty: 'Everything you sent is stored.',
  }
}

function measuresOf(quality: AuthorityQuality): Table {
  const { latest, daysSilent, lastAcceptedAt } = quality
  const silence = daysSilent === undefined ? 'No file was ever taken' : `${daysSilent}, last ${whenOf(lastAcceptedAt)}`
  const row = (name: string, value: Cell, what: string): Cell[] => [{ text: name }, value, { text: what }]
  return {
    caption: 'Measures',
    head: ['Measure', 'Figure', 'What it means'],
    rows: [
      row('Days since a file was taken', { text: silence }, `No more than ${SILENT_AFTER_DAYS}: send all once a week.`),
      row('Numbers replaced (CPR05)', figure(quality.superseded), 'Enter the new number and send again.'),
      row('Restricted records (CPR02)', figure(quality.sensitive), 'Share by your safeguarding route.'),
      row('Ends more than 365 days past', figure(quality.lateEnds), 'If still shown, send with a delete date.'),
      row('Unborn plans that should be over', figure(latest?.unbornOverdue ?? 0), 'End them, or send the child.'),
      row('Withdrawn numbers', figure(latest?.withdrawn ?? 0), 'Find the number that holds now.'),
      row('Eighteen within 30 days', figure(latest?.nearEighteen ?? 0), 'They stop being shown by themselves.'),
      row(
        'Also held by another authority',
        figure(latest?.shared ?? 0),
        'A move that one of you has not ended, often.',
      ),
      row('File numbers left out', figure(latest?.skipped ?? 0), 'A file may have been lost on the way.'),
    ],
    empty: '',
  }
}

function whenOf(at: Date | undefined): string {
  return at === undefined ? 'unknown' : dateAndTime(at)
}

function unbornOf(plans: readonly OwnPlan[], on: CalendarDate): Table {
  return {
    caption: 'Plans of unborn children that should be over',
    head: ['Your id of the mother', 'Since', 'Age in days', 'End'],
    rows: plans.map(plan => [
      { text: plan.localId ?? 'no id given' },
      { text: day(plan.start) },
      figure(daysBetween(plan.start, on)),
      { text: plan.end === undefined ? 'None' : day(plan.end) },
    ]),
    empty: 'There are none.',
  }
}
