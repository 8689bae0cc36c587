import { findEventsKnown, readNumberChangeEvent } from '../../demographics/index.ts'
import { type NotificationState, statesOfNotices } from '../../notifications/index.ts'
import {
  type Clock,
  type Database,
  type LinksMissing,
  linksMissing,
  type Restored,
  readRestored,
} from '../../platform/index.ts'
import { findUploadsKept } from '../../register/index.ts'
import {
  type AnsweredEntry,
  type MessageEntry,
  type NoticeEntry,
  type ReadEntry,
  type ReadJournalDeps,
  readJournal,
} from '../journal/index.ts'

export type MissingDeps = {
  readonly journal: ReadJournalDeps
  readonly clock: Clock
  readonly register: Database
  readonly demographics: Database
  readonly notifications: Database
  readonly audit: Parameters<typeof linksMissing>[0]
  readonly uploadWorkflow: string
  readonly numberChangeWorkflow: string
}

/** A message the register does not know, and what it was answered where that is known. */
export type MissingMessage = ReadEntry<MessageEntry> & { readonly answered?: AnsweredEntry }

/** A notice that MESH took, and where the outbox says it stands; unknown there: `undefined`. */
export type LeftNotice = NoticeEntry & { readonly state: NotificationState | undefined }

/** What a restored database lacks of what is known beside it. */
export type Missing = {
  readonly restored: Restored | undefined
  /** In the order they were answered in. */
  readonly uploads: readonly MissingMessage[]
  readonly numberChanges: readonly MissingMessage[]
  /** Notices that left and that the outbox has not as sent. */
  readonly notices: readonly LeftNotice[]
  readonly audit: LinksMissing
  /** Files of the journal whose last entry is not whole; it was acknowledged to nobody. */
  readonly torn: readonly string[]
}

type Journalled = {
  readonly messages: ReadonlyMap<string, ReadEntry<MessageEntry>>
  readonly answered: ReadonlyMap<string, AnsweredEntry>
  readonly notices: ReadonlyMap<string, NoticeEntry>
  readonly torn: string[]
}

/** Before the restored moment an hour of the journal is looked at too: clocks differ. */
const MARGIN_MS = 3_600_000

/**
 * Holds the journal against a restored database: all of it, or from the moment it was restored to where that is known.
 * Changes nothing. Throws JOURNAL_UNREADABLE.
 */
export async function findMissing(deps: MissingDeps): Promise<Missing> {
  const restored = await readRestored(deps.register)
  const since = restored?.restoredTo && new Date(restored.restoredTo.getTime() - MARGIN_MS)
  const journalled = await readAll(deps.journal, since)
  const { uploadWorkflow, numberChangeWorkflow } = deps
  return {
    restored,
    uploads: await missingUploads(deps, journalled, ofWorkflow(journalled, uploadWorkflow)),
    numberChanges: await missingChanges(deps, ofWorkflow(journalled, numberChangeWorkflow)),
    notices: await missingNotices(deps, journalled),
    audit: await linksMissing(deps.audit),
    torn: journalled.torn,
  }
}

async function readAll(deps: ReadJournalDeps, since: Date | undefined): Promise<Journalled> {
  const messages = new Map<string, ReadEntry<MessageEntry>>()
  const answered = new Map<string, AnsweredEntry>()
  const notices = new Map<string, NoticeEntry>()
  const torn: string[] = []
  const from = since?.toISOString().slice(0, 10) ?? ''
  for await (const entry of readJournal(deps, from, file => torn.push(file))) {
    if (since !== undefined && entry.at < since) continue
    if (entry.kind === 'message') messages.set(entry.messageId, earlier(messages.get(entry.messageId), entry))
    if (entry.kind === 'answered') answered.set(entry.messageId, newer(answered.get(entry.messageId), entry))
    if (entry.kind === 'notice') notices.set(entry.noticeId, entry)
  }
  return { messages, answered, notices, torn }
}

/** A message that stayed in the mailbox is written again by the next process; the first time counts. */
const earlier = <Entry extends MessageEntry>(one: Entry | undefined, other: Entry) =>
  one !== undefined && one.at <= other.at ? one : other

/** An upload applied again after a restore has another id there. */
const newer = (one: AnsweredEntry | undefined, other: AnsweredEntry) =>
  one !== undefined && one.at > other.at ? one : other

const ofWorkflow = ({ messages }: Journalled, workflowId: string) =>
  [...messages.values()].filter(message => message.workflowId === workflowId)

async function missingUploads(
  deps: MissingDeps,
  { answered }: Journalled,
  messages: readonly ReadEntry<MessageEntry>[],
): Promise<MissingMessage[]> {
  const known = messages.map(message => ({ message, answered: answered.get(message.messageId) }))
  const asked = known.map(({ message: { messageId }, answered }) => ({
    messageId,
    ...(answered && { uploadId: answered.uploadId }),
  }))
  const kept = await findUploadsKept({ db: deps.register }, asked)
  const when = ({ answered, at }: MissingMessage) => (answered?.at ?? at).getTime()
  return known
    .filter(({ message }) => !kept.has(message.messageId))
    .map(({ message, answered }): MissingMessage => ({ ...message, ...(answered && { answered }) }))
    .sort((a, b) => when(a) - when(b))
}

/** Events are forgotten after 30 days; by then the nightly sweep has found what they told. */
const EVENTS_KEPT_MS = 29 * 86_400_000

async function missingChanges(
  deps: MissingDeps,
  messages: readonly ReadEntry<MessageEntry>[],
): Promise<MissingMessage[]> {
  const withEvent: { readonly message: MissingMessage; readonly eventId: string }[] = []
  for (const message of messages) withEvent.push({ message, eventId: eventIdOf(message, await message.body()) })
  const known = await findEventsKnown(
    { db: deps.demographics },
    withEvent.map(one => one.eventId),
  )
  const forgotten = new Date(deps.clock.now().getTime() - EVENTS_KEPT_MS)
  return withEvent
    .filter(({ eventId, message }) => !known.has(eventId) && message.at > forgotten)
    .map(({ message }) => message)
    .sort((a, b) => a.at.getTime() - b.at.getTime())
}

function eventIdOf({ messageId }: MessageEntry, body: Buffer): string {
  const event = readNumberChangeEvent(body)
  return event.kind === 'unreadable' ? `unreadable ${messageId}` : (event.id ?? `message ${messageId}`)
}

async function missingNotices(deps: MissingDeps, { notices }: Journalled): Promise<LeftNotice[]> {
  const states = await statesOfNotices({ db: deps.notifications }, [...notices.keys()])
  return [...notices.values()]
    .map(notice => ({ ...notice, state: states.get(notice.noticeId) }))
    .filter(({ state }) => state === undefined || state === 'waiting')
}
