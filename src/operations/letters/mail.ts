import type { CalendarDate } from '../../platform/index.ts'

/** A letter as it goes out: plain text to several addresses, nothing about any child. */
export type Mail = {
  /** Its own id: the same mail twice must do no harm. */
  readonly letterId: string
  readonly day: CalendarDate
  /** What it is about, in letters, digits and hyphens: a mailbox, an authority, an incident. */
  readonly about: string
  readonly recipients: readonly string[]
  readonly subject: string
  readonly body: string
  readonly writtenAt: Date
  readonly isUrgent: boolean
}

/** Hands a mail to whatever carries it and says how it left. */
export type MailPort = (mail: Mail) => Promise<string>
