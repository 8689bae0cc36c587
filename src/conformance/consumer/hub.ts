import type http from 'node:http'
import type { Clock, Randomness } from '../../platform/index.ts'
import type { Mode } from '../case.ts'
import { listenRaw } from '../probe/listen.ts'
import { type HubAnswer, OTHER_CHILD, type SpinePart, STATES, type State, TASKS, type Task, tasksOf } from './tasks.ts'

/** A request as it came to the hub. */
export type Heard = {
  readonly at: number
  readonly method: string
  readonly path: '/CareTeam' | '/AuditEvent' | 'other'
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  /** The NHS number asked about; none where it could not be found where it belongs. */
  readonly number?: string
}

/** A query over HL7 v3 as it came to the hub. */
export type HeardQuery = {
  readonly number?: string
  /** What accessEventType said; none where it was not given. */
  readonly unscheduled?: boolean
  readonly messageId: string
  readonly deviations: readonly string[]
}

/** What is known of a child: whom the plans are about, and their authorities. */
export type SpineKnown = { readonly about: string; readonly authorities: readonly string[] } | 'nothing' | 'fault'

/** Answers HL7 v3 queries as a register would that knows this; given by whoever wires the kit. */
export type SpineHub = {
  readonly path: string
  readonly answer: (
    body: string,
    knows: (nhsNumber: string) => SpineKnown,
  ) => Promise<{ readonly status: number; readonly body: string; readonly heard: HeardQuery }>
}

/** What the product said it shows for a task. */
export type Shown = { readonly state: State; readonly authorities: readonly string[] }

/** A product that asks, and all that is known of how it did. */
export type Consumer = {
  readonly product: string
  readonly mode: Mode
  readonly heard: readonly Heard[]
  readonly queries: readonly HeardQuery[]
  readonly shown: ReadonlyMap<string, Shown>
  /** The invented authorities in the answer to a task: no product can know them but from there. */
  namesOf(task: Task): readonly string[]
}

export type Hub = {
  readonly consumer: Consumer
  /** The base for the product's FHIR client, and where its tester finds the tasks. */
  readonly urls: { readonly fhir: string; readonly tasks: string; readonly spine?: string }
  /** Resolves when every task has been shown. */
  readonly done: Promise<void>
  stop(): Promise<void>
}

export type HubWish = {
  readonly product: string
  readonly mode: Mode
  readonly port: number
  /** With it the product asks over HL7 v3, and is given the tasks of that. */
  readonly spine?: SpineHub
  readonly clock: Clock
  readonly randomness: Randomness
}

const BASE = '/cpis/FHIR/R4'
const MOST_BODY = 65_536

/** Plays CP-IS for a product that asks: answers, listens, and takes down what the product shows. On 127.0.0.1 only. */
export async function startHub({ product, mode, port, spine, clock, randomness }: HubWish): Promise<Hub> {
  const tasks = tasksOf(spine === undefined ? 'fhir' : 'hl7v3')
  const heard: Heard[] = []
  const queries: HeardQuery[] = []
  const shown = new Map<string, Shown>()
  const { promise: done, resolve } = Promise.withResolvers<void>()
  const names = new Map(tasks.map(task => [task.id, invented(Math.max(1, task.authorities), randomness)]))
  const namesOf = ({ id }: Task) => names.get(id) ?? []
  const take = (said: { task: string } & Shown) => {
    shown.set(said.task, said)
    if (tasks.every(({ id }) => shown.has(id))) resolve()
  }
  const server = await listenRaw(port, async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://hub')
    if (url.pathname === '/kit/tasks') return json(response, 200, tasksFor(mode, tasks))
    if (url.pathname === '/kit/shown') {
      const said = await readShown(request)
      if (said) take(said)
      return json(response, said ? 200 : 400, said ? { taken: true } : { taken: false, wanted: WANTED })
    }
    if (spine && url.pathname === spine.path) return write(response, {}, await spineAnswer(spine, request))
    const one = await heardOf(request, url, clock)
    heard.push(one)
    write(response, one, answerOf(one))
  })

  function answerOf(one: Heard): HubAnswer {
    const task = tasks.find(({ number }) => number === one.number)
    if (one.path === 'other' || task === undefined) return NOWHERE
    if (one.path === '/AuditEvent') return NO_HISTORY
    const asked = heard.filter(({ path, number }) => path === '/CareTeam' && number === one.number).length
    return task.answer(task.number, namesOf(task), asked)
  }

  async function spineAnswer({ answer }: SpineHub, request: http.IncomingMessage): Promise<HubAnswer> {
    const body = Buffer.concat(await request.toArray()).toString('utf8')
    const taskOf = (number: string | undefined) => tasks.find(one => one.number === number)
    const { heard: query, ...answered } = await answer(body, number => knownOf(taskOf(number), namesOf))
    queries.push(query)
    return spoilt(taskOf(query.number)?.spine, { ...answered, headers: XML })
  }

  const { url: origin } = server
  return {
    consumer: { product, mode, heard, queries, shown, namesOf },
    urls: { fhir: origin + BASE, tasks: `${origin}/kit/tasks`, ...(spine && { spine: origin + spine.path }) },
    done,
    stop: () => server.stop(),
  }
}

const XML = { 'content-type': 'text/xml' }

function knownOf(task: Task | undefined, namesOf: (task: Task) => readonly string[]): SpineKnown {
  if (task === undefined || task.spine === 'nothing') return 'nothing'
  if (task.spine === 'fault') return 'fault'
  return { about: task.spine === 'other' ? OTHER_CHILD : task.number, authorities: namesOf(task) }
}

/** What a broken way between makes of an answer. */
function spoilt(part: SpinePart | undefined, answer: Exclude<HubAnswer, 'drop'>): HubAnswer {
  if (part === 'drop') return 'drop'
  if (part === 'empty') return { ...answer, body: '' }
  if (part === 'half') return { ...answer, body: answer.body.slice(0, answer.body.length / 2) }
  return part === 'page' ? { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' } : answer
}

const FHIR = { 'content-type': 'application/fhir+json' }
const NO_HISTORY: HubAnswer = {
  ...{ status: 200, headers: FHIR },
  body: JSON.stringify({ resourceType: 'Bundle', type: 'searchset', total: 0, link: [] }),
}
const NOWHERE: HubAnswer = { status: 404, headers: FHIR, body: JSON.stringify({ resourceType: 'OperationOutcome' }) }
const WANTED = { task: 'an id of /kit/tasks', state: STATES, authorities: 'the names shown, as a list' }

function invented(count: number, randomness: Randomness): string[] {
  return Array.from({ length: count }, () => `Kit Authority ${randomness.bytes(4).toString('hex').toUpperCase()}`)
}

function tasksFor(mode: Mode, tasks: readonly Task[]) {
  return tasks.map(({ id, number }) => ({
    task: id,
    do: `Look up NHS number ${number} in a ${mode} setting, as a user does`,
    number,
    afterwards: `POST /kit/shown with what the screen says: {"task": "${id}", "state": "${STATES.join(' | ')}", "authorities": []}`,
  }))
}

const IDENTIFIER = /^https:\/\/fhir\.nhs\.uk\/Id\/nhs-number\|(\d{10})$/

async function heardOf(request: http.IncomingMessage, url: URL, clock: Clock): Promise<Heard> {
  const at = clock.now().getTime()
  const { method = '' } = request
  const rest = url.pathname.startsWith(BASE) ? url.pathname.slice(BASE.length).replace(/\/_search$/, '') : ''
  const path = rest === '/CareTeam' || rest === '/AuditEvent' ? rest : 'other'
  const form = method === 'POST' ? Buffer.concat(await request.toArray()).toString('utf8') : ''
  const query = new URLSearchParams([...url.searchParams, ...new URLSearchParams(form)])
  const number = IDENTIFIER.exec(query.get('patient:identifier') ?? '')?.[1]
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
  return { at, method, path, query, headers, ...(number !== undefined && { number }) }
}

async function readShown(request: http.IncomingMessage): Promise<({ task: string } & Shown) | undefined> {
  const body = Buffer.concat(await request.toArray())
  if (body.length > MOST_BODY) return undefined
  try {
    const { task, state, authorities = [] } = JSON.parse(body.toString('utf8'))
    const isGood = TASKS.some(({ id }) => id === task) && STATES.includes(state) && Array.isArray(authorities)
    return isGood ? { task, state, authorities: authorities.map(String) } : undefined
  } catch {
    return undefined
  }
}

type Asked = { readonly method?: string; readonly headers?: Readonly<Record<string, string>> }

function write(response: http.ServerResponse, { method, headers = {} }: Asked, answer: HubAnswer): void {
  if (answer === 'drop') response.destroy()
  else {
    response.writeHead(answer.status, { ...answer.headers, 'x-request-id': headers['x-request-id'] ?? '' })
    response.end(method === 'HEAD' ? undefined : answer.body)
  }
}

function json(response: http.ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}
