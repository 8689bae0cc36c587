import path from 'node:path'
import { MeshAnswerError } from '../../errors.ts'
import { identityOf } from '../files/durable.ts'
import { fileFault } from '../files/faults.ts'
import { statusRecord } from '../files/status-records.ts'
import { type MailboxWork, step } from '../mailbox-work.ts'
import { mayBeChunked, type Sendable } from './check-control.ts'
import { givenUpRecord, isFinal, refusedRecord, shownError } from './failures.ts'
import { type FoundPair, findPairs } from './find-pairs.ts'
import { endPair, finishPair, reportDelay } from './finish-pair.ts'
import { dropEntry, type JournalEntry, keepEntry, readEntries, readEntry } from './journal.ts'
import { type ReadPair, readPair } from './read-pair.ts'

/**
 * One look into `out`: carries out what is decided already, then sends every pair that is ready, one after another. A
 * pair that cannot be handled is said in the log and does not keep the others.
 */
export async function sendPairs(work: MailboxWork): Promise<boolean> {
  for (const entry of readEntries(work.folders.journal))
    await guarded(work, { pair: entry.pair, doing: 'finish' }, () => settle(work, entry))
  const { ready, orphans } = findPairs(work.folders.out, {
    now: work.clock.now(),
    delayMs: work.pace.processingDelayMs,
  })
  for (const found of ready)
    if (!work.isTold()) await guarded(work, { pair: found.pair, doing: 'send' }, () => sendFound(work, found))
  for (const found of orphans)
    await guarded(work, { pair: found.pair, doing: 'send' }, () => {
      const status = statusRecord('controlMissing', work.clock.now())
      endPair(work, freshEntry(work, found), { folder: 'failed', status })
    })
  return false
}

/** MESH keeps a message for so long; a pair given up that was not put into `out` again by then is forgotten. */
const GIVEN_UP_KEPT_MS = 30 * 24 * 3_600_000

function settle(work: MailboxWork, entry: JournalEntry): void {
  finishPair(work, entry)
  const age = work.clock.now().getTime() - new Date(entry.waitUntil).getTime()
  if (entry.isGivenUp && age > GIVEN_UP_KEPT_MS) dropEntry(work.folders.journal, entry.pair)
}

type Doing = { readonly pair: string; readonly doing: 'finish' | 'send' }

async function guarded(work: MailboxWork, { pair, doing }: Doing, act: () => void | Promise<void>): Promise<void> {
  try {
    await act()
    work.saidOf.delete(`${doing} ${pair}`)
  } catch (error) {
    const fault = fileFault(error)
    const said = `${pair}: ${fault === undefined ? '' : `${fault}: `}${shownError(error)}`
    if (work.saidOf.get(`${doing} ${pair}`) !== said) work.log.line('ERROR', 'send', said)
    work.saidOf.set(`${doing} ${pair}`, said)
  }
}

async function sendFound(work: MailboxWork, found: FoundPair): Promise<void> {
  const { folders, clock, pace, mailbox } = work
  const known = readEntry(folders.journal, found.pair)
  const isWaiting = known !== undefined && !known.isGivenUp && clock.now() < new Date(known.waitUntil)
  if (known?.outcome || isWaiting) return
  const place = { folder: folders.out, mailboxId: mailbox.mailboxId, now: clock.now(), delayMs: pace.processingDelayMs }
  // Before the files are read: what is changed while we read is not taken for what was sent.
  const unread = freshEntry(work, found)
  const read = await readPair(found, place)
  if (read.kind === 'later') return
  const fresh = { ...unread, said: read.control, localId: `${read.control.localId ?? ''}${unread.localId}` }
  if (read.kind === 'faulty') {
    const status = statusRecord(read.fault.name, clock.now(), read.fault.detail)
    endPair(work, fresh, { folder: 'failed', status })
    return
  }
  const isKnown = known?.digest === read.digest
  if (known !== undefined && !isKnown)
    work.log.line('WARN', 'send', `${found.pair} is another pair than was tried before`)
  await sendRead(work, { ...fresh, digest: read.digest }, { read, known: isKnown ? known : undefined })
}

type Given = {
  readonly read: Extract<ReadPair, { kind: 'sendable' }>
  /** What is known from an earlier send of the same pair, which MESH may have taken. */
  readonly known: JournalEntry | undefined
}

/** A send is begun only when the journal is on the disk: whatever happens, the message can be found by its local id. */
async function sendRead(work: MailboxWork, fresh: JournalEntry, { read, known }: Given): Promise<void> {
  const { folders, clock, pace } = work
  const begun: JournalEntry = {
    ...fresh,
    ...(known && { localId: known.localId }),
    ...(known?.isDelayReported && { isDelayReported: true }),
    tries: (known === undefined || known.isGivenUp ? 0 : known.tries) + 1,
    waitUntil: new Date(clock.now().getTime() + pace.settleMs).toISOString(),
  }
  keepEntry(folders.journal, begun)
  step(work, 'journal kept')
  try {
    const taken = known ? await lookFor(work, begun.localId) : 'unknown'
    const entry = taken === 'incomplete' ? { ...begun, localId: fresh.localId } : begun
    if (entry !== begun) keepEntry(folders.journal, entry)
    const isTaken = taken !== 'unknown' && taken !== 'incomplete'
    const messageId = isTaken ? taken.messageId : await send(work, { ...read, localId: entry.localId })
    step(work, 'sent')
    const status = statusRecord('transferred', clock.now())
    endPair(work, entry, { folder: 'sent', status, ...(messageId !== '' && { messageId }) })
  } catch (error) {
    if (fileFault(error) !== undefined) throw error
    failed(work, readEntry(folders.journal, fresh.pair) ?? begun, error)
  }
}

/**
 * What MESH has under a local id. `incomplete`: the parts of a send that was cut off, or one that failed; nobody gets
 * it, so it may be sent anew, under another id. Without an id of its own when MESH has several (300).
 */
async function lookFor(
  work: MailboxWork,
  localId: string,
): Promise<{ readonly messageId: string } | 'incomplete' | 'unknown'> {
  try {
    const found = await work.mesh.trackByLocalId(localId)
    if (found === undefined) return 'unknown'
    return found.status === 'uploading' || found.status === 'error' ? 'incomplete' : found
  } catch (error) {
    if (error instanceof MeshAnswerError && error.answer.status === 300) return { messageId: '' }
    throw error
  }
}

async function send(
  work: MailboxWork,
  { control, data, localId }: { control: Sendable; data: Buffer; localId: string },
): Promise<string> {
  const { to, workflowId, subject } = control
  const mesh = mayBeChunked(control) ? work.mesh : work.meshWhole
  const sending = { to, workflowId, body: data, localId, ...(subject !== undefined && { subject }) }
  return (await mesh.send(sending)).messageId
}

function failed(work: MailboxWork, entry: JournalEntry, error: unknown): void {
  const { clock, pace, serverRetry, folders, log } = work
  const now = clock.now()
  if (isFinal(error)) {
    endPair(work, entry, { folder: 'failed', status: refusedRecord(error, now) })
    return
  }
  log.line('WARN', 'send', `${entry.pair} not sent, try ${entry.tries} of ${serverRetry + 1}: ${shownError(error)}`)
  if (entry.tries > serverRetry) {
    endPair(work, { ...entry, isGivenUp: true }, { folder: 'failed', status: givenUpRecord(error, now) })
    return
  }
  reportDelay(work, entry)
  const waitUntil = new Date(now.getTime() + pace.retryAfterMs).toISOString()
  keepEntry(folders.journal, { ...entry, waitUntil, isDelayReported: true })
}

/** An entry of a pair that was never sent. The local id is unique: several pairs may bear the same LocalId. */
function freshEntry({ folders, randomness, clock }: MailboxWork, found: FoundPair): JournalEntry {
  const { pair, controlFile = '', dataFile = '' } = found
  const at = (name: string) => (name === '' ? undefined : identityOf(path.join(folders.out, name)))
  return {
    pair,
    controlFile,
    dataFile,
    control: at(controlFile),
    data: at(dataFile),
    said: {},
    localId: `~${randomness.uuid().replaceAll('-', '')}`,
    digest: '',
    tries: 0,
    waitUntil: clock.now().toISOString(),
  }
}
