import { askedOf } from '../../src/lookup/asked.ts'
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
import { openHttpCaller } from './frame/http-caller.ts'
import { medians, ratioOf } from './frame/median.ts'
import { interleave } from './frame/passes.ts'
import { say } from './frame/say.ts'
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
type Field = { readonly api: ApiProcess; readonly next: () => Ask; readonly overHttp: Call; readonly raw: Call }

async function benchLookup(choices: Choices): Promise<Outcome> {
  say(`loading ${RECORDS} plans, starting the API ...`)
  await using database = await benchDatabase()
  const numbers = nhsNumbers(RECORDS)
  await loadPlans(database.owner, numbers)
  await using staff = await signedInStaff()
  await using api = await startApiProcess({
    CPIS_DATABASE_URL: database.url,
    CPIS_DATABASE_CONNECTIONS: String(CONNECTIONS),
    CPIS_CIS2_ISSUER: staff.issuer,
    CPIS_CIS2_AUDIENCE: LAPTOP_CLIENT.clientId,
  })
  using caller = openHttpCaller(api.url)
  const next = openAsks(numbers, staff.all)
  const raw = rawCall(database.pool('lookup', CONNECTIONS))
  const overHttp: Call = async ({ nhsNumber, by }, mode) => {
    const answer = await caller.get(pathOf(nhsNumber), headersOf(by.idToken, mode))
    if (answer.status !== 200 || !answer.body.includes('"total":1'))
      throw new Error(`the API answered ${answer.status}: ${answer.body}`)
  }
  return outcomeOf(await measured({ api, next, overHttp, raw }, choices))
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
function rawCall(db: Pool): Call {
  const deps: LookupDeps = {
    db,
    clock: systemClock,
    randomness: systemRandomness,
    log: silentLog,
    metrics: openMetrics('bench'),
    answerWithinMs: 2_000,
  }
  return async ({ nhsNumber, by: { actor } }, mode) => {
    const requestId = systemRandomness.uuid()
    const asked = { nhsNumber, mode, actor, channel: 'fhir', requestId, ...FROM_EMERGENCY_DEPARTMENT } as const
    const values = valuesOf(deps, asked, 'look-up')
    const { author } = actor
    const access = { kind: 'look-up', authorKey: authorKey(author), author } as const
    const [row] = await (mode === 'standard'
      ? readAndRecord(db, [askedOf(values, access)])
      : readStatuses(db, [askedOf(values)]))
    if (row?.plans?.length !== 1 || row.counted !== (mode === 'standard')) throw new Error('the look-up went wrong')
  }
}

/** `queries`: statements the API sent to PostgreSQL for one look-up. */
type HttpFigures = CallFigures & { readonly cpuMs: number; readonly queries: number }
type Compared = HttpFigures & {
  readonly mode: Mode
  readonly clients: number
  readonly rawPerSecond: number
  readonly rawP99Ms: number
  readonly ratioToRawSql: number
}

async function measured(field: Field, choices: Choices): Promise<Compared[]> {
  const all: Compared[] = []
  for (const clients of choices.clients)
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
  const { signal, passes } = choices
  const turn = (call: Call, seconds: number) => closedLoop({ clients, seconds, signal }, () => call(field.next(), mode))
  const http = async (): Promise<HttpFigures> => {
    const before = await field.api.spent()
    const { calls, ...figures } = await turn(field.overHttp, choices.seconds)
    const after = await field.api.spent()
    const each = (what: keyof typeof after) => (after[what] - before[what]) / calls
    return { ...figures, cpuMs: each('cpuMs'), queries: each('statements') }
  }
  await turn(field.overHttp, WARM_UP_SECONDS)
  await turn(field.raw, WARM_UP_SECONDS)
  const taken = await interleave<'http' | 'raw', CallFigures>(passes, {
    http,
    raw: () => turn(field.raw, choices.seconds),
  })
  const raw = medians(taken.raw)
  return {
    mode,
    clients,
    ...medians(taken.http as HttpFigures[]),
    rawPerSecond: raw.perSecond,
    rawP99Ms: raw.p99Ms,
    ratioToRawSql: ratioOf(
      taken.http.map(one => one.perSecond),
      taken.raw.map(one => one.perSecond),
    ),
  }
}

function outcomeOf(all: readonly Compared[]): Outcome {
  const [headline] = all
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
  }))
  return {
    json: { bench: 'lookup', records: RECORDS, connections: CONNECTIONS, ...headline, all },
    title: `Look-ups of children who have a plan, ${RECORDS} plans held, every commit on the disk`,
    rows,
  }
}
