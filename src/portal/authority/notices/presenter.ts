import type { InboxCounts, InboxNotice, InboxNoticeWithEvents, InboxSought } from '../../../notifications/index.ts'
import type { SentUpload, Sliced } from '../../../register/index.ts'
import { presentPagination } from '../../components/pagination/presenter.ts'
import { type Cell, figure, type Table } from '../../components/table/presenter.ts'
import { dateAndTime } from '../../frame/words.ts'
import { errorAt, type FieldError } from '../words.ts'
import { DELIVERY_WORDS, KIND_WORDS, noticeWords, STATE_CELLS } from './notice-words.ts'
import { inboxPath } from './read-sought.ts'

export const NOTICES_ON_PAGE = 20
export const LONGEST_NOTE = 500

type Inbox = {
  readonly found: Sliced<InboxNotice>
  readonly counts: InboxCounts
  /** The newest upload, whose faults are alerts too. */
  readonly upload: SentUpload | undefined
  readonly sought: InboxSought
  readonly page: number
}

/** The inbox of an authority: what fires, and the notices that were sought. */
export function presentInbox({ found, counts, upload, sought, page }: Inbox) {
  return {
    title: 'Notices',
    alerts: alertsOf(counts, upload),
    filters: [
      select('state', 'State', { words: wordsOfStates(), chosen: sought.state }),
      select('kind', 'What it tells', { words: KIND_WORDS, chosen: sought.kind }),
      select('delivery', 'Way to your mailbox', { words: DELIVERY_WORDS, chosen: sought.delivery }),
    ],
    table: tableOf(found.rows, sought),
    pages: presentPagination({ page, pages: Math.ceil(found.total / NOTICES_ON_PAGE), path: inboxPath(sought) }),
  }
}

/** What fires an alert at an authority, as its own systems know them (local-authority.md 9.3). */
function alertsOf(counts: InboxCounts, upload: SentUpload | undefined): Table {
  const isWhole = upload !== undefined && ['CPF01', 'CPF05', 'CPF06'].includes(upload.fileCode)
  const refused = upload === undefined || isWhole ? 0 : upload.processed - upload.stored
  const at = upload === undefined ? '/authority/uploads' : `/authority/uploads/${upload.uploadId}`
  const row = (text: string, href: string, value: number) => [{ text, href }, figure(value)]
  const unseen = (kind: InboxSought['kind']) => inboxPath({ state: 'new', ...(kind && { kind }) })
  return {
    caption: 'Alerts',
    head: ['Alert', 'Waiting'],
    rows: [
      row('NHS staff opened a record', unseen('access'), counts.new.access),
      row('A notice that names no record', unseen('access'), counts.empty),
      row('An NHS number is no longer in use', unseen('inactive-number'), counts.new['inactive-number']),
      row('A child was not brought to an appointment', unseen('was-not-brought'), counts.new['was-not-brought']),
      row('Notices that never reached your mailbox', inboxPath({ delivery: 'undeliverable' }), counts.expired),
      row('The last file was not taken', at, isWhole ? 1 : 0),
      row('Records of the last file that were refused', at, refused),
    ],
    empty: '',
  }
}

function wordsOfStates(): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(STATE_CELLS).map(([state, { text }]) => [state, text]))
}

type Choices = { readonly words: Readonly<Record<string, string>>; readonly chosen: string | undefined }

function select(name: string, label: string, { words, chosen }: Choices) {
  const options = Object.entries(words).map(([value, text]) => ({ value, text, selected: value === chosen }))
  return { id: name, name, label: { text: label }, items: [{ value: '', text: 'All', selected: !chosen }, ...options] }
}

function tableOf(rows: readonly InboxNotice[], sought: InboxSought): Table {
  const isSought = Object.keys(sought).length > 0
  return {
    caption: isSought ? 'Notices of this kind, the newest first' : 'All notices, the newest first',
    head: ['Made', 'What it tells', 'Your id', 'Who', 'From where', 'State', 'Way to your mailbox'],
    rows: rows.map(one => {
      const { localId, who, from } = noticeWords(one)
      const { noticeId, createdAt, kind } = one.notice
      return [
        { text: dateAndTime(createdAt), href: `/authority/notices/${noticeId}` },
        { text: KIND_WORDS[kind] },
        { text: localId },
        { text: who },
        { text: from },
        stateCell(one),
        { text: deliveryOf(one) },
      ]
    }),
    empty: isSought
      ? 'There are no notices of this kind.'
      : 'There are no notices yet. One comes each time NHS staff open a record of yours in unscheduled care.',
  }
}

function stateCell({ state, isResent, delivery }: InboxNotice): Cell {
  return isResent && delivery === 'undeliverable' ? { text: 'Sent again', tag: 'grey' } : STATE_CELLS[state]
}

function deliveryOf({ delivery, isResent }: InboxNotice): string {
  return isResent && delivery === 'undeliverable' ? 'Expired, and sent again' : DELIVERY_WORDS[delivery]
}

type Filled = { readonly note?: string; readonly errors?: readonly FieldError[] }

/** One notice: what it tells, what was done about it, and what can be done. */
export function presentNotice(one: InboxNoticeWithEvents, { note = '', errors = [] }: Filled = {}) {
  const { notice, events, state, delivery, isResent, settledAt } = one
  const words = noticeWords(one)
  const heading = KIND_WORDS[notice.kind]
  const settled = settledAt === undefined ? '' : `, ${dateAndTime(settledAt)}`
  const facts: (readonly [string, string])[] = [
    ['Your id', words.localId],
    ['NHS number', words.numberEnd],
    ['When', words.when],
    ['Who', words.who],
    ['From where', words.from],
    ...words.more,
    ['Notice made', dateAndTime(notice.createdAt)],
    ['Way to your mailbox', `${deliveryOf(one)}${settled}`],
  ]
  return {
    title: errors.length > 0 ? `Error: ${heading}` : heading,
    heading,
    errors,
    path: `/authority/notices/${notice.noticeId}`,
    state: stateCell(one),
    facts: { rows: facts.map(([key, value]) => ({ key: { text: key }, value: { text: value } })) },
    meaning: MEANINGS[notice.kind],
    seen: state === 'new' ? ['I have seen it'] : [],
    again: delivery === 'undeliverable' && !isResent ? ['Send it to our mailbox again'] : [],
    note: {
      id: 'note',
      name: 'note',
      rows: 3,
      label: { text: 'What was done', classes: 'nhsuk-label--s' },
      hint: { text: 'If you like, 500 characters at most. Name nobody: your own id says who it is about.' },
      value: note,
      ...errorAt(errors, '#note'),
    },
    events: {
      caption: 'What was done about it',
      head: ['When', 'What', 'By whom', 'In their words'],
      rows: events.map(event => [
        { text: dateAndTime(event.at) },
        STATE_CELLS[event.state],
        { text: `${event.byName} (${event.byUser})` },
        { text: event.note ?? 'nothing more' },
      ]),
      empty: 'Nobody has said yet that they have seen it.',
    } satisfies Table,
  }
}

const MEANINGS: Readonly<Record<InboxNotice['notice']['kind'], string>> = {
  access:
    'Somebody opened the record. It says neither why nor that the child was there: ring them and ask why they looked, and whether the child attended.',
  'inactive-number':
    'PDS took a number you sent out of use. Until you send one that holds, the NHS may not find the plan.',
  'was-not-brought': 'NHS staff tell you of it. It does not replace a referral, and none came with it.',
}
