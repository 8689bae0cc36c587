import type { MailboxAuthority } from '../deps.ts'
import type { SubmittedAuthority, SubmittedUpload, UnreadableUpload, VerdictDetail } from '../upload.ts'
import { type DetailCode, verdictDetail } from './verdict-details.ts'

/** A file whose rows may be judged: read, sent by its owner, counted right, numbered. */
export type AdmittedFile = {
  readonly kind: 'admitted'
  readonly upload: SubmittedUpload
  readonly sender: MailboxAuthority
  readonly sequenceNumber: number
}

/** A file refused whole, with CPF01. `sequence` is `-1` where it could not be read. */
export type RefusedFile = {
  readonly kind: 'refused'
  readonly detail: VerdictDetail
  readonly sequence: string
  readonly processed: 0 | -1
}

/** A whole number that stays exact as a number. */
const SEQUENCE = /^\d{1,15}$/

/** Judges a file before any of its rows: local-authority.md F1 to F4, in that order. */
export function admitFile(
  content: SubmittedUpload | UnreadableUpload,
  sender: MailboxAuthority | undefined,
): AdmittedFile | RefusedFile {
  if (content.kind === 'unreadable') return refuseUnreadable(content)
  if (sender === undefined || !isOwner(content.authority, sender)) return refuseFile(content, 'X-NOT-OWNER')
  if (content.records.length !== content.declaredCount) return refuseFile(content, 'X-COUNT')
  if (!SEQUENCE.test(content.sequence))
    return { kind: 'refused', detail: verdictDetail('X-SEQ-UNREADABLE'), sequence: '-1', processed: -1 }
  return { kind: 'admitted', upload: content, sender, sequenceNumber: Number(content.sequence) }
}

/** A file that was read and is refused whole: none of its rows was processed. */
export function refuseFile(upload: SubmittedUpload, code: DetailCode): RefusedFile {
  return { kind: 'refused', detail: verdictDetail(code), sequence: upload.sequence, processed: 0 }
}

function refuseUnreadable(content: UnreadableUpload): RefusedFile {
  const reason = content.reason.replaceAll('_', '-')
  const code = reason.startsWith('X-') ? reason : `X-${reason}`
  const detail = { code, sentence: content.explanation }
  return { kind: 'refused', detail, sequence: content.sequence ?? '-1', processed: -1 }
}

function isOwner(named: SubmittedAuthority, sender: MailboxAuthority): boolean {
  return named.odsCode.trim().toUpperCase() === sender.odsCode.trim().toUpperCase()
}

/**
 * Whom the answer is addressed to: the authority as sent, with what it left out added from its mailbox. A file that
 * names nobody or somebody else's authority is answered to the owner of the mailbox.
 */
export function addressOfAnswer(
  content: SubmittedUpload | UnreadableUpload,
  sender: MailboxAuthority | undefined,
): SubmittedAuthority {
  const named = content.authority
  if (sender === undefined) return named ?? { odsCode: 'X-UNKNOWN', name: 'Unknown sender' }
  const phone = sender.emergencyPhone === undefined ? {} : { emergencyPhone: sender.emergencyPhone }
  const known = { odsCode: sender.odsCode, name: sender.name, ...phone }
  return named !== undefined && isOwner(named, sender) ? { ...known, ...named } : known
}
