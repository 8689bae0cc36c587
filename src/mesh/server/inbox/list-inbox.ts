import { runAdmitted } from '../admission/admit.ts'
import { invalidRequest } from '../faults.ts'
import type { Answer, Call } from '../mesh-server.ts'
import { type MeshRequest, queryOf } from '../request.ts'
import { COUNTED_EXACTLY } from './count-waiting.ts'
import { readWorkflowFilter, type WorkflowFilter } from './workflow-filter.ts'

type Page = { readonly maxResults: number; readonly continueFrom?: string; readonly filter?: WorkflowFilter }

const DEFAULT_RESULTS = '500'

/** Reads the query of a list. Throws MESH_REQUEST_INVALID for a value out of its bounds (mesh.md 6.2). */
function readPage(request: MeshRequest): Page {
  const max = queryOf(request, 'max_results') ?? DEFAULT_RESULTS
  const continueFrom = queryOf(request, 'continue_from')
  const filter = queryOf(request, 'workflow_filter')
  if (!/^\d{2,4}$/.test(max) || Number(max) < 10 || Number(max) > 5000)
    throw invalidRequest({ loc: ['query', 'max_results'], msg: 'must be a number from 10 to 5000', type: 'invalid' })
  if (continueFrom !== undefined && (continueFrom.length < 24 || continueFrom.length > 1000)) throw unknownCursor()
  return {
    maxResults: Number(max),
    ...(continueFrom !== undefined && { continueFrom }),
    ...(filter !== undefined && { filter: readWorkflowFilter(filter) }),
  }
}

function unknownCursor() {
  return invalidRequest({ loc: ['query', 'continue_from'], msg: 'is not where a list ended', type: 'invalid' })
}

type Listed = { readonly ids: readonly string[]; readonly cursor_known: boolean; readonly waiting: number }

/**
 * One more than the page holds is asked for: it tells whether there are more. Even the count is ordered: that keeps
 * PostgreSQL on the index of what waits, when its statistics are older than a burst of messages.
 */
async function findWaiting(call: Call, page: Page): Promise<Listed> {
  const { continueFrom = null, filter } = page
  const [listed] = await runAdmitted<Listed>(call, 'list', {
    name: 'list',
    text: `, page as (
        select m.message_id, m.accepted_at from mesh.message m
        where exists (select 1 from token) and m.recipient = $1 and m.state = 'accepted'
          and (m.accepted_at, m.message_id) > (
            coalesce((select c.accepted_at from mesh.message c where c.message_id = $7 and c.recipient = $1), '-infinity'),
            coalesce($7::text, ''))
          and ($8::text is null or $10::boolean <> case $8
            when 'equals' then m.workflow_id = $9
            when 'begins' then starts_with(m.workflow_id, $9)
            else position($9 in m.workflow_id) > 0 end)
        order by m.accepted_at, m.message_id limit $6)
      select admission.*, array(select message_id from page order by accepted_at, message_id) as ids,
        $7::text is null or exists (
          select 1 from mesh.message c where c.message_id = $7 and c.recipient = $1) as cursor_known,
        (select count(*) from (
          select 1 from mesh.message m where m.recipient = $1 and m.state = 'accepted'
          order by m.accepted_at limit $11) counted) as waiting
      from admission`,
    values: [
      page.maxResults + 1,
      continueFrom?.toUpperCase(),
      filter?.match,
      filter?.text,
      filter?.negated ?? false,
      call.version === 2 ? COUNTED_EXACTLY + 1 : 0,
    ],
  })
  return listed
}

/**
 * `GET /{mailbox}/inbox`: ids of what waits, oldest first. Both versions go on from the last id of a page; for v2 it is
 * an opaque cursor inside `links.next`. Throws MESH_REQUEST_INVALID.
 */
export async function listInbox(call: Call, request: MeshRequest): Promise<Answer> {
  const page = readPage(request)
  const listed = await findWaiting(call, page)
  if (!listed.cursor_known) throw unknownCursor()
  const messages = listed.ids.slice(0, page.maxResults)
  if (call.version === 1) return { status: 200, json: { messages } }
  const last = listed.ids.length > page.maxResults ? messages.at(-1) : undefined
  const links = { self: request.url, ...(last !== undefined && { next: nextUrl(call, request, last) }) }
  return { status: 200, json: { messages, links, approx_inbox_count: await approximateCount(call, listed.waiting) } }
}

function nextUrl(call: Call, request: MeshRequest, last: string): string {
  const query = new URLSearchParams({ max_results: queryOf(request, 'max_results') ?? DEFAULT_RESULTS })
  const filter = queryOf(request, 'workflow_filter')
  if (filter !== undefined) query.set('workflow_filter', filter)
  query.set('continue_from', last)
  return `/messageexchange/${call.mailboxId}/inbox?${query}`
}

async function approximateCount(call: Call, counted: number): Promise<number> {
  return counted > COUNTED_EXACTLY ? call.mesh.countWaiting(call.mailboxId) : counted
}

/** `GET /{mailbox}/count` (deprecated): how many messages wait. */
export async function countInbox(call: Call): Promise<Answer> {
  const [row] = await runAdmitted<{ waiting: number }>(call, 'other', {
    name: 'count',
    text: ` select admission.*, (select count(*) from (
        select 1 from mesh.message m where m.recipient = $1 and m.state = 'accepted'
        order by m.accepted_at limit $6) counted) as waiting
      from admission`,
    values: [COUNTED_EXACTLY + 1],
  })
  const count = await approximateCount(call, row.waiting)
  if (call.version === 2) return { status: 200, json: { count } }
  const internalID = call.mesh.randomness.uuid().replaceAll('-', '')
  return { status: 200, json: { count, internalID, allResultsIncluded: true } }
}
