import { displayName } from '../../../identity/index.ts'
import { NOT_BROUGHT_REASONS } from '../../../lookup/index.ts'
import type { InboxNotice, NoticeKind, NoticeState, NotificationState } from '../../../notifications/index.ts'
import type { Cell } from '../../components/table/presenter.ts'
import { dateAndTime } from '../../frame/words.ts'
import { endOf } from '../words.ts'

export const KIND_WORDS: Readonly<Record<NoticeKind, string>> = {
  access: 'NHS staff opened a record',
  'inactive-number': 'An NHS number is no longer in use',
  'was-not-brought': 'A child was not brought to an appointment',
}

export const STATE_CELLS: Readonly<Record<NoticeState, Cell>> = {
  new: { text: 'New', tag: 'red' },
  seen: { text: 'Seen', tag: 'yellow' },
  actioned: { text: 'Actioned', tag: 'green' },
}

/** The way of a notice to the mailbox, as its receiver knows it. */
export const DELIVERY_WORDS: Readonly<Record<NotificationState, string>> = {
  waiting: 'On its way',
  sent: 'In your mailbox',
  collected: 'Collected',
  undeliverable: 'Never collected, expired',
}

/** The words of a notice: about whom, who looked and from where, and what is particular to it. */
export type NoticeWords = {
  readonly localId: string
  readonly numberEnd: string
  readonly who: string
  readonly from: string
  readonly when: string
  readonly more: readonly (readonly [string, string])[]
}

const NOTHING = 'not said'

/** What a notice tells in words. The number that took another's place is never shown beside it (local-authority.md 9.2). */
export function noticeWords({ notice }: Pick<InboxNotice, 'notice'>): NoticeWords {
  switch (notice.kind) {
    case 'access': {
      const [access] = notice.accesses
      if (access === undefined) return EMPTY
      return { ...aboutOf(access), ...authorOf(access.author), when: dateAndTime(access.at), more: [] }
    }
    case 'was-not-brought': {
      const { alert } = notice
      const more: (readonly [string, string])[] = [
        ['Appointment', dateAndTime(alert.appointmentAt)],
        ['What happened', NOT_BROUGHT_REASONS[alert.reason]],
        ['In their words', alert.note ?? 'Nothing more'],
      ]
      return { ...aboutOf(alert), ...authorOf(alert.author), when: dateAndTime(alert.at), more }
    }
    case 'inactive-number': {
      const [number] = notice.numbers
      if (number === undefined) return EMPTY
      const said = number.replacedBy === undefined ? WITHOUT_ANOTHER : WITH_ANOTHER
      const nobody = { who: 'PDS', from: 'Personal Demographics Service', when: dateAndTime(notice.createdAt) }
      return { ...aboutOf(number), ...nobody, more: [['What to do', said]] }
    }
  }
}

const WITH_ANOTHER =
  'Another number took its place. It is in the notice your own system received, and is not shown beside this one. ' +
  'Confirm that it is the same person, enter it, and send the record again.'
const WITHOUT_ANOTHER =
  'There is no other number. After an adoption stop sending the record and restrict it. Otherwise trace the person, ' +
  'since no record of theirs is taken until a number is found.'

const EMPTY: NoticeWords = {
  localId: NOTHING,
  numberEnd: NOTHING,
  who: NOTHING,
  from: NOTHING,
  when: NOTHING,
  more: [['What it tells', 'Nothing: the notice names no record. Tell operations if there are more of these.']],
}

type About = { readonly nhsNumber: string; readonly localId?: { readonly value: string } }

function aboutOf({ nhsNumber, localId }: About): Pick<NoticeWords, 'localId' | 'numberEnd'> {
  return { localId: localId?.value ?? 'no id given', numberEnd: endOf(nhsNumber) }
}

type Access = Extract<InboxNotice['notice'], { kind: 'access' }>['accesses'][number]

/** Who looked from where; of a system without a person, who is responsible for what it asks. */
function authorOf(author: Access['author']): Pick<NoticeWords, 'who' | 'from'> {
  const from = `${author.organisation.name} (${author.organisation.odsCode})`
  if (author.kind === 'person') return { who: `${displayName(author.name)}, ${author.roleName}`, from }
  const [responsible] = author.responsible
  const who = responsible === undefined ? 'a system' : `a system; responsible: ${displayName(responsible.name)}`
  return { who, from }
}
