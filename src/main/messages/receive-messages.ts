import type { MeshClient, MeshMessage } from '../../mesh/index.ts'
import type { Log, StillOurs } from '../../platform/index.ts'

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
  /** Turns a round while no other process turns one; `undefined` when another does. */
  readonly inTurn: <Result>(round: (stillOurs: StillOurs) => Promise<Result>) => Promise<Result | undefined>
}

/**
 * Opens the mailbox of this service, which one process at a time empties. Each round does so message by message: fetch,
 * hand to whoever deals with its workflow, and only then acknowledge to MESH. What cannot be dealt with stays and is
 * tried again; it does not hold up the others. A round returns true when something was done and more may wait.
 */
export function openReceiver(deps: ReceiveDeps): () => Promise<boolean> {
  const foreign = new Set<string>()
  return async () => (await deps.inTurn(stillOurs => emptyMailbox({ ...deps, stillOurs, foreign }))) ?? false
}

type Round = ReceiveDeps & { readonly stillOurs: StillOurs; readonly foreign: Set<string> }

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
      log.error({ err: error, meshMessageId: id }, 'a message stays in the mailbox')
    }
  }
  return done > 0 && done === ids.length
}

type Outcome = 'done' | 'later' | 'foreign'

async function receiveOne(deps: Round, id: string, away: Set<string>): Promise<Outcome> {
  const message = await deps.mesh.download(id)
  if (message === 'gone') return 'done'
  const outcome = await handle(deps, message, away)
  if (outcome === 'done') await deps.mesh.acknowledge(id)
  return outcome
}

async function handle({ handlers, log, stillOurs }: Round, message: MeshMessage, away: Set<string>): Promise<Outcome> {
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
  const outcome = await handler(message, stillOurs)
  if (outcome === 'later') away.add(workflowId)
  return outcome
}
