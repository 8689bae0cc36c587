/** Instants are written `2026-01-05T10:15:00.000Z`: items are kept and handed out in the same form. */
type Instant = string

/** What the national service said about one record of a file, beside the rows of the extract it came from. */
export type RecordAnswer = {
  readonly position: number
  readonly extractRows: readonly number[]
  readonly localPersonId: string
  readonly subject: 'child' | 'mother'
  /** None where the answer does not say. */
  readonly code?: string
  readonly detail?: { readonly code: string; readonly sentence: string }
}

export type AcknowledgementContent = {
  readonly kind: 'acknowledgement'
  /** As it came: `-1` where the national service could not read the file's number. */
  readonly sequence: string
  /** `unknown`: no such file was sent, or none is in flight; `again`: the file was answered before, that answer stays. */
  readonly file: 'answered' | 'again' | 'unknown'
  readonly fileCode: string
  /** Every record of the file, in its order; empty unless `answered`. */
  readonly records: readonly RecordAnswer[]
  /** Verdicts that fit no record of the file. */
  readonly unmatched: number
}

export type AccessContent = {
  readonly kind: 'access'
  readonly noticeId: string
  readonly createdAt: Instant
  readonly accesses: readonly {
    readonly accessId: string
    readonly at: Instant
    readonly who: string
    readonly role: string
    readonly organisation: string
    readonly nhsNumber: string
    /** From the notice, else from the last file with this number; none where the authority never sent it. */
    readonly localPersonId?: string
  }[]
}

export type InactiveNumberContent = {
  readonly kind: 'inactive-number'
  readonly noticeId: string
  readonly createdAt: Instant
  readonly numbers: readonly {
    readonly nhsNumber: string
    readonly localPersonId?: string
    /** None after an adoption. */
    readonly replacedBy?: string
  }[]
}

/** A child was not brought to an appointment; the message is the service's own, not a national one. */
export type WasNotBroughtContent = {
  readonly kind: 'was-not-brought'
  readonly noticeId: string
  readonly createdAt: Instant
  readonly accessId: string
  readonly at: Instant
  readonly who: string
  readonly role: string
  readonly organisation: string
  readonly nhsNumber: string
  readonly localPersonId?: string
  /** In words. */
  readonly reason: string
  readonly appointmentAt: Instant
  readonly note?: string
}

/** MESH tells that a message did not arrive. */
export type ReportContent = {
  readonly kind: 'report'
  /** The file meant, where it is one of ours. */
  readonly sequence?: number
  readonly description: string
}

/** A message nobody could read; its bytes are kept. */
export type UnreadableContent = {
  readonly kind: 'unreadable'
  readonly workflowId: string
  readonly reason: string
}

/** The six alerts of local-authority.md 9.3, and the service's own about a child who was not brought. */
export type Trigger =
  | 'access'
  | 'empty-notice'
  | 'inactive-number'
  | 'unexpected-failure'
  | 'upload-failed'
  | 'validation-failed'
  | 'was-not-brought'

/** The agent itself met a fault, or held rows back: one of the alerts that come in no message. */
export type FaultContent = {
  readonly kind: 'fault'
  readonly trigger: Trigger
  readonly code: string
  readonly sentence: string
}

/** A message that is still in the mailbox; the next call tries again. It is never stored. */
export type NotCollectedContent = { readonly kind: 'not-collected' }

export type ItemContent =
  | AcknowledgementContent
  | AccessContent
  | InactiveNumberContent
  | WasNotBroughtContent
  | ReportContent
  | UnreadableContent
  | FaultContent

/** One thing a person at the authority has to see. */
export type InboxItem = { readonly messageId: string; readonly receivedAt: Instant; readonly runId?: string } & (
  | ItemContent
  | NotCollectedContent
)
