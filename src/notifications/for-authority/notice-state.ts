import type { Notice } from '../notice.ts'
import type { NotificationState } from '../store.ts'

/** How far staff of an authority are with a notice: nobody saw it, somebody did, something was done about it. */
export const NOTICE_STATES = ['new', 'seen', 'actioned'] as const
export type NoticeState = (typeof NOTICE_STATES)[number]

/** What was done with a notice, by whom; only added to. */
export type NoticeEvent = {
  readonly at: Date
  readonly state: Exclude<NoticeState, 'new'>
  readonly byUser: string
  /** As they were called then. */
  readonly byName: string
  readonly note?: string
}

/** A notice in the inbox of an authority. */
export type InboxNotice = {
  readonly notice: Notice
  readonly state: NoticeState
  /** The newest event; none while it is new. */
  readonly last?: NoticeEvent
  /** Its way to the authority's mailbox. */
  readonly delivery: NotificationState
  readonly settledAt?: Date
  /** It never arrived, and another of the same content was sent. */
  readonly isResent: boolean
}

export type NoticeKind = Notice['kind']

/** What of the inbox is wanted. */
export type InboxSought = {
  readonly kind?: NoticeKind
  readonly state?: NoticeState
  readonly delivery?: NotificationState
}

/** How many are new, by what they tell; how many told nothing; how many never reached the mailbox. */
export type InboxCounts = {
  readonly new: Readonly<Record<NoticeKind, number>>
  /** New notices that name no access at all. */
  readonly empty: number
  /** Never collected, and not sent again. */
  readonly expired: number
  /** New for longer than two days. */
  readonly overdue: number
}

/** How often NHS staff opened each of these children so that the authority was told, and when last. */
export type AccessCount = { readonly count: number; readonly lastAt: Date }
