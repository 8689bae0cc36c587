import type { StatusRecord } from '../files/control-file.ts'
import { fileFault } from '../files/faults.ts'
import { type StatusName, statusRecord } from '../files/status-records.ts'
import { type MailboxWork, shownStatus, writeReport } from '../mailbox-work.ts'
import { kindOfFailure, shownError } from '../outgoing/failures.ts'
import { forgetMarks, receiveMessage } from './deliver.ts'

/** Once a day is enough, hourly is fine (mesh.md 13). */
const HANDSHAKE_EVERY_MS = 3_600_000

/** Remembers the last handshake between polls. */
export type PollState = { handshakeAt: number }

/**
 * One poll: a handshake when the last is an hour old, then every message that waits, up to MaxMessages. True when the
 * page was full and all of it was taken: there may be more. What fails is said in the log, and in a report where wanted.
 */
export async function pollInbox(work: MailboxWork, state: PollState): Promise<boolean> {
  const { mesh, clock, maxMessages, mailbox, log } = work
  try {
    if (clock.now().getTime() - state.handshakeAt >= HANDSHAKE_EVERY_MS) {
      await mesh.handshake()
      state.handshakeAt = clock.now().getTime()
      log.line('INFO', 'poll', 'handshake accepted')
    }
    const ids = await mesh.list({ max: maxMessages })
    let taken = 0
    for (const id of ids) if (!work.isTold() && (await receive(work, id))) taken += 1
    if (ids.length < maxMessages) forgetMarks(work, ids)
    log.line('INFO', 'poll', `polled, ${ids.length} waiting, ${taken} taken`)
    if (mailbox.reports.poll) reportPoll(work, statusRecord('polled', clock.now()))
    return ids.length === maxMessages && taken === ids.length
  } catch (error) {
    failed(work, error)
    return false
  }
}

/** False when a message could not be handled; it stays in the inbox, and the ones behind it are still looked at. */
async function receive(work: MailboxWork, messageId: string): Promise<boolean> {
  try {
    const isHere = await receiveMessage(work, messageId)
    work.log.line('INFO', 'receive', `${messageId} ${isHere ? 'received' : 'was gone already'}`)
    return true
  } catch (error) {
    const fault = fileFault(error)
    work.log.line('ERROR', 'receive', `${messageId}: ${fault === undefined ? '' : `${fault}: `}${shownError(error)}`)
    return false
  }
}

const POLL_FAILURES: Record<ReturnType<typeof kindOfFailure>, StatusName> = {
  certificate: 'pollCertificateFailed',
  password: 'pollPasswordFailed',
  other: 'pollFailed',
}

function failed(work: MailboxWork, error: unknown): void {
  const status = statusRecord(POLL_FAILURES[kindOfFailure(error)], work.clock.now())
  work.log.line('ERROR', 'poll', `${shownStatus(status)}: ${shownError(error)}`)
  if (work.mailbox.reports.poll) reportPoll(work, status)
}

/** A disk too full for a poll report is in the log already. */
function reportPoll(work: MailboxWork, status: StatusRecord): void {
  const { mailboxId } = work.mailbox
  try {
    const about = { to: mailboxId, from: mailboxId, statusRecord: status }
    writeReport(work, `POLL_${mailboxId}_${status.dateTime}`, about)
  } catch (error) {
    work.log.line('ERROR', 'poll', `the poll report was not written: ${shownError(error)}`)
  }
}
