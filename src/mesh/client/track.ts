import { refusal } from '../../platform/index.ts'
import { meshErrors } from '../errors.ts'
import { present, readFields, refusedBy, textOf } from './answers.ts'
import type { Exchange, MeshResponse } from './exchange.ts'

export type TrackedMessage = {
  readonly messageId: string
  /** Lower case: `uploading`, `accepted`, `acknowledged`, `undeliverable`, `error`, or a word not yet known. */
  readonly status: string
  readonly localId?: string
  readonly workflowId?: string
  readonly recipient?: string
  readonly statusCode?: string
  readonly statusDescription?: string
}

type TrackDeps = { readonly exchange: Exchange; readonly mailboxId: string }

/** What became of a message we sent; `undefined` when the server knows of none. Throws as `trackByLocalId`. */
export function track(deps: TrackDeps, messageId: string): Promise<TrackedMessage | undefined> {
  return trackAt(deps, `?${new URLSearchParams({ messageID: messageId })}`)
}

/**
 * The same by our own reference. Throws MESH_REFUSED (300 when several messages bear it), MESH_FORBIDDEN,
 * MESH_UNREACHABLE or MESH_ANSWER_UNREADABLE.
 */
export function trackByLocalId(deps: TrackDeps, localId: string): Promise<TrackedMessage | undefined> {
  return trackAt(deps, `/${encodeURIComponent(localId)}`)
}

async function trackAt(deps: TrackDeps, rest: string): Promise<TrackedMessage | undefined> {
  const path = `/messageexchange/${deps.mailboxId}/outbox/tracking${rest}`
  const response = await deps.exchange.repeat({ method: 'GET', path })
  if (response.status === 404) return undefined
  if (response.status !== 200) throw refusedBy(response)
  return trackedOf(response)
}

function trackedOf(response: MeshResponse): TrackedMessage {
  const fields = readFields(response)
  const messageId = textOf(fields, 'message_id', 'messageId')
  const status = textOf(fields, 'status')?.toLowerCase()
  if (messageId === undefined || status === undefined)
    throw refusal(meshErrors, 'MESH_ANSWER_UNREADABLE', 'tracking without a message id or status')
  return {
    messageId,
    status,
    ...present({
      localId: textOf(fields, 'local_id', 'localId'),
      workflowId: textOf(fields, 'workflow_id', 'workflowId'),
      recipient: textOf(fields, 'recipient'),
      statusCode: textOf(fields, 'status_code', 'statusCode'),
      statusDescription: textOf(fields, 'status_description', 'statusDescription'),
    }),
  }
}
