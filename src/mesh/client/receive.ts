import { type Log, refusal } from '../../platform/index.ts'
import { readChunkRange } from '../chunk-range.ts'
import { meshErrors } from '../errors.ts'
import { present, readFields, refusedBy } from './answers.ts'
import type { Exchange, MeshResponse } from './exchange.ts'

export type ReceiveDeps = {
  readonly exchange: Exchange
  readonly mailboxId: string
  readonly log: Log
  readonly mostBytes?: number | undefined
}

export type MeshMessage = {
  readonly messageId: string
  /** `REPORT`: the exchange itself tells what became of a message; the body is empty. */
  readonly kind: 'DATA' | 'REPORT'
  readonly workflowId: string
  /** The sender's mailbox; a report has none. */
  readonly from?: string
  readonly localId?: string
  readonly subject?: string
  readonly fileName?: string
  /** The message a report is about. */
  readonly linkedMessageId?: string
  /** `SUCCESS` or `ERROR`, and what the server says of it. */
  readonly status?: string
  readonly statusEvent?: string
  readonly statusCode?: string
  readonly statusDescription?: string
  readonly body: Buffer
}

export type ListOptions = {
  /** The most ids returned; all that wait when not given. */
  readonly max?: number
  /** `X`, `X*`, `*X*` or one of these behind `!` (mesh.md 6.2). */
  readonly workflowFilter?: string
}

/** Ids of messages that wait, oldest first, page after page. Throws MESH_REFUSED, MESH_FORBIDDEN, MESH_UNREACHABLE. */
export async function list(deps: ReceiveDeps, options: ListOptions = {}): Promise<string[]> {
  const most = options.max ?? Number.POSITIVE_INFINITY
  const query = new URLSearchParams({ max_results: String(Math.min(500, Math.max(10, most))) })
  if (options.workflowFilter !== undefined) query.set('workflow_filter', options.workflowFilter)
  const ids = new Set<string>()
  const seen = new Set<string>()
  let path: string | undefined = `${inboxOf(deps)}?${query}`
  while (path !== undefined && ids.size < most && !seen.has(path)) {
    seen.add(path)
    const response: MeshResponse = await deps.exchange.repeat({ method: 'GET', path })
    if (response.status !== 200) throw refusedBy(response)
    const page = readPage(response)
    for (const id of page.ids) ids.add(id)
    path = page.next
  }
  return [...ids].slice(0, options.max)
}

/** `links.next` is relative to the host; anything else might carry a token elsewhere. */
function readPage(response: MeshResponse): { ids: string[]; next: string | undefined } {
  const { messages, links } = readFields(response)
  const next = (links as { next?: unknown } | undefined)?.next
  const isPage = Array.isArray(messages) && messages.every(id => typeof id === 'string')
  if (!isPage || (next !== undefined && !String(next).startsWith('/')))
    throw refusal(meshErrors, 'MESH_ANSWER_UNREADABLE', 'a list without ids, or with a link elsewhere')
  return { ids: messages as string[], next: next === undefined ? undefined : String(next) }
}

function inboxOf(deps: ReceiveDeps): string {
  return `/messageexchange/${deps.mailboxId}/inbox`
}

const GONE = new Set([404, 410])

/**
 * Fetches a message, its parts joined and unpacked, to one byte behind the most it may have; it stays in the inbox. `gone`: somebody else acknowledged it, or it
 * expired. Throws MESH_REFUSED, MESH_FORBIDDEN, MESH_UNREACHABLE or MESH_ANSWER_UNREADABLE.
 */
export async function download(deps: ReceiveDeps, messageId: string): Promise<MeshMessage | 'gone'> {
  const path = `${inboxOf(deps)}/${encodeURIComponent(messageId)}`
  const bodies: Buffer[] = []
  let left = (deps.mostBytes ?? Number.POSITIVE_INFINITY) + 1
  let first: MeshResponse | undefined
  for (let part = 1; ; part += 1) {
    // `fetch` itself follows content-encoding, part by part.
    const at = part === 1 ? path : `${path}/${part}`
    const response = await deps.exchange.repeat({ method: 'GET', path: at, cutBehind: left })
    if (GONE.has(response.status)) return 'gone'
    if (response.status !== 200 && response.status !== 206) throw refusedBy(response)
    first ??= response
    bodies.push(response.body)
    left -= response.body.length
    if (left <= 0 || isLastPart(response, part)) return messageOf(messageId, first, Buffer.concat(bodies))
  }
}

/** Throws MESH_ANSWER_UNREADABLE for another part than the one asked for. */
function isLastPart(response: MeshResponse, part: number): boolean {
  if (response.status === 200) return true
  const range = readChunkRange(response.headers.get('mex-chunk-range') ?? '')
  if (range?.part !== part) throw refusal(meshErrors, 'MESH_ANSWER_UNREADABLE', 'a part out of its order')
  return range.part === range.total
}

function messageOf(messageId: string, { headers }: MeshResponse, body: Buffer): MeshMessage {
  const header = (name: string) => headers.get(name) ?? undefined
  return {
    messageId: header('mex-messageid') ?? messageId,
    kind: header('mex-messagetype')?.toUpperCase() === 'REPORT' ? 'REPORT' : 'DATA',
    workflowId: header('mex-workflowid') ?? '',
    ...present({
      from: header('mex-from'),
      localId: header('mex-localid'),
      subject: header('mex-subject'),
      fileName: header('mex-filename'),
      linkedMessageId: header('mex-linkedmsgid'),
      status: header('mex-statussuccess'),
      statusEvent: header('mex-statusevent'),
      statusCode: header('mex-statuscode'),
      statusDescription: header('mex-statusdescription'),
    }),
    body,
  }
}

/**
 * Takes a message out of the inbox; call it when the message is stored safely. One that is gone already is no error.
 * Throws MESH_REFUSED, MESH_FORBIDDEN or MESH_UNREACHABLE.
 */
export async function acknowledge(deps: ReceiveDeps, messageId: string): Promise<void> {
  const path = `${inboxOf(deps)}/${encodeURIComponent(messageId)}/status/acknowledged`
  const response = await deps.exchange.repeat({ method: 'PUT', path })
  if (GONE.has(response.status)) deps.log.info({ messageId }, 'a message was gone before it was acknowledged')
  else if (response.status !== 200) throw refusedBy(response)
}
