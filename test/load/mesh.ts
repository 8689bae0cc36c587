import { createHmac } from 'node:crypto'
import { laptopMailbox, makeLaptopMailboxes } from '../../src/main/laptop-mailboxes.ts'
import { settingsFrom } from '../../src/main/settings.ts'
import { type Pool, systemClock, systemRandomness } from '../../src/platform/index.ts'
import { freePort, startRole } from '../support/role-process.ts'
import type { Bench, Choices, Outcome, Row } from './frame/bench.ts'
import { type CallFigures, closedLoop } from './frame/closed-loop.ts'
import { benchDatabase } from './frame/database.ts'
import { medians } from './frame/median.ts'
import { interleave } from './frame/passes.ts'
import { type Ratio, ratioOfPasses } from './frame/ratio.ts'
import { say } from './frame/say.ts'
import { openSocketCaller, type SocketAnswer, type SocketCaller } from './frame/socket-caller.ts'
import { inventedUpload } from './world/mesh-body.ts'

/** Messages in the mailbox that nobody collects, on the side that is compared with an empty one. */
const UNCOLLECTED = 100_000
const BODY_BYTES = 10 * 1024
/** Connections of the exchange to PostgreSQL. */
const CONNECTIONS = 16
const WARM_UP_SECONDS = 2

export const meshBench: Bench = {
  what: 'cycles of the message exchange: send 10 KB, download, acknowledge; with an empty mailbox and a full one',
  run: benchMesh,
}

/** One exchange with its own database, and what a caller needs. */
type Side = {
  readonly exchange: Exchange
  readonly sender: Mailbox
  readonly recipient: Mailbox
  readonly workflowId: string
}
type Exchange = { readonly url: string; cpuMs(): Promise<number> }
type Mailbox = { readonly mailboxId: string; readonly password: string; readonly sharedKey: string }

async function benchMesh(choices: Choices): Promise<Outcome> {
  await using stack = new AsyncDisposableStack()
  const empty = await openSide(stack, 0)
  say(`loading ${UNCOLLECTED} messages nobody collects ...`)
  const full = await openSide(stack, UNCOLLECTED)
  const body = Buffer.from(inventedUpload(BODY_BYTES))
  const all: Compared[] = []
  for (const clients of new Set([1, ...choices.clients])) {
    say(`${clients} clients: ${choices.passes} passes of ${choices.seconds} s on each side ...`)
    all.push(await compared({ empty, full }, body, { clients, choices }))
  }
  return outcomeOf(all)
}

export async function openSide(stack: AsyncDisposableStack, uncollected: number): Promise<Side> {
  const database = stack.use(await benchDatabase())
  const environment = {
    CPIS_PROFILE: 'laptop',
    CPIS_LOG_LEVEL: 'error',
    CPIS_DATABASE_URL: database.url,
    CPIS_DATABASE_CONNECTIONS: String(CONNECTIONS),
    // As bin/cpis starts it.
    NODE_OPTIONS: '--max-semi-space-size=4',
  }
  const settings = settingsFrom(environment)
  await makeLaptopMailboxes(settings)
  const sender = { ...laptopMailbox('X01'), sharedKey: settings.meshSharedKey }
  const recipient = {
    mailboxId: settings.hubMailbox,
    password: settings.hubMailboxPassword,
    sharedKey: settings.meshSharedKey,
  }
  const workflowId = settings.uploadWorkflow
  if (uncollected > 0) await fill(database.owner, { count: uncollected, sender, recipient, workflowId })
  return { exchange: await startExchange(stack, environment), sender, recipient, workflowId }
}

async function startExchange(stack: AsyncDisposableStack, environment: Record<string, string>): Promise<Exchange> {
  const port = await freePort()
  const role = await startRole('mesh', port, environment)
  stack.defer(() => role.stop().then(() => {}))
  const url = `http://127.0.0.1:${port}`
  return { url, cpuMs: () => cpuMsOf(url) }
}

/** Processor time a process has used so far, in milliseconds. */
async function cpuMsOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const seconds = /^process_cpu_seconds_total\{[^}]*\} (\S+)$/m.exec(text)?.[1]
  if (seconds === undefined) throw new Error('the exchange does not say what processor time it used')
  return Number(seconds) * 1000
}

type Filling = Omit<Side, 'exchange'> & { readonly count: number }

async function fill(owner: Pool, { count, sender, recipient, workflowId }: Filling): Promise<void> {
  await owner.query({
    text: `insert into mesh.message (message_id, message_type, sender, recipient, workflow_id, total_parts, body_bytes,
        state, uploaded_at, accepted_at, status_at, status_event, status_code, expiry_at, delete_after, body_sealed)
      select to_char(at, 'YYYYMMDDHH24MISSUS') || '_' || lpad(to_hex(n), 6, '0'), 'DATA', $1, $2, $3, 1, $4::int, 'accepted',
        at, at, at, 'TRANSFER', '00', at + interval '5 days', at + interval '30 days', convert_to(repeat('x', $4::int), 'UTF8')
      from generate_series(1, $5::int) n cross join lateral (select $6::timestamptz + n * interval '1 millisecond') t (at)`,
    values: [
      sender.mailboxId,
      recipient.mailboxId,
      workflowId,
      BODY_BYTES,
      count,
      new Date(systemClock.now().getTime() - 3_600_000),
    ],
  })
  await owner.query({ text: 'vacuum (analyze) mesh.message' })
}

type Figures = CallFigures & { readonly cpuMs: number }
type Compared = Figures & {
  readonly clients: number
  readonly fullPerSecond: number
  readonly flatness: number
  readonly ratio: Ratio
}
type Turn = { readonly clients: number; readonly choices: Choices }

async function compared(sides: Record<'empty' | 'full', Side>, body: Buffer, turn: Turn): Promise<Compared> {
  const { clients, choices } = turn
  const pass = (side: Side, seconds: number) => cyclesOf(side, body, { clients, seconds, signal: choices.signal })
  for (const side of [sides.empty, sides.full]) await pass(side, WARM_UP_SECONDS)
  const taken = await interleave(choices.passes, {
    empty: () => pass(sides.empty, choices.seconds),
    full: () => pass(sides.full, choices.seconds),
  })
  const perSecond = (figures: readonly Figures[]) => figures.map(one => one.perSecond)
  const ratio = ratioOfPasses(
    `${clients} clients, full mailbox to empty`,
    perSecond(taken.full),
    perSecond(taken.empty),
  )
  return {
    clients,
    ...medians(taken.empty),
    fullPerSecond: medians(taken.full).perSecond,
    flatness: ratio.value,
    ratio,
  }
}

type Pass = { readonly clients: number; readonly seconds: number; readonly signal: AbortSignal }

export async function cyclesOf(side: Side, body: Buffer, pass: Pass): Promise<Figures> {
  const callers = await Promise.all(Array.from({ length: pass.clients }, () => openSocketCaller(side.exchange.url)))
  const free = [...callers]
  const before = await side.exchange.cpuMs()
  const { calls, ...figures } = await closedLoop(pass, async () => {
    const caller = free.pop()
    if (caller === undefined) throw new Error('more cycles than callers')
    await cycle(side, caller, body)
    free.push(caller)
  })
  const cpuMs = ((await side.exchange.cpuMs()) - before) / calls
  for (const caller of callers) caller[Symbol.dispose]()
  return { ...figures, cpuMs }
}

/** Send, download, acknowledge, each with a token of its own; what comes back must be what was sent. */
async function cycle({ sender, recipient, workflowId }: Side, caller: SocketCaller, body: Buffer): Promise<void> {
  const head = requestHead(sender, 'POST', '/outbox')
  const sending = `mex-to: ${recipient.mailboxId}\r\nmex-workflowid: ${workflowId}\r\ncontent-type: application/xml\r\n`
  const sent = expect(202, await caller.call(`${head}${sending}content-length: ${body.length}\r\n\r\n`, body))
  const id = sent.body.toString('latin1').slice('{"message_id":"'.length, -2)
  const got = expect(200, await caller.call(`${requestHead(recipient, 'GET', `/inbox/${id}`)}\r\n`))
  if (!got.body.equals(body)) throw new Error('another body came back')
  const acknowledging = requestHead(recipient, 'PUT', `/inbox/${id}/status/acknowledged`)
  expect(200, await caller.call(`${acknowledging}content-length: 0\r\n\r\n`))
}

function expect(status: number, answer: SocketAnswer): SocketAnswer {
  if (answer.status !== status) throw new Error(`answered ${answer.status}: ${answer.body}`)
  return answer
}

let timestamp = ''
let timestampUntil = 0

function requestHead({ mailboxId, password, sharedKey }: Mailbox, method: string, path: string): string {
  const now = systemClock.now().getTime()
  if (now >= timestampUntil) {
    timestamp = new Date(now).toISOString().replaceAll(/\D/g, '').slice(0, 12)
    timestampUntil = now + 1_000
  }
  const nonce = systemRandomness.uuid()
  const signed = createHmac('sha256', sharedKey)
    .update(`${mailboxId}:${nonce}:0:${password}:${timestamp}`)
    .digest('hex')
  return `${method} /messageexchange/${mailboxId}${path} HTTP/1.1\r\nhost: mesh\r\naccept: application/vnd.mesh.v2+json\r\nauthorization: NHSMESH ${mailboxId}:${nonce}:0:${timestamp}:${signed}\r\n`
}

function outcomeOf(all: readonly Compared[]): Outcome {
  const last = all.at(-1)
  const rows: Row[] = all.map(one => ({
    clients: one.clients,
    'cycles /s': one.perSecond,
    'p50 ms': one.p50Ms,
    'p99 ms': one.p99Ms,
    'CPU ms': one.cpuMs,
    [`with ${UNCOLLECTED} waiting /s`]: one.fullPerSecond,
    flatness: one.flatness,
  }))
  return {
    json: {
      bench: 'mesh',
      bodyBytes: BODY_BYTES,
      uncollected: UNCOLLECTED,
      ...Object.fromEntries(all.map(one => [`cyclesPerSecond${one.clients}`, one.perSecond])),
      cpuMsPerCycle: last?.cpuMs,
      flatness: last?.flatness,
      all: all.map(({ ratio: _, ...figures }) => figures),
      ratios: all.map(one => one.ratio),
    },
    title: `Cycles of the exchange, ${BODY_BYTES} bytes, each request with its token, every commit on the disk`,
    rows,
  }
}
