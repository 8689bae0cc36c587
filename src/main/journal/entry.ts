/** A message of MESH as it came; its bytes stand behind it. */
export type MessageEntry = {
  readonly kind: 'message'
  readonly at: Date
  readonly messageId: string
  readonly workflowId: string
  /** The mailbox it came from. */
  readonly from?: string
}

/** What an upload was answered, once the answer had left: codes only. */
export type AnsweredEntry = {
  readonly kind: 'answered'
  readonly at: Date
  readonly messageId: string
  readonly uploadId: string
  readonly fileCode: string
  /** Hash of the codes of all its verdicts, in the order of the rows. */
  readonly verdicts: string
  /** The MESH message of the acknowledgement. */
  readonly answerMessageId: string
}

/** A notice that MESH took; nothing of what it tells. */
export type NoticeEntry = {
  readonly kind: 'notice'
  readonly at: Date
  readonly noticeId: string
  readonly authorityCode: string
  readonly meshMessageId?: string
}

export type JournalEntry = MessageEntry | AnsweredEntry | NoticeEntry

/** An entry as it is read back; the bytes of a message are read when they are asked for. */
export type ReadEntry<Entry extends JournalEntry = JournalEntry> = Entry & { body(): Promise<Buffer> }

// A piece of a file: the lengths of its two sealed parts, the entry as JSON, the bytes compressed (none: length 0).
export const LENGTHS_BYTES = 8

/** What each sealed part is bound to, so that none can be put in another's place. */
export const contextOf = (file: string, place: number, part: 'entry' | 'body'): string =>
  `journal ${file} ${place} ${part}`

/** Reads an entry's JSON. */
export function entryOf(json: string): JournalEntry {
  const entry = JSON.parse(json) as JournalEntry & { at: string }
  return { ...entry, at: new Date(entry.at) }
}
