import { letterOf, subjectOf } from '../carry/letter.ts'
import type { HandledItem } from '../inbox/handled.ts'
import type { WriteNumber } from './print-inbox.ts'
import { shownInstant, table } from './table.ts'

/** What `cpis agent inbox list` prints. */
export function printList(items: readonly HandledItem[]): string {
  if (items.length === 0) return 'Nothing waits.'
  const rows = items.map(one => [
    ...[String(one.number), one.state, one.trigger ?? '', shownInstant(one.item.receivedAt)],
    ...[one.actionedBy ?? one.seenBy ?? '', subjectOf(one)],
  ])
  return table(['item', 'state', 'alert', 'received', 'by', 'what'], rows)
}

/** What `cpis agent inbox show` and `done` print. */
export function printHandled(item: HandledItem, write?: WriteNumber): string {
  const by = item.actionedBy ?? item.seenBy
  return `${letterOf(item, write)}\n\nState: ${item.state}${by === undefined ? '' : ` by ${by}`}`
}
