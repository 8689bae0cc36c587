import type { CalendarDate } from '../../platform/index.ts'
import type { Route } from './engagement.ts'

export type InterestExpressed = {
  /** The board, by its code or by its name as anybody spells it. */
  readonly icb: string
  /** The post of whoever wrote, never a name. */
  readonly contactPost: string
  /** A mailbox to answer to. */
  readonly contactMailbox: string
  /** By which door it came: the form of the portal, or the programme's mailbox. */
  readonly channel: 'form' | 'mailbox'
  /** The day it came; today when absent. */
  readonly on?: CalendarDate
  readonly sharedCareRecord?: string
  readonly supplier?: string
  readonly intendedRoute?: Route
  readonly by: string
}

/** What goes back to whoever was interested. */
export type Acknowledgement = {
  readonly reference: string
  readonly to: string
  readonly subject: string
  readonly body: string
}
