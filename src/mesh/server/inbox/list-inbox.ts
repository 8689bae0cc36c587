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

type Listed = {
  readonly ids: readonly string[]
  /** How many were looked at, and which was the last of them. */
  readonly seen: number
  readonly last_seen: string | null
  readonly cursor_known: boolean
  readonly waiting: number
}

/** So many are looked at for one page of a narrowed list: a page may be empty though more follow (mesh.md 6.2). */
const SEEN_AT_MOST = 10_000

/** How many to look at: one more than the page holds tells whether there are more. Only v2 can say "go on from here". */
function seenAtMost(call: Call, { filter, maxResults }: Page): number | null {
  if (filter === undefined) return maxResults + 1
  return call.version === 2 ? SEEN_AT_MOST : null
}

/**
 * Even the count is ordered: that keeps PostgreSQL on the index of what waits, when its statistics are older than a
 * burst of messages.
 */
async function findWaiting(call: Call, page: Page): Promise<Listed> {
  const { continueFrom, filter, maxResults } = page
  const [listed] = await runAdmitted<Listed>(call, 'list', {
    name: 'list',
    text: LIST,
    values: [
      maxResults + 1,
      continueFrom?.toUpperCase(),
      filter?.match,
      filter?.text,
      filter?.negated ?? false,
      call.version === 2 ? COUNTED_EXACTLY + 1 : 0,
      seenAtMost(call, page),
    ],
  })
  return listed
}

const LIST = `, seen as materialized (
    select m.message_id, m.accepted_at, m.workflow_id from mesh.message m
    where exists (select 1 from token) and m.recipient = $1 and m.state = 'accepted'
      and (m.accepted_at, m.message_id) > (
        coalesce((select c.accepted_at from mesh.message c where c.message_id = $6 and c.recipient = $1), '-infinity'),
        coalesce($6::text, ''))
    order by m.accepted_at, m.message_id limit $11
  ), page as (
    select message_id, accepted_at from seen
    where $7::text is null or $9::boolean <> case $7
      when 'equals' then workflow_id = $8
      when 'begins' then starts_with(workflow_id, $8)
      else position($8 in workflow_id) > 0 end
    order by accepted_at, message_id limit $5
  )
  select admission.*, array(select message_id from page order by accepted_at, message_id) as ids,
    (select count(*) from seen) as seen,
    (select message_id from seen order by accepted_at desc, message_id desc limit 1) as last_seen,
    $6::text is null or exists (
      select 1 from mesh.message c where c.message_id = $6 and c.recipient = $1) as cursor_known,
    (select count(*) from (
      select 1 from mesh.message m where m.recipient = $1 and m.state = 'accepted'
      order by m.accepted_at limit $10) counted) as waiting
  from admission`

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
  const last = listed.ids.length > page.maxResults ? messages.at(-1) : lastLookedAt(page, listed)
  const links = { self: request.url, ...(last !== undefined && { next: nextUrl(call, request, last) }) }
  return { status: 200, json: { messages, links, approx_inbox_count: await approximateCount(call, listed.waiting) } }
}

/** Where a narrowed list goes on that looked at as many as it may; `undefined` when it came to the end. */
function lastLookedAt({ filter }: Page, { seen, last_seen: last }: Listed): string | undefined {
  return filter !== undefined && seen === SEEN_AT_MOST ? (last ?? undefined) : undefined
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
        order by m.accepted_at limit $5) counted) as waiting
      from admission`,
    values: [COUNTED_EXACTLY + 1],
  })
  const count = await approximateCount(call, row.waiting)
  if (call.version === 2) return { status: 200, json: { count } }
  const internalID = call.mesh.randomness.uuid().replaceAll('-', '')
  return { status: 200, json: { count, internalID, allResultsIncluded: true } }
}
