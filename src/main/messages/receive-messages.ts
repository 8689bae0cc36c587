import type { MeshClient, MeshMessage } from '../../mesh/index.ts'
import { isRefusal, type Log, type StillOurs } from '../../platform/index.ts'
import type { Journal, journalErrors } from '../journal/index.ts'

/**
 * Deals with a message: `done`, it may be acknowledged; `later`, somebody it needs is away, so that the others of its
 * workflow need not be tried in this round. Throws when it could not be dealt with; then it is tried again.
 */
export type Handler = (message: MeshMessage, stillOurs: StillOurs) => Promise<'done' | 'later'>

export type ReceiveDeps = {
  readonly mesh: MeshClient
  readonly log: Log
  /** Who deals with the messages of which workflow id. */
  readonly handlers: Readonly<Record<string, Handler>>
  /** Each message is written here before it is dealt with; absent: nowhere. */
  readonly journal?: Journal
  /** Turns a round while no other process turns one; `undefined` when another does. */
  readonly inTurn: <Result>(round: (stillOurs: StillOurs) => Promise<Result>) => Promise<Result | undefined>
}

/**
 * Opens the mailbox of this service, which one process at a time empties. Each round does so message by message: fetch,
 * write it into the journal, hand it to whoever deals with its workflow, and only then acknowledge to MESH. What cannot be
 * dealt with stays and is tried again; it does not hold up the others. A round returns true when something was done and
 * more may wait. Throws JOURNAL_UNWRITABLE: all messages stay.
 */
export function openReceiver(deps: ReceiveDeps): () => Promise<boolean> {
  const known = { foreign: new Set<string>(), journalled: new Set<string>() }
  return async () => (await deps.inTurn(stillOurs => emptyMailbox({ ...deps, stillOurs, ...known }))) ?? false
}

type Round = ReceiveDeps & {
  readonly stillOurs: StillOurs
  readonly foreign: Set<string>
  /** Those that stayed in the mailbox after they were written down: once is enough. */
  readonly journalled: Set<string>
}

async function emptyMailbox(round: Round): Promise<boolean> {
  const { mesh, log, foreign, stillOurs } = round
  const ids = await mesh.list()
  const away = new Set<string>()
  let done = 0
  for (const id of ids.filter(one => !foreign.has(one))) {
    await stillOurs()
    try {
      const outcome = await receiveOne(round, id, away)
      if (outcome === 'done') done += 1
      if (outcome === 'foreign') foreign.add(id)
    } catch (error) {
      // None may be acknowledged: the round has failed, and raises the alarm of a loop that stands.
      if (isRefusal(error) && error.code === UNWRITABLE) throw error
      log.error({ err: error, meshMessageId: id }, 'a message stays in the mailbox')
    }
  }
  return done > 0 && done === ids.length
}

const UNWRITABLE: keyof typeof journalErrors = 'JOURNAL_UNWRITABLE'

type Outcome = 'done' | 'later' | 'foreign'

async function receiveOne(deps: Round, id: string, away: Set<string>): Promise<Outcome> {
  const message = await deps.mesh.download(id)
  if (message === 'gone') return 'done'
  const outcome = await handle(deps, message, away)
  if (outcome !== 'done') return outcome
  await deps.mesh.acknowledge(id)
  deps.journalled.delete(id)
  return outcome
}

async function handle(round: Round, message: MeshMessage, away: Set<string>): Promise<Outcome> {
  const { handlers, log, stillOurs } = round
  const { messageId: meshMessageId, workflowId } = message
  if (message.kind === 'REPORT') {
    log.warn({ meshMessageId, about: message.linkedMessageId }, 'MESH reports')
    return 'done'
  }
  const handler = Object.hasOwn(handlers, workflowId) ? handlers[workflowId] : undefined
  if (handler === undefined) {
    // Not acknowledged, so that after five days MESH tells the sender that nobody took it.
    log.error({ meshMessageId, workflowId }, 'nobody here deals with this workflow; the message is left')
    return 'foreign'
  }
  if (away.has(workflowId)) return 'later'
  await writeDown(round, message)
  const outcome = await handler(message, stillOurs)
  if (outcome === 'later') away.add(workflowId)
  return outcome
}

/** Before anything is stored or answered: what is then lost with the database is found in the journal (trust.md T-32). */
async function writeDown({ journal, journalled }: Round, message: MeshMessage): Promise<void> {
  const { messageId, workflowId, from, body } = message
  if (journal === undefined || journalled.has(messageId)) return
  await journal.keep({ messageId, workflowId, ...(from !== undefined && { from }) }, body)
  journalled.add(messageId)
}
