import type { MeshClient, MeshMessage } from '../../mesh/index.ts'
import type { Log } from '../../platform/index.ts'

/**
 * Deals with a message: `done`, it may be acknowledged; `later`, somebody it needs is away, so that the others of its
 * workflow need not be tried in this round. Throws when it could not be dealt with; then it is tried again.
 */
export type Handler = (message: MeshMessage) => Promise<'done' | 'later'>

export type ReceiveDeps = {
  readonly mesh: MeshClient
  readonly log: Log
  /** Who deals with the messages of which workflow id. */
  readonly handlers: Readonly<Record<string, Handler>>
}

/**
 * Opens the mailbox of this service. Each round empties it, message by message: fetch, hand to whoever deals with its
 * workflow, and only then acknowledge to MESH. What cannot be dealt with stays and is tried again; it does not hold up
 * the others. A round returns true when something was done and more may wait.
 */
export function openReceiver(deps: ReceiveDeps): () => Promise<boolean> {
  const foreign = new Set<string>()
  return async () => {
    const ids = await deps.mesh.list()
    const away = new Set<string>()
    let done = 0
    for (const id of ids.filter(one => !foreign.has(one))) {
      try {
        const outcome = await receiveOne(deps, id, away)
        if (outcome === 'done') done += 1
        if (outcome === 'foreign') foreign.add(id)
      } catch (error) {
        deps.log.error({ err: error, meshMessageId: id }, 'a message stays in the mailbox')
      }
    }
    return done > 0 && done === ids.length
  }
}

type Outcome = 'done' | 'later' | 'foreign'

async function receiveOne(deps: ReceiveDeps, id: string, away: Set<string>): Promise<Outcome> {
  const message = await deps.mesh.download(id)
  if (message === 'gone') return 'done'
  const outcome = await handle(deps, message, away)
  if (outcome === 'done') await deps.mesh.acknowledge(id)
  return outcome
}

async function handle({ handlers, log }: ReceiveDeps, message: MeshMessage, away: Set<string>): Promise<Outcome> {
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
  const outcome = await handler(message)
  if (outcome === 'later') away.add(workflowId)
  return outcome
}
