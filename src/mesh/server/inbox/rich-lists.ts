import { runAdmitted } from '../admission/admit.ts'
import { type Complaint, invalidRequest } from '../faults.ts'
import type { Answer, Call } from '../mesh-server.ts'
import { type MeshRequest, queryOf } from '../request.ts'
import type { MessageState } from './message-row.ts'

type Box = { readonly name: 'inbox' | 'outbox'; readonly least: number; readonly most: number; readonly served: number }

/** As the public sandbox has them, for its pages (mesh.md 6.15). */
const INBOX: Box = { name: 'inbox', least: 1, most: 2000, served: 2000 }
const OUTBOX: Box = { name: 'outbox', least: 10, most: 5000, served: 100 }
const DEFAULT_RESULTS = '100'
const DAYS_BACK_MS = 30 * 24 * 3_600_000

type Page = { readonly since: Date; readonly limit: number; readonly before: string | undefined }

type Item = {
  readonly message_id: string
  readonly expiry_timestamp: Date | null
  readonly local_id: string
  readonly message_type: 'DATA' | 'REPORT'
  readonly recipient: string
  readonly recipient_name: string
  readonly sender: string
  readonly sender_name: string
  readonly sent_date: Date
  readonly status: MessageState
  readonly status_code: string
  readonly workflow_id: string
  readonly total_chunks: number
}

/** `GET /{mailbox}/inbox/rich`: what came in, newest first, acknowledged or not. Throws MESH_REQUEST_INVALID. */
export function listRichInbox(call: Call, request: MeshRequest): Promise<Answer> {
  return listRich(call, request, INBOX)
}

/** `GET /{mailbox}/outbox/rich`: what was sent, newest first. Throws MESH_REQUEST_INVALID. */
export function listRichOutbox(call: Call, request: MeshRequest): Promise<Answer> {
  return listRich(call, request, OUTBOX)
}

async function listRich(call: Call, request: MeshRequest, box: Box): Promise<Answer> {
  const page = readPage(call, request, box)
  const found = await findPage(call, page, box)
  const messages = found.slice(0, page.limit)
  const last = found.length > page.limit ? messages.at(-1)?.message_id : undefined
  const links = { self: request.url, ...(last !== undefined && { next: nextUrl(call, page, box, last) }) }
  return { status: 200, json: { valid_at: call.at, messages, links } }
}

function readPage(call: Call, request: MeshRequest, box: Box): Page {
  const max = queryOf(request, 'max_results') ?? DEFAULT_RESULTS
  const start = queryOf(request, 'start_time')
  const before = queryOf(request, 'continue_from')
  const since = start === undefined ? new Date(call.at.getTime() - DAYS_BACK_MS) : new Date(start)
  if (!/^\d{1,4}$/.test(max) || Number(max) < box.least || Number(max) > box.most)
    throw invalid('max_results', `must be a number from ${box.least} to ${box.most}`)
  if (Number.isNaN(since.getTime())) throw invalid('start_time', 'must be a date and time')
  if (before !== undefined && (before.length < 24 || before.length > 1000))
    throw invalid('continue_from', 'is not where a list ended')
  return { since, limit: Math.min(Number(max), box.served), before: before?.toUpperCase() }
}

function invalid(name: string, msg: string) {
  const complaint: Complaint = { loc: ['query', name], msg, type: 'invalid' }
  return invalidRequest(complaint)
}

/** One more than the page holds tells whether there are more. An id begins with the time it was made. */
async function findPage(call: Call, { since, limit, before }: Page, box: Box): Promise<Item[]> {
  const rows = await runAdmitted<Item | { readonly message_id: null }>(call, 'other', {
    name: `rich-${box.name}`,
    text: ` select admission.*, listed.*
      from admission left join lateral (
        select m.message_id, m.expiry_at as expiry_timestamp, coalesce(m.local_id, '') as local_id, m.message_type,
          m.recipient, coalesce(r.name, '') as recipient_name, coalesce(m.sender, '') as sender,
          coalesce(s.name, '') as sender_name, m.uploaded_at as sent_date, m.state as status,
          coalesce(m.status_code, '') as status_code, m.workflow_id, m.total_parts as total_chunks
        from mesh.message m
        left join mesh.mailbox r on r.mailbox_id = m.recipient left join mesh.mailbox s on s.mailbox_id = m.sender
        where m.${box.name === 'inbox' ? 'recipient' : 'sender'} = $1 and m.uploaded_at > $5
          and ($6::text is null or m.message_id < $6) and admission.fresh
        order by m.message_id desc limit $7
      ) listed on true order by listed.message_id desc`,
    values: [since, before, limit + 1],
  })
  return rows.filter(row => row.message_id !== null).map(itemOf)
}

/** The row without what it says of the admission. */
function itemOf({ active: _active, fresh: _fresh, ...item }: Item & { active?: unknown; fresh?: unknown }): Item {
  return item
}

function nextUrl(call: Call, page: Page, box: Box, last: string): string {
  const query = new URLSearchParams({
    start_time: page.since.toISOString(),
    max_results: String(page.limit),
    continue_from: last,
  })
  return `/messageexchange/${call.mailboxId}/${box.name}/rich?${query}`
}
