import { MeshAnswerError, type MeshClient, type MeshSending, type TrackedMessage } from '../../mesh/index.ts'

/** What MESH says of a message that never reached its recipient: our process died between two parts, or MESH gave up. */
const NEVER_WHOLE = new Set(['uploading', 'error'])

/** The local id is the name of what is sent: of all tries together no more than one may arrive. */
export type OnceSending = MeshSending & { readonly localId: string }

export type SendOnceDeps = {
  readonly mesh: Pick<MeshClient, 'send' | 'trackByLocalId'>
  /** Throws when somebody else has the work by now; asked last before a message leaves. */
  readonly stillOurs?: () => Promise<void>
}

/**
 * Sends what MESH does not have yet under its local id; returns the id MESH gave it, or `undefined` when it has several,
 * of which it does not tell. One of which only some parts had left goes again as a whole, under a further local id.
 */
export async function sendOnce(deps: SendOnceDeps, sending: OnceSending): Promise<string | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const localId = attempt === 1 ? sending.localId : `${sending.localId}-${attempt}`
    const sent = await findSent(deps, localId)
    if (sent === 'several') return undefined
    if (sent !== undefined && !NEVER_WHOLE.has(sent.status)) return sent.messageId
    if (sent !== undefined) continue
    await deps.stillOurs?.()
    return (await deps.mesh.send({ ...sending, localId })).messageId
  }
}

/** MESH answers 300 where several messages bear a local id (mesh.md 6.11). */
async function findSent({ mesh }: SendOnceDeps, localId: string): Promise<TrackedMessage | 'several' | undefined> {
  try {
    return await mesh.trackByLocalId(localId)
  } catch (error) {
    if (error instanceof MeshAnswerError && error.answer.status === 300) return 'several'
    throw error
  }
}
