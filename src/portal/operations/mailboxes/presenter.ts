import {
  type CaseState,
  type CaseStory,
  type Letter,
  STEPS,
  type WatchRow,
  type WatchRun,
  type WatchTable,
} from '../../../operations/index.ts'
import { type Cell, figure, type Table } from '../../components/table/presenter.ts'
import { countOf, errorAt, type FieldError, summaryOf, titleOf } from '../../frame/fields.ts'
import { dateAndTime, day, shortDateAndTime } from '../../frame/words.ts'
import { CAUSES, CONNECTIONS, MESSAGES, STATES } from './words.ts'

export const LONGEST_NOTE = 500

const timeCell = (at: Date | undefined): Cell => ({ text: at === undefined ? 'never seen' : shortDateAndTime(at) })
const timeOr = (at: Date | undefined, none: string) => (at === undefined ? none : dateAndTime(at))

/** The watch over all mailboxes: the daily run, also when all is well, and every mailbox with its two clocks. */
export function presentWatch({ run, rows, withoutMailbox }: WatchTable) {
  return {
    title: 'Mailboxes',
    run: run === undefined ? NO_RUN : summaryOf(rowsOfRun(run)),
    said: saidOf(run),
    table: {
      caption: 'Every mailbox as the last look found it, open cases first',
      head: [
        'Authority',
        'Last call',
        'Handshake',
        'Oldest waits since',
        'Expire in 24 h',
        'Expired',
        'Connection',
        'Messages',
        'Case',
      ],
      rows: rows
        .toSorted(worstFirst)
        .map(row => [
          { text: row.authorityName, href: pathOf(row.mailboxId) },
          timeCell(row.lastCallAt),
          timeCell(row.lastHandshakeAt),
          { text: row.oldestWaitingAt === undefined ? 'none waits' : shortDateAndTime(row.oldestWaitingAt) },
          figure(row.dueIn24h),
          figure(row.expired),
          CONNECTIONS[row.connection],
          MESSAGES[row.messages],
          { text: caseOf(row) },
        ]),
      empty: 'No mailbox was looked at yet. The worker looks each hour.',
    } satisfies Table,
    withoutMailbox:
      withoutMailbox.length === 0
        ? []
        : [`The mailbox of ${countOf(withoutMailbox.length, 'authority', 'authorities')} is not known`],
    codes: withoutMailbox.join(', '),
  }
}

/** With an open case, the oldest first; then by what waits longest. */
function worstFirst(one: WatchRow, other: WatchRow): number {
  const since = (at: Date | undefined) => at?.getTime() ?? Number.MAX_SAFE_INTEGER
  const byCase = since(one.case?.openedAt) - since(other.case?.openedAt)
  return byCase !== 0 ? byCase : since(one.oldestWaitingAt) - since(other.oldestWaitingAt)
}

const NO_RUN = summaryOf([['Daily watch', 'There was none yet']])

function saidOf(run: WatchRun | undefined): string {
  if (run === undefined) return 'Nothing is known of any mailbox before the first daily watch.'
  const isWell = run.disconnected === 0 && run.late === 0 && run.uncollected === 0 && run.newlyExpired === 0
  return isWell ? 'At the daily watch all was well.' : 'At the daily watch not all was well.'
}

function rowsOfRun(run: WatchRun): (readonly [string, string])[] {
  return [
    ['Daily watch', `${day(run.day)}, run on ${dateAndTime(run.at)}`],
    ['Mailboxes', `${run.watched} watched, ${run.withoutMailbox} not known`],
    ['Connection', `${run.disconnected} disconnected, ${run.late} late, ${run.paused} paused`],
    [
      'Messages',
      `${countOf(run.uncollected, 'mailbox', 'mailboxes')} with one of 72 hours, ${run.newlyExpired} newly expired, ${run.expired} expired in all`,
    ],
    ['Cases', `${run.casesOpen} open, ${countOf(run.letters, 'letter')} written`],
  ]
}

function caseOf({ case: open }: WatchRow): string {
  if (open === undefined) return 'none'
  const letter = open.letterOn === undefined ? '' : `, letter of ${day(open.letterOn)}`
  return `${STATES[open.state]}: ${CAUSES[open.cause]}${letter}`
}

export function pathOf(mailboxId: string): string {
  return `/operations/mailboxes/${encodeURIComponent(mailboxId)}`
}

/** The watch for a spreadsheet. */
export function rowsOfWatch({ rows }: WatchTable): (string | number)[][] {
  const at = (instant: Date | undefined) => instant?.toISOString() ?? ''
  return [
    [
      ...[
        'authority_code',
        'authority',
        'mailbox',
        'last_call_at',
        'last_handshake_at',
        'oldest_waiting_at',
        'waiting',
      ],
      ...['due_in_24h', 'expired', 'connection', 'messages', 'case', 'case_opened_at', 'letter_on'],
    ],
    ...rows.map(row => [
      ...[row.authorityCode, row.authorityName, row.mailboxId, at(row.lastCallAt), at(row.lastHandshakeAt)],
      ...[at(row.oldestWaitingAt), row.waiting, row.dueIn24h, row.expired, row.connection, row.messages],
      ...[row.case?.state ?? '', at(row.case?.openedAt), row.case?.letterOn ?? ''],
    ]),
  ]
}

export type MailboxPage = {
  readonly row: WatchRow
  /** Its open case; none when all is well. */
  readonly story: CaseStory | undefined
  readonly letter: Letter | undefined
}

/** What was typed into one of the forms, to be mended. */
export type TypedStep = {
  readonly to?: string
  readonly note?: string
  readonly until?: string
  readonly reason?: string
  readonly errors: readonly FieldError[]
}

/** One mailbox: its clocks, its case with what was done, its letter, and what can be done. */
export function presentMailbox({ row, story, letter }: MailboxPage, typed: TypedStep = { errors: [] }) {
  const { errors } = typed
  const heading = `${row.authorityName}: ${row.mailboxId}`
  return {
    title: titleOf(heading, errors),
    heading,
    errors,
    path: pathOf(row.mailboxId),
    connection: CONNECTIONS[row.connection],
    messages: MESSAGES[row.messages],
    facts: summaryOf(factsOf(row)),
    noCase: story === undefined ? ['No case is open for this mailbox.'] : [],
    cases: story === undefined ? [] : [presentCase(story, typed)],
    letters: letter === undefined ? [] : [presentLetter(letter)],
    noLetter: letter === undefined ? ['No letter was written about this mailbox.'] : [],
    pause: {
      until: {
        id: 'until',
        name: 'until',
        type: 'date',
        label: { text: 'Until the end of' },
        hint: { text: 'A day within the next 90. A day that has passed ends a pause.' },
        classes: 'nhsuk-input--width-10',
        value: typed.until ?? '',
        ...errorAt(errors, '#until'),
      },
      reason: {
        id: 'reason',
        name: 'reason',
        label: { text: 'What the authority said' },
        hint: { text: 'Name nobody.' },
        value: typed.reason ?? '',
        ...errorAt(errors, '#reason'),
      },
    },
  }
}

function factsOf(row: WatchRow): (readonly [string, string])[] {
  const stale = row.contactsToConfirm === 0 ? '' : `, ${row.contactsToConfirm} not confirmed for a year`
  return [
    ['Last authorised call', timeOr(row.lastCallAt, 'never seen')],
    ['Last handshake', timeOr(row.lastHandshakeAt, 'never seen')],
    ['Client', row.clientVersion ?? 'did not say'],
    ['Known by', row.source === 'server' ? 'our own MESH server' : 'what became of our notices'],
    ['Messages that wait', row.waiting.toLocaleString('en-GB')],
    ['Oldest waits since', timeOr(row.oldestWaitingAt, 'none waits')],
    ['Next expires', timeOr(row.nextExpiryAt, 'none waits')],
    ['Expire in 24 hours', row.dueIn24h.toLocaleString('en-GB')],
    ['Expired', `${row.expired}, ${row.expiredNotices} of them notices that were not sent again`],
    ['Watch paused until', timeOr(row.pausedUntil, 'not paused')],
    ['Contacts', `${row.contacts}${stale}`],
    ['As of', dateAndTime(row.seenAt)],
  ]
}

function presentCase(story: CaseStory, { errors, to, note }: TypedStep) {
  const steps = STEPS[story.state]
  return {
    said: `${STATES[story.state]}, since ${dateAndTime(story.changedAt)}: ${CAUSES[story.cause]}.`,
    escalated:
      story.escalatedAt === undefined ? [] : [`One for the telephone since ${dateAndTime(story.escalatedAt)}.`],
    to: {
      id: 'to',
      name: 'to',
      label: { text: 'Next' },
      items: steps.map((state: CaseState) => ({ value: state, text: STATES[state], selected: state === to })),
      ...errorAt(errors, '#to'),
    },
    note: {
      id: 'note',
      name: 'note',
      rows: 3,
      label: { text: 'What was said or done' },
      hint: { text: 'Nothing about any child; 500 characters at most.' },
      value: note ?? '',
      ...errorAt(errors, '#note'),
    },
    events: {
      caption: 'What happened in the case',
      head: ['When', 'To', 'By', 'Note'],
      rows: story.events.map(event => [
        { text: dateAndTime(event.at) },
        { text: STATES[event.to] },
        { text: event.by },
        { text: event.note },
      ]),
      empty: 'Nothing yet.',
    } satisfies Table,
    expired: story.expiredNotices.map(one => ({
      noticeId: one.noticeId,
      text: `${NOTICES[one.kind] ?? one.kind}, sent ${dateAndTime(one.sentAt)}`,
    })),
    noneExpired: story.expiredNotices.length === 0 ? ['No notice of ours waits to be sent again.'] : [],
  }
}

const NOTICES: Readonly<Record<string, string>> = {
  access: 'Record opened',
  'inactive-number': 'Number no longer in use',
  'was-not-brought': 'Child not brought',
}

function presentLetter({ day: on, subject, body, recipients, deliveredAt }: Letter) {
  return {
    summary: `Letter of ${day(on)}: ${subject}`,
    to: recipients.length === 0 ? 'Nobody to write to: the authority has no contacts.' : `To ${recipients.join(', ')}.`,
    left: deliveredAt === undefined ? 'It has not left yet.' : `It left on ${dateAndTime(deliveredAt)}.`,
    body,
  }
}
