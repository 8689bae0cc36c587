import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type Log, refusal } from '../../platform/index.ts'
import { meshErrors } from '../errors.ts'
import { readFields, refusedBy, textOf } from './answers.ts'
import { type Attempt, type Exchange, isAnswer, type MeshRequest, type MeshResponse, unreachable } from './exchange.ts'
import type { TrackedMessage } from './track.ts'

export type MeshSending = {
  readonly to: string
  readonly workflowId: string
  readonly body: Uint8Array | string
  readonly subject?: string
  /** Our own reference; about no person. With it a send whose answer was lost is looked for before it is repeated. */
  readonly localId?: string
  readonly fileName?: string
}

export type SendDeps = {
  readonly exchange: Exchange
  readonly mailboxId: string
  /** Bodies beyond it go in parts of this size. */
  readonly partBytes: number
  readonly log: Log
  readonly trackByLocalId: (localId: string) => Promise<TrackedMessage | undefined>
}

/** Above 5 MB each and no more than 20 MB (mesh.md 9 and 20). */
export const DEFAULT_PART_BYTES = 20 * 1024 * 1024

const compress = promisify(gzip)

/**
 * Sends a message, in parts when it is large, each compressed by itself; returns the id the server gave it. When an
 * answer is lost and there is a local id, looks for the message before sending it again; without one it is not
 * repeated. Throws MESH_REFUSED, MESH_FORBIDDEN, MESH_UNREACHABLE, MESH_SEND_UNCERTAIN or MESH_ANSWER_UNREADABLE.
 */
export async function send(deps: SendDeps, sending: MeshSending): Promise<{ messageId: string }> {
  const body = typeof sending.body === 'string' ? Buffer.from(sending.body) : sending.body
  const parts = partsOf(body, deps.partBytes)
  const messageId = await sendFirst(deps, sending, await firstRequest(deps, sending, parts))
  for (const [index, part] of parts.entries())
    if (index > 0) await sendPart(deps, messageId, { part, index, of: parts.length })
  return { messageId }
}

function partsOf(body: Uint8Array, partBytes: number): Uint8Array[] {
  const count = Math.max(1, Math.ceil(body.length / partBytes))
  return Array.from({ length: count }, (_, index) => body.subarray(index * partBytes, (index + 1) * partBytes))
}

async function firstRequest(deps: SendDeps, sending: MeshSending, parts: Uint8Array[]): Promise<MeshRequest> {
  const [first = new Uint8Array()] = parts
  const isChunked = parts.length > 1
  return {
    method: 'POST',
    path: `/messageexchange/${deps.mailboxId}/outbox`,
    headers: {
      'content-type': 'application/octet-stream',
      'content-encoding': isChunked ? 'gzip' : undefined,
      'mex-chunk-range': isChunked ? `1:${parts.length}` : undefined,
      'mex-to': sending.to,
      'mex-workflowid': sending.workflowId,
      'mex-subject': sending.subject,
      'mex-localid': sending.localId,
      'mex-filename': sending.fileName,
    },
    body: isChunked ? await compress(first) : first,
  }
}

/** The one request whose repeat would make a second message (mesh.md 6.8). */
async function sendFirst(deps: SendDeps, sending: MeshSending, request: MeshRequest): Promise<string> {
  const { exchange, log } = deps
  for (let tries = 1; ; tries += 1) {
    const last = await exchange.attempt(request)
    if (isAnswer(last)) return messageIdOf(last)
    log.warn({ status: last.status, tries }, 'MESH did not answer a send')
    const mayBeThere = last.status !== undefined || last.mayHaveArrived
    if (mayBeThere && sending.localId === undefined) throw uncertain(last)
    const isLast = !(await exchange.pauseAfter(tries))
    const taken = mayBeThere && sending.localId !== undefined ? await findTaken(deps, sending.localId) : undefined
    if (taken !== undefined) return taken
    if (isLast) throw unreachable(last)
  }
}

/** A message the server refused or lost again may be sent again. */
async function findTaken(deps: SendDeps, localId: string): Promise<string | undefined> {
  const found = await deps.trackByLocalId(localId)
  return found === undefined || found.status === 'error' ? undefined : found.messageId
}

function uncertain(last: Attempt): Error {
  const detail = last.status === undefined ? 'the connection was lost' : `status ${last.status}`
  return refusal(meshErrors, 'MESH_SEND_UNCERTAIN', detail, last.status === undefined ? last.cause : undefined)
}

function messageIdOf(response: MeshResponse): string {
  if (response.status !== 202 && response.status !== 200) throw refusedBy(response)
  const messageId = textOf(readFields(response), 'message_id', 'messageID')
  if (messageId === undefined) throw refusal(meshErrors, 'MESH_ANSWER_UNREADABLE', 'a send without a message id')
  return messageId
}

type Part = { readonly part: Uint8Array; readonly index: number; readonly of: number }

/** A later part may be repeated; one that was taken as the last before its answer was lost is answered 423. */
async function sendPart(deps: SendDeps, messageId: string, { part, index, of }: Part): Promise<void> {
  const number = index + 1
  const response = await deps.exchange.repeat({
    method: 'POST',
    path: `/messageexchange/${deps.mailboxId}/outbox/${encodeURIComponent(messageId)}/${number}`,
    headers: {
      'content-type': 'application/octet-stream',
      'content-encoding': 'gzip',
      'mex-chunk-range': `${number}:${of}`,
    },
    body: await compress(part),
  })
  const isDone = response.status === 202 || response.status === 200 || (response.status === 423 && number === of)
  if (!isDone) throw refusedBy(response)
}
