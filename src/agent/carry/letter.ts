import type { HandledItem } from '../inbox/handled.ts'
import type { Trigger } from '../inbox/inbox-item.ts'
import { printItem, type WriteNumber } from '../print/print-inbox.ts'

const SUBJECTS: Readonly<Record<Trigger, string>> = {
  access: 'the NHS looked at a record of yours',
  'empty-notice': 'a notice of the NHS names no record',
  'inactive-number': 'an NHS number is no longer in use',
  'unexpected-failure': 'the agent met a fault',
  'upload-failed': 'an upload failed',
  'validation-failed': 'records were held back or refused',
  'was-not-brought': 'a child was not brought to an appointment',
}

/** What an item is about, for a subject line: nothing about a person. */
export function subjectOf({ number, trigger }: HandledItem): string {
  return `CP-IS item ${number}: ${trigger === undefined ? 'an upload was taken' : SUBJECTS[trigger]}`
}

/** An item as text that can be pasted into an e-mail or a case note: local ids, masked numbers, no names of children. */
export function letterOf(handled: HandledItem, write?: WriteNumber): string {
  const { number, item } = handled
  return [
    `Subject: ${subjectOf(handled)}`,
    printItem(item, write),
    `When it is done: cpis agent inbox done ${number} --by "<your name>"`,
  ].join('\n\n')
}

const HEADINGS = ['item', 'alert', 'received', 'localId', 'at', 'who', 'role', 'organisation']

/** An item as CSV for a case-management system: one line a child, without NHS numbers. */
export function csvOf(handled: HandledItem): string {
  const { number, trigger = '', item } = handled
  const first = [String(number), trigger, item.receivedAt]
  const lines = peopleOf(handled).map(cells => [...first, ...cells])
  return [HEADINGS, ...(lines.length > 0 ? lines : [[...first, '', '', '', '', '']])].map(csvLine).join('')
}

function peopleOf({ item }: HandledItem): string[][] {
  if (item.kind === 'access')
    return item.accesses.map(one => [one.localPersonId ?? '', one.at, one.who, one.role, one.organisation])
  if (item.kind === 'was-not-brought')
    return [[item.localPersonId ?? '', item.at, item.who, item.role, item.organisation]]
  if (item.kind === 'inactive-number')
    return item.numbers.map(one => [one.localPersonId ?? '', item.createdAt, '', '', ''])
  return []
}

/** A cell that begins as a formula would must not be run by a spreadsheet. */
function csvLine(cells: readonly string[]): string {
  const safe = cells.map(cell => (/^[=+@\t\r-]/.test(cell) ? `'${cell}` : cell))
  return `${safe.map(cell => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`
}
