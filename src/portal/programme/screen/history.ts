import type { Entry } from '../../../programme/index.ts'
import type { Table } from '../../components/table/presenter.ts'
import { words } from '../../components/table/presenter.ts'
import { dateAndTime } from '../../frame/words.ts'

/** What was done with a thing, by whom, the newest first. */
export function historyTable(entries: readonly Pick<Entry<unknown>, 'at' | 'by' | 'what'>[]): Table {
  return {
    caption: 'What was done',
    head: ['When', 'What', 'By'],
    rows: entries.toReversed().map(({ at, what, by }) => words(dateAndTime(at), what, by)),
    empty: 'Nothing yet.',
  }
}
