import { LOOK_UP_DAYS, TREND_DAYS, type Trends } from '../../../operations/index.ts'
import { presentChart } from '../../components/chart/presenter.ts'
import { figure, type Table } from '../../components/table/presenter.ts'
import { countOf } from '../../frame/fields.ts'
import { shortDay } from '../../frame/words.ts'

const KINDS = ['uploads', 'look-ups', 'notices', 'mesh'] as const
export type TrendName = (typeof KINDS)[number]

/** The trend a path names. */
export function readTrendName(text: string): TrendName | undefined {
  return KINDS.find(one => one === text)
}

const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0)

/** What came and went, drawn; the table of each stands beside it. */
export function presentTrends({ uploads, lookUps, notices, mesh }: Trends) {
  const files = sum(uploads.map(one => one.files))
  const made = sum(notices.map(one => one.made))
  const asked = sum(lookUps.map(one => one.standard + one.silent))
  const worst = Math.max(0, ...mesh.map(one => one.disconnected))
  return {
    title: 'Charts',
    charts: [
      {
        chart: {
          ...presentChart({
            id: 'uploads',
            title: 'Uploads a day',
            description: `${countOf(files, 'file')} in the last ${TREND_DAYS} days, ${sum(uploads.map(one => one.refused))} of them not taken as a whole.`,
            kind: 'bars',
            of: 'Day',
            counts: 'Files',
            points: uploads.map(one => ({ label: shortDay(one.day), value: one.files })),
          }),
          table: tableOf('Uploads a day: the figures', ['Day', 'Files', 'Not taken'], {
            rows: uploads.map(one => [{ text: shortDay(one.day) }, figure(one.files), figure(one.refused)]),
          }),
        },
        csv: '/operations/charts/uploads.csv',
      },
      {
        chart: {
          ...presentChart({
            id: 'look-ups',
            title: 'Look-ups by care setting',
            description: `${countOf(asked, 'look-up')} in the last ${LOOK_UP_DAYS} days, over all doors.`,
            kind: 'bars',
            of: 'Care setting',
            counts: 'Look-ups',
            points: lookUps.map((one, index) => ({ label: String(index + 1), value: one.standard + one.silent })),
          }),
          table: tableOf('Look-ups by care setting: the figures', ['Bar', 'Care setting', 'Told', 'Silent'], {
            rows: lookUps.map((one, index) => [
              { text: String(index + 1) },
              { text: one.setting },
              figure(one.standard),
              figure(one.silent),
            ]),
          }),
        },
        csv: '/operations/charts/look-ups.csv',
      },
      {
        chart: {
          ...presentChart({
            id: 'notices',
            title: 'Notices a day',
            description: `${countOf(made, 'notice')} in the last ${TREND_DAYS} days, ${sum(notices.map(one => one.undeliverable))} of them expired uncollected.`,
            kind: 'bars',
            of: 'Day',
            counts: 'Notices',
            points: notices.map(one => ({ label: shortDay(one.day), value: one.made })),
          }),
          table: tableOf('Notices a day: the figures', ['Day', 'Made', 'Expired'], {
            rows: notices.map(one => [{ text: shortDay(one.day) }, figure(one.made), figure(one.undeliverable)]),
          }),
        },
        csv: '/operations/charts/notices.csv',
      },
      {
        chart: {
          ...presentChart({
            id: 'mesh',
            title: 'Mailboxes found disconnected at the daily watch',
            description: `${countOf(mesh.length, 'daily watch', 'daily watches')} in the last ${TREND_DAYS} days; at worst ${countOf(worst, 'mailbox', 'mailboxes')} disconnected.`,
            kind: 'line',
            of: 'Day',
            counts: 'Disconnected',
            points: mesh.map(one => ({ label: shortDay(one.day), value: one.disconnected })),
          }),
          table: tableOf('The daily watch: the figures', ['Day', 'Watched', 'Disconnected', 'Wait for 72 hours'], {
            rows: mesh.map(one => [
              { text: shortDay(one.day) },
              figure(one.watched),
              figure(one.disconnected),
              figure(one.uncollected),
            ]),
          }),
        },
        csv: '/operations/charts/mesh.csv',
      },
    ],
  }
}

function tableOf(caption: string, head: readonly string[], { rows }: Pick<Table, 'rows'>): Table {
  return { caption, head, rows, empty: 'There are no figures yet.' }
}

/** One of the trends for a spreadsheet. */
export function rowsOfTrend(trends: Trends, name: TrendName): (string | number)[][] {
  switch (name) {
    case 'uploads':
      return [['day', 'files', 'not_taken'], ...trends.uploads.map(one => [one.day, one.files, one.refused])]
    case 'look-ups':
      return [
        ['care_setting', 'standard', 'silent'],
        ...trends.lookUps.map(one => [one.setting, one.standard, one.silent]),
      ]
    case 'notices':
      return [['day', 'made', 'expired'], ...trends.notices.map(one => [one.day, one.made, one.undeliverable])]
    case 'mesh':
      return [
        ['day', 'watched', 'disconnected', 'wait_for_72_hours'],
        ...trends.mesh.map(one => [one.day, one.watched, one.disconnected, one.uncollected]),
      ]
  }
}
