import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import {
  type Clock,
  type Log,
  type Profile,
  type Randomness,
  type Running,
  refusal,
  systemClock,
  systemRandomness,
} from '../../src/platform/index.ts'
import { incidentDeskErrors } from './errors.ts'
import { type DeskRecord, isRefused, type Journal, openTable, type Refused, select, type Table } from './table.ts'

export type IncidentDeskOptions = {
  /** A port of 127.0.0.1; 0 for any free one. */
  readonly port: number
  readonly user: string
  readonly password: string
  readonly profile: Profile
  readonly log: Log
  readonly clock?: Clock
  readonly randomness?: Randomness
}

/** How the next requests go wrong. */
export type DeskFault = {
  /** Requests it holds for; 1 when not given. */
  readonly times?: number
  /** Answered with this status, without doing anything. */
  readonly status?: number
  /** In seconds, beside 429 or 503. */
  readonly retryAfter?: number
  /** What is asked is done, and the connection is cut before the answer. */
  readonly cutAfterwards?: boolean
  /** Only where the request has this method. */
  readonly method?: string
}

/** The running stand-in and what it was told. */
export type IncidentDesk = Running & {
  readonly url: string
  records(): readonly DeskRecord[]
  journal(): Journal
  fail(fault: DeskFault): void
  /** Answers a query that finds nothing with 404, as older releases do. */
  answerEmptyWith404(is: boolean): void
}

const TABLE = /^\/api\/now(?:\/v[12])?\/table\/incident(?:\/([0-9a-f]{32}))?$/

type Answer = { readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> }
type Asked = { readonly method: string; readonly url: URL; readonly sysId: string | undefined; readonly body: string }

/**
 * Starts an incident desk that keeps the contract of ServiceNow's Table API for incidents (programme.md 2.8, 3.4): Basic
 * authorisation, GET by encoded query, POST, PATCH. Keeps everything in memory. Throws INCIDENT_DESK_REFUSED in
 * production.
 */
export async function startIncidentDesk(options: IncidentDeskOptions): Promise<IncidentDesk> {
  if (options.profile === 'production') throw refusal(incidentDeskErrors, 'INCIDENT_DESK_REFUSED')
  const { clock = systemClock, randomness = systemRandomness, log } = options
  const table = openTable({ clock, randomness })
  let fault: (DeskFault & { left: number }) | undefined
  let emptyIs404 = false
  const server = http.createServer((request, response) => {
    answerTo(request, response).catch(error => {
      log.error({ err: error }, 'the incident desk stand-in failed')
      response.destroy()
    })
  })

  async function answerTo(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const asked = await read(request)
    const struck = takeFault(asked.method)
    if (struck?.status !== undefined) {
      const headers = struck.retryAfter === undefined ? {} : { 'retry-after': String(struck.retryAfter) }
      return send(response, { ...failure(struck.status, 'Refused for a test', ''), headers })
    }
    const answer = isAuthorised(request, options)
      ? served(table, asked, emptyIs404)
      : failure(401, 'User Not Authenticated', 'Required to provide Auth information')
    if (struck?.cutAfterwards) response.destroy()
    else send(response, answer)
  }

  function takeFault(method: string): DeskFault | undefined {
    if (fault === undefined || fault.left === 0 || (fault.method ?? method) !== method) return undefined
    fault.left -= 1
    return fault
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    records: () => table.records,
    journal: () => table.journal,
    fail(wanted) {
      fault = { ...wanted, left: wanted.times ?? 1 }
    },
    answerEmptyWith404(is) {
      emptyIs404 = is
    },
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function read(request: http.IncomingMessage): Promise<Asked> {
  const url = new URL(request.url ?? '/', 'http://desk')
  return { method: request.method ?? '', url, sysId: TABLE.exec(url.pathname)?.[1], body: await text(request) }
}

function isAuthorised({ headers }: http.IncomingMessage, { user, password }: IncidentDeskOptions): boolean {
  return headers.authorization === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

function served(table: Table, asked: Asked, emptyIs404: boolean): Answer {
  const { method, url, sysId, body } = asked
  if (!TABLE.test(url.pathname)) return failure(400, 'Invalid table', url.pathname)
  if (method === 'GET') return list(table, asked, emptyIs404)
  if (method === 'POST' && sysId === undefined) return written(table.insert(fieldsOf(body)), url)
  if ((method === 'PATCH' || method === 'PUT') && sysId !== undefined)
    return written(table.update(sysId, fieldsOf(body)))
  return failure(405, 'Method not supported', method)
}

function list(table: Table, { url, sysId }: Asked, emptyIs404: boolean): Answer {
  const query = sysId === undefined ? (url.searchParams.get('sysparm_query') ?? '') : `sys_id=${sysId}`
  const limit = Number(url.searchParams.get('sysparm_limit') ?? 10_000)
  const fields = url.searchParams.get('sysparm_fields')?.split(',')
  const found = select(table.records, query)
    .slice(0, limit)
    .map(record => shown(record, fields))
  if (found.length === 0 && (emptyIs404 || sysId !== undefined)) return NO_RECORD
  return { status: 200, body: { result: sysId === undefined ? found : found[0] } }
}

const NO_RECORD = failure(404, 'No Record found', 'Record does not exist or ACL restricts the record retrieval')

function shown(record: DeskRecord, fields: readonly string[] | undefined): DeskRecord {
  return fields ? Object.fromEntries(fields.map(field => [field, record[field] ?? ''])) : record
}

function written(record: DeskRecord | Refused | undefined, created?: URL): Answer {
  if (record === undefined) return NO_RECORD
  if (isRefused(record)) return failure(403, 'Operation Failed', record.refused)
  const headers = created && { location: `${created.origin}${created.pathname}/${record['sys_id']}` }
  return { status: created ? 201 : 200, body: { result: record }, ...(headers && { headers }) }
}

function fieldsOf(body: string): Record<string, unknown> {
  try {
    const given: unknown = JSON.parse(body)
    return typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function failure(status: number, message: string, detail: string): Answer {
  return { status, body: { error: { message, detail }, status: 'failure' } }
}

function send(response: http.ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8', ...headers }).end(JSON.stringify(body))
}
