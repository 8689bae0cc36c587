import { makeLaptopMailboxes } from '../../src/main/laptop-mailboxes.ts'
import { settingsFrom } from '../../src/main/settings.ts'
import { LAPTOP_CLIENT } from '../../src/main/stand-ins.ts'
import { type Pool, systemRandomness } from '../../src/platform/index.ts'
import { freePort, startRole } from '../support/role-process.ts'
import { until } from '../support/until.ts'
import { spentBy, startApiProcess } from './frame/api-process.ts'
import type { Bench, Choices, Outcome } from './frame/bench.ts'
import { benchDatabase } from './frame/database.ts'
import { type HttpCaller, openHttpCaller } from './frame/http-caller.ts'
import { quantile, rounded } from './frame/median.ts'
import { postgresCpuMs } from './frame/processor-time.ts'
import { say } from './frame/say.ts'
import { type Ask, openAsks } from './world/asks.ts'
import { loadPlans, nhsNumbers } from './world/plans.ts'
import { signedInStaff } from './world/staff.ts'

const RECORDS = 20_000
/** Look-ups in a second, each at its planned moment whether those before are answered or not. */
const RATE = 200
const CONNECTIONS = 8
const WARM_UP_SECONDS = 2
/** Notices may take so long to leave after the last look-up before the run counts as failed. */
const PATIENCE_MS = 60_000

export const noticeBench: Bench = {
  what: `from a look-up to its notice in the authority's mailbox, at ${RATE} look-ups a second`,
  run: benchNotice,
}

async function benchNotice(choices: Choices): Promise<Outcome> {
  say(`loading ${RECORDS} plans, starting API, worker and exchange ...`)
  await using stack = new AsyncDisposableStack()
  const database = stack.use(await benchDatabase())
  const numbers = nhsNumbers(RECORDS)
  await loadPlans(database.owner, numbers, 'X01')
  const staff = stack.use(await signedInStaff())
  const meshPort = await freePort()
  const environment = {
    CPIS_PROFILE: 'laptop',
    CPIS_LOG_LEVEL: 'error',
    CPIS_DATABASE_URL: database.url,
    CPIS_DATABASE_CONNECTIONS: String(CONNECTIONS),
    CPIS_CIS2_ISSUER: staff.issuer,
    CPIS_CIS2_AUDIENCE: LAPTOP_CLIENT.clientId,
    CPIS_MESH_URL: `http://127.0.0.1:${meshPort}`,
  }
  await makeLaptopMailboxes(settingsFrom(environment))
  const mesh = await startRole('mesh', meshPort, environment)
  stack.defer(async () => void (await mesh.stop()))
  const workerPort = await freePort()
  const worker = await startRole('worker', workerPort, environment)
  stack.defer(async () => void (await worker.stop()))
  const api = stack.use(await startApiProcess(environment))
  const caller = stack.use(openHttpCaller(api.url))
  const next = openAsks(numbers, staff.all)
  await openLoop(caller, next, { seconds: WARM_UP_SECONDS, signal: choices.signal })
  await allTold(database.owner)
  const roles = { api: api.url, worker: `http://127.0.0.1:${workerPort}`, mesh: `http://127.0.0.1:${meshPort}` }
  const before = await spent(roles)
  const begun = new Date()
  const seconds = choices.seconds * choices.passes
  say(`${RATE} look-ups a second for ${seconds} s ...`)
  const answered = await openLoop(caller, next, { seconds, signal: choices.signal })
  await allTold(database.owner)
  const after = await spent(roles)
  const each = Object.entries(after).map(([name, ms]) => [`${name}CpuMs`, (ms - (before[name] ?? 0)) / answered.length])
  return outcomeOf(answered, await noticesSince(database.owner, begun), Object.fromEntries(each))
}

/** Processor time so far, in milliseconds: of each role, and of PostgreSQL. */
async function spent(roles: Readonly<Record<string, string>>): Promise<Record<string, number>> {
  const used = Object.entries(roles).map(async ([name, url]) => [name, (await spentBy(url)).cpuMs] as const)
  return { ...Object.fromEntries(await Promise.all(used)), postgres: postgresCpuMs() }
}

type Span = { readonly seconds: number; readonly signal: AbortSignal }

/** Asks at a fixed rate; how long each answer took from its planned moment, in milliseconds. */
async function openLoop(caller: HttpCaller, next: () => Ask, { seconds, signal }: Span): Promise<number[]> {
  const start = performance.now()
  const count = Math.round(RATE * seconds)
  const took: number[] = []
  const asking: Promise<void>[] = []
  for (let place = 0; place < count; place += 1) {
    signal.throwIfAborted()
    const planned = start + (place * 1000) / RATE
    const wait = planned - performance.now()
    if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait))
    asking.push(ask(caller, next()).then(() => void took.push(performance.now() - planned)))
  }
  await Promise.all(asking)
  return took
}

async function ask(caller: HttpCaller, { nhsNumber, by }: Ask): Promise<void> {
  const path = `/cpis/FHIR/R4/CareTeam?patient:identifier=https://fhir.nhs.uk/Id/nhs-number%7C${nhsNumber}`
  const answer = await caller.get(path, {
    authorization: `Bearer ${by.idToken}`,
    'x-request-id': systemRandomness.uuid(),
    isunscheduledaccessevent: 'true',
  })
  if (answer.status !== 200) throw new Error(`the API answered ${answer.status}: ${answer.body}`)
}

function allTold(owner: Pool): Promise<true> {
  return until(
    'all notices in the mailbox',
    async () => {
      const [left] = await owner.query<{ left: number }>({
        text: `select (select count(*) from lookup.notice_order)
          + (select count(*) from notifications.notification where mesh_message_id is null) as left`,
      })
      return left?.left === 0 || undefined
    },
    { withinMs: PATIENCE_MS },
  )
}

/** How long each notice took to be there to download, from its look-up; in milliseconds, ascending. */
async function noticesSince(owner: Pool, since: Date): Promise<number[]> {
  const rows = await owner.query<{ ms: number }>({
    text: `select extract(epoch from m.accepted_at - a.at)::float8 * 1000 as ms
      from lookup.access a
        join notifications.notification n on n.order_key = 'access ' || a.access_id || ' X01'
        join mesh.message m on m.message_id = n.mesh_message_id
      where a.at >= $1 and a.notify order by 1`,
    values: [since],
  })
  return rows.map(row => row.ms)
}

function outcomeOf(answered: number[], notices: readonly number[], cpu: Readonly<Record<string, number>>): Outcome {
  if (notices.length !== answered.length)
    throw new Error(`${notices.length} notices came of ${answered.length} look-ups`)
  const ascending = answered.toSorted((a, b) => a - b)
  const figures = {
    lookUps: answered.length,
    perSecond: RATE,
    noticeP50Ms: rounded(quantile(notices, 0.5)),
    noticeP99Ms: rounded(quantile(notices, 0.99)),
    noticeMaxMs: rounded(quantile(notices, 1)),
    lookUpP50Ms: rounded(quantile(ascending, 0.5)),
    lookUpP99Ms: rounded(quantile(ascending, 0.99)),
  }
  return {
    json: { bench: 'notice', ...figures, ...cpu },
    title: `From a look-up to its notice in the mailbox, ${RATE} look-ups a second`,
    rows: [
      {
        'look-ups': figures.lookUps,
        'notice p50 ms': figures.noticeP50Ms,
        'p99 ms': figures.noticeP99Ms,
        'longest ms': figures.noticeMaxMs,
        'answer p50 ms': figures.lookUpP50Ms,
        'answer p99 ms': figures.lookUpP99Ms,
        ...cpu,
      },
    ],
  }
}
