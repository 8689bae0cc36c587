import { type Asked, askedOf } from '../../src/lookup/asked.ts'
import type { LookupDeps, Mode } from '../../src/lookup/index.ts'
import { authorKey } from '../../src/lookup/index.ts'
import { readAndRecord, readStatuses } from '../../src/lookup/store.ts'
import { valuesOf } from '../../src/lookup/values.ts'
import { LAPTOP_CLIENT } from '../../src/main/stand-ins.ts'
import { openMetrics, type Pool, silentLog, systemClock, systemRandomness } from '../../src/platform/index.ts'
import { type ApiProcess, startApiProcess } from './frame/api-process.ts'
import type { Bench, Choices, Outcome, Row } from './frame/bench.ts'
import { type CallFigures, closedLoop } from './frame/closed-loop.ts'
import { benchDatabase } from './frame/database.ts'
import { type HttpCaller, openHttpCaller } from './frame/http-caller.ts'
import { medians, quantile } from './frame/median.ts'
import { openLoop } from './frame/open-loop.ts'
import { interleave } from './frame/passes.ts'
import { ownCpuMs, postgresCpuMs } from './frame/processor-time.ts'
import { type Ratio, ratioOfPasses } from './frame/ratio.ts'
import { say } from './frame/say.ts'
import { besidePgbench, type Pgbench } from './lookup-pgbench.ts'
import { type Ask, openAsks } from './world/asks.ts'
import { loadPlans, nhsNumbers } from './world/plans.ts'
import { signedInStaff } from './world/staff.ts'

/** The size of the national register, as engineering.md 2 takes it. */
const RECORDS = 150_000
/** Connections to PostgreSQL, of the API's pool and of the raw side alike. */
const CONNECTIONS = 16
const MODES: readonly Mode[] = ['standard', 'silent']
const WARM_UP_SECONDS = 1

export const lookupBench: Bench = {
  what: 'look-ups over HTTP against the same SQL through the driver',
  run: benchLookup,
}

type Call = (ask: Ask, mode: Mode) => Promise<void>
/** The API as it is set up by default, and with each look-up a commit of its own; and the statement without any API. */
type Door = { readonly api: ApiProcess; readonly call: Call }
type Field = {
  readonly next: () => Ask
  readonly together: Door
  readonly alone: Door
  readonly raw: Call
  /** What `raw` sends for a look-up that is recorded. */
  readonly asked: (ask: Ask) => Asked
}

async function benchLookup(choices: Choices): Promise<Outcome> {
  say(`loading ${RECORDS} plans, starting the API ...`)
  await using database = await benchDatabase()
  const numbers = nhsNumbers(RECORDS)
  await loadPlans(database.owner, numbers)
  await using staff = await signedInStaff()
  const settings = {
    CPIS_DATABASE_URL: database.url,
    CPIS_DATABASE_CONNECTIONS: String(CONNECTIONS),
    CPIS_CIS2_ISSUER: staff.issuer,
    CPIS_CIS2_AUDIENCE: LAPTOP_CLIENT.clientId,
  }
  await using together = await startApiProcess(settings)
  await using alone = await startApiProcess({ ...settings, CPIS_GROUP_COMMIT: 'no' })
  using callTogether = openHttpCaller(together.url)
  using callAlone = openHttpCaller(alone.url)
  const raw = rawLookUps(database.pool('lookup', CONNECTIONS))
  const field: Field = {
    ...raw,
    next: openAsks(numbers, staff.all),
    together: { api: together, call: overHttp(callTogether) },
    alone: { api: alone, call: overHttp(callAlone) },
  }
  const all = await measured(field, choices)
  return outcomeOf(all, {
    atPromised: await atRate(field, choices, PROMISED_RATE),
    // As busy as a service should be.
    atHalf: await atRate(field, choices, Math.round(Math.max(...recorded(all).map(one => one.perSecond)) / 2)),
    pgbench: await besidePgbench({
      database,
      asked: () => field.asked(field.next()),
      raw: () => field.raw(field.next(), 'standard'),
      clients: choices.clients[0] ?? CONNECTIONS,
      choices,
    }),
  })
}

function overHttp(caller: HttpCaller): Call {
  return async ({ nhsNumber, by }, mode) => {
    const answer = await caller.get(pathOf(nhsNumber), headersOf(by.idToken, mode))
    if (answer.status !== 200 || !answer.body.includes('"total":1'))
      throw new Error(`the API answered ${answer.status}: ${answer.body}`)
  }
}

const pathOf = (nhsNumber: string) =>
  `/cpis/FHIR/R4/CareTeam?patient:identifier=https://fhir.nhs.uk/Id/nhs-number%7C${nhsNumber}`

const headersOf = (idToken: string, mode: Mode) => ({
  authorization: `Bearer ${idToken}`,
  accept: 'application/fhir+json',
  'x-request-id': systemRandomness.uuid(),
  isunscheduledaccessevent: mode === 'standard' ? 'true' : 'false',
})

const FROM_EMERGENCY_DEPARTMENT = {
  careSetting: 'emergency-department',
  gate: 'open',
  findings: [],
  history: false,
} as const

/** The statement of the look-up with the values the API would give it, and nothing around it. */
function rawLookUps(db: Pool): Pick<Field, 'raw' | 'asked'> {
  const deps: LookupDeps = {
    db,
    clock: systemClock,
    randomness: systemRandomness,
    log: silentLog,
    metrics: openMetrics('bench'),
    answerWithinMs: 2_000,
  }
  const values = ({ nhsNumber, by: { actor } }: Ask, mode: Mode) => {
    const requestId = systemRandomness.uuid()
    const asked = { nhsNumber, mode, actor, channel: 'fhir', requestId, ...FROM_EMERGENCY_DEPARTMENT } as const
    return valuesOf(deps, asked, 'look-up')
  }
  const asked = (ask: Ask) => {
    const { author } = ask.by.actor
    return askedOf(values(ask, 'standard'), { kind: 'look-up', authorKey: authorKey(author), author })
  }
  const raw: Call = async (ask, mode) => {
    const [row] = await (mode === 'standard'
      ? readAndRecord(db, [asked(ask)])
      : readStatuses(db, [askedOf(values(ask, mode))]))
    if (row?.plans?.length !== 1 || row.counted !== (mode === 'standard')) throw new Error('the look-up went wrong')
  }
  return { raw, asked }
}

/** Processor time for one look-up: of PostgreSQL, and of the process that calls. */
type Spending = { readonly postgresCpuMs: number; readonly callerCpuMs: number }
/** `queries`: statements the API sent to PostgreSQL for one look-up; `cpuMs`: its processor time. */
type HttpFigures = CallFigures & Spending & { readonly cpuMs: number; readonly queries: number }
type RawFigures = CallFigures & Spending

/** The API as it is set up by default, the one with a commit for each look-up, and the statement alone. */
type Compared = HttpFigures & {
  readonly mode: Mode
  readonly clients: number
  readonly rawPerSecond: number
  readonly rawP99Ms: number
  readonly rawCpuMs: number
  readonly rawPostgresCpuMs: number
  readonly alonePerSecond: number
  readonly aloneP99Ms: number
  readonly aloneCpuMs: number
  readonly ratioToRawSql: number
  readonly ratioAlone: number
  readonly ratios: readonly Ratio[]
  /** What the raw side spends in all processes over what is spent with the API in all processes. */
  readonly ratioOfProcessorTime: number
}

/** Where group commit shows, and where nobody shares anything; measured whatever numbers of callers are asked for. */
const MANY = 64
const ONE = 1

async function measured(field: Field, choices: Choices): Promise<Compared[]> {
  const all: Compared[] = []
  for (const clients of new Set([...choices.clients, MANY, ONE]))
    for (const mode of MODES) {
      say(`${mode}, ${clients} callers: ${choices.passes} passes of ${choices.seconds} s on each side ...`)
      all.push(await compared(field, choices, { mode, clients }))
    }
  return all
}

async function compared(
  field: Field,
  choices: Choices,
  { mode, clients }: { mode: Mode; clients: number },
): Promise<Compared> {
  const { signal, passes, seconds } = choices
  const turn = (call: Call, length: number) =>
    closedLoop({ clients, seconds: length, signal }, () => call(field.next(), mode))
  const raw = () => spending(() => turn(field.raw, seconds))
  const http = (door: Door) => () => spendingOver(door, () => turn(door.call, seconds))
  for (const call of [field.together.call, field.alone.call, field.raw]) await turn(call, WARM_UP_SECONDS)
  const taken = await interleave<'together' | 'alone' | 'raw', RawFigures>(passes, {
    together: http(field.together),
    raw,
    alone: http(field.alone),
  })
  const [rawly, alone] = [medians(taken.raw), medians(taken.alone as HttpFigures[])]
  const together = medians(taken.together as HttpFigures[])
  const rates = (side: keyof typeof taken) => taken[side].map(one => one.perSecond)
  const toRawSql = ratioOfPasses(`${mode}, ${clients} callers, to raw SQL`, rates('together'), rates('raw'))
  const toRawAlone = ratioOfPasses(
    `${mode}, ${clients} callers, a commit each, to raw SQL`,
    rates('alone'),
    rates('raw'),
  )
  return {
    mode,
    clients,
    ...together,
    rawPerSecond: rawly.perSecond,
    rawP99Ms: rawly.p99Ms,
    rawCpuMs: rawly.callerCpuMs,
    rawPostgresCpuMs: rawly.postgresCpuMs,
    alonePerSecond: alone.perSecond,
    aloneP99Ms: alone.p99Ms,
    aloneCpuMs: alone.cpuMs,
    ratioToRawSql: toRawSql.value,
    ratioAlone: toRawAlone.value,
    ratios: [toRawSql, toRawAlone],
    ratioOfProcessorTime:
      (rawly.callerCpuMs + rawly.postgresCpuMs) / (together.cpuMs + together.callerCpuMs + together.postgresCpuMs),
  }
}

type Turn = () => Promise<CallFigures & { readonly calls: number }>

/** A turn, with what PostgreSQL and this process spent on each call. */
async function spending(turn: Turn): Promise<RawFigures & { readonly calls: number }> {
  const [postgres, own] = [postgresCpuMs(), ownCpuMs()]
  const figures = await turn()
  const { calls } = figures
  return { ...figures, postgresCpuMs: (postgresCpuMs() - postgres) / calls, callerCpuMs: (ownCpuMs() - own) / calls }
}

async function spendingOver({ api }: Door, turn: Turn): Promise<HttpFigures> {
  const before = await api.spent()
  const { calls, ...figures } = await spending(turn)
  const after = await api.spent()
  const each = (what: keyof typeof after) => (after[what] - before[what]) / calls
  return { ...figures, cpuMs: each('cpuMs'), queries: each('statements') }
}

const recorded = (all: readonly Compared[]) => all.filter(one => one.mode === 'standard')

/** Answer times at a fixed rate, from each look-up's planned moment. */
type AtRate = { readonly perSecond: number } & Readonly<Record<'p50Ms' | 'p95Ms' | 'p99Ms', number>>

/** What is promised is promised at so many a second (T-21). */
const PROMISED_RATE = 50

async function atRate(field: Field, choices: Choices, perSecond: number): Promise<AtRate> {
  const seconds = choices.seconds * choices.passes
  say(`standard, ${perSecond} a second for ${seconds} s, each at its planned moment ...`)
  const call = () => field.together.call(field.next(), 'standard')
  const took = await openLoop({ perSecond, seconds, signal: choices.signal }, call)
  return { perSecond, p50Ms: quantile(took, 0.5), p95Ms: quantile(took, 0.95), p99Ms: quantile(took, 0.99) }
}

type More = { readonly atHalf: AtRate; readonly atPromised: AtRate; readonly pgbench: Pgbench }

function outcomeOf(all: readonly Compared[], more: More): Outcome {
  const [headline] = all
  const many = recorded(all).find(one => one.clients === MANY)
  const rows: Row[] = all.map(one => ({
    'look-up': one.mode,
    callers: one.clients,
    'HTTP /s': one.perSecond,
    'p50 ms': one.p50Ms,
    'p99 ms': one.p99Ms,
    'API CPU ms': one.cpuMs,
    queries: one.queries,
    'raw SQL /s': one.rawPerSecond,
    'raw p99 ms': one.rawP99Ms,
    ratio: one.ratioToRawSql,
    'ratio alone': one.ratioAlone,
    'CPU ratio': one.ratioOfProcessorTime,
  }))
  const { atHalf } = more
  return {
    json: {
      bench: 'lookup',
      records: RECORDS,
      connections: CONNECTIONS,
      ...headline,
      ratioWithGroupCommit: many?.ratioToRawSql,
      ...more,
      all: all.map(({ ratios: _, ...figures }) => figures),
      ratios: all.flatMap(one => one.ratios),
    },
    title: `Look-ups of children who have a plan, ${RECORDS} plans held, every commit on the disk; at ${atHalf.perSecond} a second p99 ${Math.round(atHalf.p99Ms)} ms`,
    rows,
  }
}
