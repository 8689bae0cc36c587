import { maskedNumber } from '../checks/index.ts'
import type { AgentDeps } from '../ports.ts'
import type { InboxItem } from './inbox-item.ts'

/** Whether NHS numbers are shown in full, and to whom. */
export type Showing = { readonly showNumbers: boolean; readonly by: string }

/**
 * Items as they may be shown: NHS numbers with their last three digits only, unless somebody asked for them in full,
 * which is kept first. A replacing number is never given in full: it must not stand beside the old one
 * (local-authority.md 9.2).
 */
export async function showItems(
  { database, clock }: Pick<AgentDeps, 'database' | 'clock'>,
  items: readonly InboxItem[],
  { showNumbers, by }: Showing,
): Promise<InboxItem[]> {
  const naming = items.filter(item => numbersOf(item) > 0)
  if (showNumbers && naming.length > 0)
    await database.query({
      text: 'insert into agent.numbers_shown (shown_at, shown_by, message_ids) values ($1, $2, $3)',
      values: [clock.now(), by, naming.map(item => item.messageId)],
    })
  return items.map(item => shownItem(item, showNumbers ? number => number : maskedNumber))
}

function numbersOf(item: InboxItem): number {
  if (item.kind === 'access') return item.accesses.length
  if (item.kind === 'inactive-number') return item.numbers.length
  return item.kind === 'was-not-brought' ? 1 : 0
}

function shownItem(item: InboxItem, shown: (nhsNumber: string) => string): InboxItem {
  const of = <One extends { readonly nhsNumber: string }>(one: One): One => ({
    ...one,
    nhsNumber: shown(one.nhsNumber),
  })
  if (item.kind === 'access') return { ...item, accesses: item.accesses.map(of) }
  if (item.kind === 'was-not-brought') return of(item)
  if (item.kind !== 'inactive-number') return item
  const numbers = item.numbers.map(one => ({
    ...of(one),
    ...(one.replacedBy !== undefined && { replacedBy: maskedNumber(one.replacedBy) }),
  }))
  return { ...item, numbers }
}
