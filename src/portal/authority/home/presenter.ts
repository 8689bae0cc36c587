import type { InboxCounts } from '../../../notifications/index.ts'
import { type AuthorityQuality, type ContactGroup, MATCHED_AT_LEAST } from '../../../operations/index.ts'
import type { AgreementRow } from '../../../programme/index.ts'
import type { SentUpload } from '../../../register/index.ts'
import { presentGauge } from '../../components/gauge/presenter.ts'
import { dateAndTime } from '../../frame/words.ts'
import { countOf, FILE_WORDS } from '../words.ts'

/** All that the first page of an authority is made of. */
export type Standing = {
  readonly name: string
  readonly quality: AuthorityQuality
  /** The newest upload; none before the first. */
  readonly upload: SentUpload | undefined
  readonly inbox: InboxCounts
  readonly contacts: ContactGroup
  readonly agreements: readonly AgreementRow[]
  /** The user who looks: what they asked for themselves is not theirs to approve. */
  readonly userId: string
}

/** Something to do, the gravest first. */
export type ToDo = {
  readonly text: string
  readonly href: string
  readonly tag: 'red' | 'orange' | 'blue'
  readonly urgency: string
}

const URGENCY = { red: 'Now', orange: 'Today', blue: 'Soon' } as const

/** How an authority stands this morning, and what its staff have to do. */
export function presentHome(standing: Standing) {
  const { name, quality, upload, inbox } = standing
  const todo = todoOf(standing)
  const toSee = newNotices(inbox)
  return {
    title: name,
    gaugeOf: presentGauge({
      id: 'matched',
      title: 'Children and mothers matched to an NHS number',
      percent: quality.matchedPercent,
      aim: MATCHED_AT_LEAST,
    }),
    figures: [
      {
        label: 'Last upload',
        text: upload === undefined ? 'None yet' : FILE_WORDS[upload.fileCode].short,
        more: upload === undefined ? 'Your system has sent nothing.' : dateAndTime(upload.receivedAt),
        href: upload === undefined ? '/authority/uploads' : `/authority/uploads/${upload.uploadId}`,
      },
      {
        label: 'Since the last upload that was taken',
        text: quality.daysSilent === undefined ? 'None was taken' : sinceOf(quality.daysSilent),
        more: quality.isSilent ? 'Too long: send everything once a week at least.' : 'Not too long.',
        href: '/authority/quality',
      },
      {
        label: 'Notices nobody has seen',
        text: countOf(toSee, 'notice'),
        more: inbox.overdue > 0 ? `${countOf(inbox.overdue, 'notice')} for more than two days` : 'None is late.',
        href: '/authority/notices?state=new',
      },
    ],
    todo,
    nothing: todo.length === 0 ? ['There is nothing to do today.'] : [],
  }
}

function sinceOf(days: number): string {
  return days === 0 ? 'Today' : countOf(days, 'day')
}

function newNotices({ new: counts }: InboxCounts): number {
  return counts.access + counts['inactive-number'] + counts['was-not-brought']
}

function todoOf(standing: Standing): ToDo[] {
  const all = [...ofUploads(standing), ...ofNotices(standing.inbox), ...ofRecords(standing), ...ofPaper(standing)]
  const order: readonly ToDo['tag'][] = ['red', 'orange', 'blue']
  return order.flatMap(tag => all.filter(one => one.tag === tag))
}

function item(count: number, tag: ToDo['tag'], to: { readonly text: string; readonly href: string }): ToDo[] {
  return count > 0 ? [{ ...to, tag, urgency: URGENCY[tag] }] : []
}

function ofUploads({ upload, quality }: Standing): ToDo[] {
  const href = upload === undefined ? '/authority/uploads' : `/authority/uploads/${upload.uploadId}`
  const isWhole = upload !== undefined && ['CPF01', 'CPF05', 'CPF06'].includes(upload.fileCode)
  const refused = upload === undefined || isWhole ? 0 : upload.processed - upload.stored
  return [
    ...item(isWhole ? 1 : 0, 'red', { text: 'Send your last file again: nothing of it was stored', href }),
    ...item(refused, 'orange', { text: `Mend ${countOf(refused, 'record')} of your last file`, href }),
    ...item(quality.isSilent ? 1 : 0, 'red', {
      text: 'Find out why no file of yours was taken for so long',
      href: '/authority/quality',
    }),
  ]
}

function ofNotices({ new: counts, expired, overdue }: InboxCounts): ToDo[] {
  const of = (kind: string) => `/authority/notices?state=new&kind=${kind}`
  return [
    ...item(counts.access, overdue > 0 ? 'red' : 'orange', {
      text: `Ask why NHS staff opened a record: ${countOf(counts.access, 'notice')}`,
      href: of('access'),
    }),
    ...item(counts['was-not-brought'], 'orange', {
      text: `Look into an appointment a child was not brought to: ${countOf(counts['was-not-brought'], 'notice')}`,
      href: of('was-not-brought'),
    }),
    ...item(counts['inactive-number'], 'orange', {
      text: `Find the NHS number that holds now: ${countOf(counts['inactive-number'], 'notice')}`,
      href: of('inactive-number'),
    }),
    ...item(expired, 'red', {
      text: `Have sent again what never reached your mailbox: ${countOf(expired, 'notice')}`,
      href: '/authority/notices?delivery=undeliverable',
    }),
  ]
}

function ofRecords({ quality }: Standing): ToDo[] {
  const { latest, isBelowAim, superseded, lateEnds } = quality
  const href = '/authority/quality'
  const unborn = latest?.unbornOverdue ?? 0
  return [
    ...item(isBelowAim ? 1 : 0, 'orange', { text: 'Match more records: you are below the aim', href }),
    ...item(superseded, 'orange', { text: `Send ${countOf(superseded, 'record')} with the new NHS number`, href }),
    ...item(unborn, 'blue', {
      text: `Look at ${countOf(unborn, 'plan')} of an unborn child that should be over`,
      href,
    }),
    ...item(lateEnds, 'blue', { text: `Delete ${countOf(lateEnds, 'plan')} that ended more than a year ago`, href }),
  ]
}

function ofPaper({ contacts, agreements, userId }: Standing): ToDo[] {
  const stale = contacts.contacts.length === 0 || contacts.contacts.some(contact => contact.isToConfirm)
  const overdue = agreements.filter(row => row.state === 'overdue' && row.waiting === undefined).length
  const offered = agreements.filter(row => row.state === 'offered' && row.waiting === undefined).length
  const waiting = agreements.filter(row => row.waiting !== undefined && row.waiting.askedBy !== userId).length
  const href = '/authority/agreements'
  return [
    ...item(stale ? 1 : 0, 'blue', { text: 'Say whom we write to, and that it is right', href: '/authority/contacts' }),
    ...item(waiting, 'orange', { text: `Decide what a colleague asked for: ${countOf(waiting, 'agreement')}`, href }),
    ...item(overdue, 'orange', { text: `Sign what is overdue: ${countOf(overdue, 'agreement')}`, href }),
    ...item(offered, 'blue', { text: `Sign what is offered: ${countOf(offered, 'agreement')}`, href }),
  ]
}
