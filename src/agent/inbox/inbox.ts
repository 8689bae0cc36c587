import { type Database, isRefusal } from '../../platform/index.ts'
import type { AgentConfiguration } from '../configuration.ts'
import { noteTime } from '../desired/store.ts'
import type { AgentDeps, CollectedMessage, ReadMessage } from '../ports.ts'
import type { InboxItem, UnreadableContent } from './inbox-item.ts'
import { type Taken, takeReadMessage, takeReport } from './item-content.ts'
import { isStored, itemsNotShown, storeItem, storeMessage, storeShown } from './store.ts'

/**
 * Empties the mailbox and returns what nobody has been shown yet, oldest first (local-authority.md 7.2, 9). Each message
 * is stored before MESH is told that it may forget it. One that MESH does not give up is told of as `not-collected` and
 * left for the next call. Items come again until `markShown`. `onMessage` hears how many were collected so far.
 */
export async function readInbox(deps: AgentDeps, onMessage: (done: number) => void = () => {}): Promise<InboxItem[]> {
  await deps.mesh.handshake()
  await noteTime(deps.database, 'handshake', deps.clock.now())
  const notCollected = await collectAll(deps, onMessage)
  return [...(await itemsNotShown(deps.database)), ...notCollected]
}

/** Notes that a person was shown these items; call it after they are on the screen. One not collected is not noted. */
export async function markShown({ database, clock }: AgentDeps, items: readonly InboxItem[]): Promise<void> {
  const stored = items.filter(item => item.kind !== 'not-collected')
  const ids = stored.map(item => item.messageId)
  await storeShown(database, ids, clock.now())
}

/** Asks for the list until it names nothing new: one answer holds at most 500 (local-authority.md 7.2). */
async function collectAll(deps: AgentDeps, onMessage: (done: number) => void): Promise<InboxItem[]> {
  const tried = new Set<string>()
  const notCollected: InboxItem[] = []
  for (;;) {
    const waiting = (await deps.mesh.list()).filter(id => !tried.has(id))
    if (waiting.length === 0) {
      await noteTime(deps.database, 'poll', deps.clock.now())
      return notCollected
    }
    for (const messageId of waiting) {
      tried.add(messageId)
      onMessage(tried.size)
      if (await collect(deps, messageId)) continue
      notCollected.push({ kind: 'not-collected', messageId, receivedAt: deps.clock.now().toISOString() })
    }
  }
}

/** False where the mailbox failed; a database that fails stops the call, with nothing acknowledged. */
async function collect(deps: AgentDeps, messageId: string): Promise<boolean> {
  if (!(await isStored(deps.database, messageId))) {
    const message = await asked(deps, () => deps.mesh.download(messageId))
    if (message === undefined) return false
    // Another reader took it between the list and now.
    if (message === 'gone') return true
    await keep(deps, message)
  }
  // One that is stored and not acknowledged is seen at once, and acknowledged by the next call.
  await asked(deps, () => deps.mesh.acknowledge(messageId))
  return true
}

async function asked<Answer>({ log }: AgentDeps, question: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await question()
  } catch (error) {
    log.warn({ err: error }, 'the mailbox did not give up a message')
    return undefined
  }
}

async function keep(deps: AgentDeps, message: CollectedMessage): Promise<void> {
  const at = deps.clock.now()
  const read = message.kind === 'REPORT' ? undefined : await readMessage(deps, message)
  await deps.database.transaction(async tx => {
    if (!(await storeMessage(tx, message, at))) return
    const taken = read === undefined ? await takeReport(tx, message, at) : await takeRead(tx, read, at)
    await storeItem(tx, { messageId: message.messageId, at, ...taken })
  })
}

async function takeRead(tx: Database, read: ReadMessage | UnreadableContent, at: Date): Promise<Taken> {
  return read.kind === 'unreadable' ? { content: read } : takeReadMessage(tx, read, at)
}

async function readMessage(deps: AgentDeps, message: CollectedMessage): Promise<ReadMessage | UnreadableContent> {
  const { configuration, messages, log } = deps
  const { workflowId } = message
  const unreadable = (reason: string): UnreadableContent => ({ kind: 'unreadable', workflowId, reason })
  try {
    const read = await messages.read(message.body)
    // What a message is, its content says; an odd label only hints at a wrong configuration.
    if (workflowId !== expectedWorkflow(configuration, read))
      log.warn({ messageId: message.messageId, kind: read.kind }, 'a message came under an unexpected workflow')
    if (read.kind !== 'acknowledgement' && read.notice.authority.odsCode !== configuration.authority.odsCode)
      return unreadable('it is addressed to another authority; do not open it, tell the service desk')
    return read
  } catch (error) {
    // Only a refusal's words are known to hold nothing about a child.
    const reason = isRefusal(error) ? error.message : 'the reader failed'
    log.warn({ messageId: message.messageId, reason }, 'a message could not be read and is kept as it came')
    return unreadable(reason)
  }
}

/** As the service sends its own notices unless told otherwise. */
const WAS_NOT_BROUGHT = 'OPENCPIS_WAS_NOT_BROUGHT'

function expectedWorkflow({ mesh }: AgentConfiguration, { kind }: ReadMessage): string {
  const { acknowledgement, accessNotice, inactiveNumber, wasNotBrought = WAS_NOT_BROUGHT } = mesh.workflows
  return {
    acknowledgement,
    access: accessNotice,
    'inactive-number': inactiveNumber,
    'was-not-brought': wasNotBrought,
  }[kind]
}
