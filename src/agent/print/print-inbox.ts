import { maskedNumber } from '../checks/index.ts'
import type {
  AccessContent,
  AcknowledgementContent,
  InactiveNumberContent,
  InboxItem,
  RecordAnswer,
  WasNotBroughtContent,
} from '../inbox/inbox-item.ts'
import { fileWords, recordWords } from '../inbox/verdict-words.ts'
import { counted, shownInstant, table } from './table.ts'

/** How an NHS number is written; with its last three digits only unless told otherwise. */
export type WriteNumber = (nhsNumber: string) => string

/** What `cpis agent inbox` prints: each item in plain words. */
export function printInbox(items: readonly InboxItem[], write: WriteNumber = maskedNumber): string {
  return items.length === 0 ? 'Nothing new.\n' : items.map(item => printItem(item, write)).join('\n\n') + '\n'
}

/** One item in plain words. */
export function printItem(item: InboxItem, write: WriteNumber = maskedNumber): string {
  switch (item.kind) {
    case 'acknowledgement':
      return printAcknowledgement(item)
    case 'access':
      return printAccess(item, write)
    case 'inactive-number':
      return printInactiveNumbers(item, write)
    case 'was-not-brought':
      return printWasNotBrought(item, write)
    case 'report':
      return `MESH could not deliver ${item.sequence === undefined ? 'a message' : `file ${item.sequence}`}: ${item.description}. Nothing of it was stored; upload again.`
    case 'unreadable':
      return `Message ${item.messageId} cannot be read: ${item.reason}. It is kept as it came; tell the supplier.`
    case 'fault':
      return `${item.code}: ${item.sentence}.`
    case 'not-collected':
      return `Message ${item.messageId} could not be collected. It stays in the mailbox; read the inbox again.`
  }
}

function printAcknowledgement(item: AcknowledgementContent): string {
  const { what, todo } = fileWords(item.fileCode)
  const file = item.sequence === '-1' ? 'a file whose number could not be read' : `file ${item.sequence}`
  const heading = `Answer to ${file}: ${item.fileCode} ${what}. To do: ${todo}.`
  if (item.file === 'unknown') return `${heading}\nNo such file was sent from here; tell the supplier.`
  if (item.file === 'again') return `${heading}\nThe file was answered before; the first answer stays.`
  const unmatched = `${counted(item.unmatched, 'verdict')} fit no record of the file; tell the supplier.`
  return [heading, ...verdicts(item.records), ...(item.unmatched > 0 ? [unmatched] : [])].join('\n\n')
}

/** The counts of all verdicts, then the records that were not stored. */
function verdicts(records: readonly RecordAnswer[]): string[] {
  // Refused as a whole: the file's own words say all.
  if (records.every(({ code }) => code === undefined)) return []
  const counts = [...Map.groupBy(records, ({ code }) => code)]
    .sort(([a = ''], [b = '']) => a.localeCompare(b))
    .map(([code, some]) => {
      const { what, whoMends, retry } = recordWords(code)
      return [code ?? 'none', String(some.length), what, whoMends, retry]
    })
  const summary = table(['verdict', 'records', 'what', 'who mends it', 'sent again'], counts)
  const refused = records.filter(({ code }) => code !== 'CPR06').map(refusedRow)
  return refused.length === 0 ? [summary] : [summary, table(['row', 'local id', 'verdict', 'reason'], refused)]
}

function refusedRow({ extractRows, localPersonId, code, detail }: RecordAnswer): string[] {
  const reason = detail === undefined ? '' : `${detail.code}: ${detail.sentence}`
  return [extractRows.join(', '), localPersonId, code ?? 'none', reason]
}

function printAccess({ createdAt, accesses }: AccessContent, write: WriteNumber): string {
  const heading = `Notice of ${shownInstant(createdAt)}: ${counted(accesses.length, 'look-up')} of your records by the NHS.`
  if (accesses.length === 0) return `${heading} It names no record.`
  const rows = accesses.map(access => [
    shownInstant(access.at),
    access.who,
    access.role,
    access.organisation,
    access.localPersonId ?? 'not known here',
    write(access.nhsNumber),
  ])
  return [heading, table(['when', 'who', 'role', 'organisation', 'local id', 'NHS number'], rows), ONLY_A_LOOK].join(
    '\n\n',
  )
}

const ONLY_A_LOOK = 'Somebody looked; it is not proof of attendance. Ask the organisation what the contact was about.'

function printWasNotBrought(item: WasNotBroughtContent, write: WriteNumber): string {
  const heading = `Notice of ${shownInstant(item.createdAt)} by Open CP-IS, not a national message: not brought to an appointment.`
  const row = [
    shownInstant(item.appointmentAt),
    item.who,
    item.role,
    item.organisation,
    item.localPersonId ?? 'not known here',
    write(item.nhsNumber),
  ]
  return [
    heading,
    table(['appointment', 'told by', 'role', 'organisation', 'local id', 'NHS number'], [row]),
    `${item.reason}.${item.note === undefined ? '' : ` In their words: ${item.note}`}`,
    NO_REFERRAL,
  ].join('\n\n')
}

const NO_REFERRAL = 'It is no referral and no proof of neglect. Phone who told you.'

function printInactiveNumbers({ createdAt, numbers }: InactiveNumberContent, write: WriteNumber): string {
  const heading = `Notice of ${shownInstant(createdAt)}: ${counted(numbers.length, 'NHS number')} you sent no longer in use.`
  // The old and the new number never stand side by side (local-authority.md 9.2).
  const rows = numbers.map(one => [
    one.localPersonId ?? 'not known here',
    write(one.nhsNumber),
    one.replacedBy === undefined ? WITHOUT : WITH,
  ])
  return [heading, table(['local id', 'NHS number', 'what to do'], rows)].join('\n\n')
}

const WITH = 'There is a new number: confirm it with PDS, enter it, upload again.'
const WITHOUT =
  'No new number is given. If the child was adopted, stop sending and close the record quietly; else trace the number now.'
