import { type Desk, type DeskTicket, operationsErrors } from '../../operations/index.ts'
import { refusal } from '../../platform/index.ts'

export type ServiceNowOptions = {
  /** The instance, as `https://example.service-now.com`. */
  readonly url: string
  readonly user: string
  readonly password: string
  /** The field that names the service affected; instances differ (programme.md 3.4). */
  readonly serviceField: string
  /** The group that gets our incidents; none: the desk assigns them. */
  readonly group?: string
}

/** Everything one ticket asks of the desk takes less than its order is in hand. */
const ANSWER_WITHIN_MS = 10_000

/** Our states in the desk's: new, in progress, on hold, resolved, closed, cancelled. */
const STATES: Readonly<Record<DeskTicket['state'], string>> = {
  reported: '1',
  local: '2',
  supplier: '2',
  'service-bridge': '2',
  'resolver-group': '2',
  'on-hold': '3',
  resolved: '6',
  closed: '7',
  cancelled: '8',
}

/** Impact and urgency that the desk's own table makes the priority of the same number. */
const WEIGHT: Readonly<Record<DeskTicket['severity'], readonly [impact: string, urgency: string]>> = {
  1: ['1', '1'],
  2: ['1', '2'],
  3: ['2', '2'],
  4: ['2', '3'],
  5: ['3', '3'],
}

type Found = { readonly sys_id: string; readonly number: string; readonly correlation_display: string }

/**
 * A service desk behind ServiceNow's Table API. Our id is the record's `correlation_id`, and how far it was told its
 * `correlation_display`: asked first each time, so that an answer that was lost makes neither a second record nor a second
 * note. Throws as `Desk` says.
 */
export function serviceNowDesk(options: ServiceNowOptions): Desk {
  return {
    async put(ticket) {
      const found = await findRecord(options, ticket.correlationId)
      const told = Number(found?.correlation_display) || 0
      if (found !== undefined && told >= ticket.revision) return { number: found.number }
      const fields = fieldsOf(options, ticket, told)
      const path = found === undefined ? '' : `/${found.sys_id}`
      const { result } = (await ask(options, { method: found ? 'PATCH' : 'POST', path, fields })) as { result: Found }
      return { number: result.number }
    },
  }
}

async function findRecord(options: ServiceNowOptions, correlationId: string): Promise<Found | undefined> {
  const query = new URLSearchParams({
    sysparm_query: `correlation_id=${correlationId}^ORDERBYsys_created_on`,
    sysparm_fields: 'sys_id,number,correlation_display',
    sysparm_limit: '1',
  })
  const { result = [] } = (await ask(options, { method: 'GET', path: `?${query}` })) as { result?: Found[] }
  return result[0]
}

function fieldsOf({ serviceField, group }: ServiceNowOptions, ticket: DeskTicket, told: number) {
  const [impact, urgency] = WEIGHT[ticket.severity]
  const fresh = ticket.notes.filter(note => note.eventNo > told)
  const isDone = ticket.state === 'resolved' || ticket.state === 'closed'
  return {
    short_description: ticket.summary,
    description: ticket.description,
    [serviceField]: ticket.service,
    ...{ impact, urgency, state: STATES[ticket.state] },
    ...(ticket.state === 'on-hold' && { hold_reason: '1' }),
    ...(isDone && { close_code: 'Solution provided', close_notes: ticket.notes.at(-1)?.note ?? ticket.summary }),
    ...(group && { assignment_group: group }),
    correlation_id: ticket.correlationId,
    correlation_display: String(ticket.revision),
    work_notes: fresh.map(({ at, to, by, note }) => `${at.toISOString()} ${to} (${by}): ${note}`).join('\n'),
  }
}

type Asked = { readonly method: string; readonly path: string; readonly fields?: object }

async function ask({ url, user, password }: ServiceNowOptions, { method, path, fields }: Asked): Promise<unknown> {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  const answer = await fetch(`${url}/api/now/v1/table/incident${path}`, {
    method,
    headers: { authorization, accept: 'application/json', 'content-type': 'application/json' },
    ...(fields && { body: JSON.stringify(fields) }),
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  }).catch(error => {
    throw refusal(operationsErrors, 'DESK_UNAVAILABLE', 'it did not answer', error)
  })
  if (answer.ok)
    return answer.json().catch(error => {
      throw refusal(operationsErrors, 'DESK_UNAVAILABLE', 'its answer is no JSON', error)
    })
  // Older releases say so of a query that finds nothing.
  if (answer.status === 404 && method === 'GET') return {}
  throw failureOf(answer)
}

/** A refusal of the desk is looked at by a person, and tried again a quarter of an hour later all the same. */
const AFTER_REFUSAL_MS = 15 * 60_000

function failureOf({ status, headers }: Response): Error {
  const isAway = status === 429 || status >= 500
  const error = refusal(operationsErrors, isAway ? 'DESK_UNAVAILABLE' : 'DESK_REFUSED', `it answered ${status}`)
  const seconds = Number(headers.get('retry-after'))
  const retryAfterMs = isAway ? seconds * 1000 : AFTER_REFUSAL_MS
  return retryAfterMs > 0 ? Object.assign(error, { retryAfterMs }) : error
}
