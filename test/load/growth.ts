import type { NhsNumber } from '../../src/demographics/index.ts'
import { askedOf } from '../../src/lookup/asked.ts'
import { authorKey, type LookupDeps } from '../../src/lookup/index.ts'
import { readAndRecord } from '../../src/lookup/store.ts'
import { valuesOf } from '../../src/lookup/values.ts'
import {
  openMetrics,
  type Pool,
  processKeyring,
  silentLog,
  systemClock,
  systemRandomness,
  verifyAudit,
} from '../../src/platform/index.ts'
import { staff } from '../support/register.ts'
import type { Bench, Choices, Outcome } from './frame/bench.ts'
import { closedLoop } from './frame/closed-loop.ts'
import { type BenchDatabase, benchDatabase } from './frame/database.ts'
import { median, quantile, rounded } from './frame/median.ts'
import { interleave } from './frame/passes.ts'
import { postgresCpuMs } from './frame/processor-time.ts'
import { ratioOfPasses } from './frame/ratio.ts'
import { say } from './frame/say.ts'
import { insertPlans, planOf } from './world/plans.ts'

/** Records held and look-ups made before, at full scale. */
const SIZES = [
  { name: 'small', records: 10_000, history: 0 },
  { name: 'medium', records: 100_000, history: 1_000_000 },
  { name: 'large', records: 1_000_000, history: 10_000_000 },
] as const
type Size = (typeof SIZES)[number]['name']
const CONNECTIONS = 16
/** Look-ups whose bytes on the disk are counted. */
const COUNTED = 2_000

export const growthBench: Bench = {
  what: 'look-ups beside ever more records and history; bytes on the disk for each (--scale 1: 1 M records, 10 M look-ups)',
  run: benchGrowth,
}

type Register = {
  readonly database: BenchDatabase
  readonly records: number
  readonly history: number
  readonly call: () => Promise<void>
}

async function benchGrowth(choices: Choices): Promise<Outcome> {
  await using stack = new AsyncDisposableStack()
  const registers = {} as Record<Size, Register>
  for (const { name, records, history } of SIZES)
    registers[name] = await filled(stack, records * choices.scale, history * choices.scale)
  const clients = choices.clients[0] ?? CONNECTIONS
  const turn = (size: Size, seconds: number) =>
    closedLoop({ clients, seconds, signal: choices.signal }, registers[size].call)
  const measured = (size: Size) => async () => {
    const before = postgresCpuMs()
    const { perSecond, p99Ms, calls } = await turn(size, choices.seconds)
    return { perSecond, p99Ms, postgresCpuMs: (postgresCpuMs() - before) / calls }
  }
  say(`${choices.passes} passes of ${choices.seconds} s at each size ...`)
  for (const { name } of SIZES) await turn(name, 1)
  const taken = await interleave<Size, Awaited<ReturnType<ReturnType<typeof measured>>>>(choices.passes, {
    small: measured('small'),
    medium: measured('medium'),
    large: measured('large'),
  })
  const rates = (size: Size) => taken[size].map(pass => pass.perSecond)
  const spent = (size: Size) => taken[size].map(pass => pass.postgresCpuMs)
  const sizes = SIZES.map(({ name }) => ({
    records: registers[name].records,
    history: registers[name].history,
    perSecond: rounded(median(rates(name))),
    p99Ms: rounded(median(taken[name].map(pass => pass.p99Ms))),
    postgresCpuMs: rounded(median(spent(name))),
  }))
  const growth = ratioOfPasses('time beside the most to time beside the least', rates('small'), rates('large'))
  const figures = {
    lookupGrowth: rounded(growth.value),
    cpuGrowth: rounded(median(spent('large')) / median(spent('small'))),
    ...(await bytesOf(registers.large)),
    ...(await verifySpeed(registers.small.database)),
  }
  return {
    json: { bench: 'growth', scale: choices.scale, ...figures, sizes, ratios: [{ ...growth, better: 'less' }] },
    title: `Look-ups beside more records and history: ${figures.lookupGrowth} times as long beside the most (CPU ${figures.cpuGrowth}); ${figures.bytesPerRecord} bytes a record, ${figures.bytesPerAccess} a look-up`,
    rows: sizes,
  }
}

/** A number by its place; longer than the invented ones there are, so no check digit. */
const numberAt = (place: number) => `9${String(place).padStart(9, '0')}` as NhsNumber

async function filled(stack: AsyncDisposableStack, records: number, history: number): Promise<Register> {
  say(`${records} records, ${history} look-ups ...`)
  const database = stack.use(await benchDatabase())
  const { owner } = database
  await owner.query({
    text: `insert into register.authority_contact
      select code, coalesce(ods_code, code), name, '07700900801', '01632960801', gen_random_uuid(), '2024-01-15'
      from care_settings.local_authority`,
  })
  await fillPlans(owner, records)
  await fillHistory(owner, { records, history })
  await owner.query({ text: 'vacuum (analyze)' })
  return { database, records, history, call: lookUps(database.pool('lookup', CONNECTIONS), records) }
}

const AT_ONCE = 10_000

async function fillPlans(owner: Pool, records: number): Promise<void> {
  const authorities = await owner.query<{ code: string }>({
    text: 'select authority_code as code from register.authority_contact',
  })
  for (let from = 1; from <= records; from += AT_ONCE) {
    const places = Array.from({ length: Math.min(AT_ONCE, records - from + 1) }, (_, index) => from + index)
    await insertPlans(
      owner,
      places.map(place => planOf(numberAt(place), authorities[place % authorities.length]?.code ?? '', place)),
    )
  }
}

const CHILDREN_BY_PLACE = [
  'create table bench_child as select position as place, child_key as key from register.plan',
  'alter table bench_child add primary key (place)',
  'analyze bench_child',
]

/** What look-ups of the last months left, spread over all children and sixteen chains. */
async function fillHistory(
  owner: Pool,
  { records, history }: { readonly records: number; readonly history: number },
): Promise<void> {
  if (history === 0) return
  const author = JSON.stringify(staff('Ada').author)
  const child = `(select key from bench_child where place = 1 + n % ${records})`
  for (const text of CHILDREN_BY_PLACE) await owner.query({ text })
  const statements = [
    `insert into audit.entry (entry_id, at, action, outcome, channel, request_id, child_key, mode, user_id,
        role_profile_id, activity, organisation, client_id, wrapped_key)
      select gen_random_uuid(), now() - n * interval '1 second', 'look-up', 'Known', 'fhir', gen_random_uuid()::text, ${child},
        'standard', '656005750107', '555254242105', 'B0107', 'X99', 'open-cpis', sha256(n::text::bytea) || sha256('x')
      from generate_series(1, $1::int) n`,
    `insert into audit.link (shard, seq, bytes, hash)
      select n % 16, 1001 + n / 16, convert_to(repeat('x', 380), 'UTF8'), sha256(n::text::bytea) from generate_series(0, $1::int - 1) n`,
    `insert into lookup.access (child_key, at, access_id, counted, notify, author, author_key, channel, client_id, request_id)
      select ${child}, now() - n * interval '1 second', gen_random_uuid(), true, true, $2::jsonb, 'Ada', 'fhir', 'open-cpis',
        gen_random_uuid()::text
      from generate_series(1, $1::int) n`,
    `insert into lookup.counted_author (child_key, author_key, counted_at)
      select ${child}, 'somebody ' || n, now() - n * interval '1 second' from generate_series(1, $1::int) n`,
  ]
  // As many at a time as the owner has connections.
  const fill = async (some: readonly string[]) => {
    for (const text of some) await owner.query({ text, values: text.includes('$2') ? [history, author] : [history] })
  }
  const half = statements.length / 2
  await Promise.all([fill(statements.slice(0, half)), fill(statements.slice(half))])
}

/** A prime far from a divisor of any number of records. */
const STRIDE = 104_729

function lookUps(db: Pool, records: number): () => Promise<void> {
  const metrics = openMetrics('bench')
  const common = { clock: systemClock, randomness: systemRandomness, log: silentLog, metrics }
  const deps: LookupDeps = { ...common, db, answerWithinMs: 2_000 }
  let asked = 0
  return async () => {
    asked += 1
    const place = 1 + ((asked * STRIDE) % records)
    const actor = staff(`Nurse ${asked}`)
    const values = valuesOf(
      deps,
      {
        nhsNumber: numberAt(place),
        mode: 'standard',
        actor,
        channel: 'fhir',
        requestId: systemRandomness.uuid(),
        careSetting: 'emergency-department',
        gate: 'open',
        findings: [],
        history: false,
      },
      'look-up',
    )
    const access = { kind: 'look-up', authorKey: `${authorKey(actor.author)} ${asked}`, author: actor.author } as const
    const [row] = await readAndRecord(db, [askedOf(values, access)])
    if (row?.plans?.length !== 1 || !row.counted) throw new Error('the look-up went wrong')
  }
}

/** Bytes on the disk with indexes: of the register for each record, and of all that a look-up leaves for each look-up. */
async function bytesOf({ database: { owner }, records, call }: Register) {
  const size = async (schemas: string) => {
    const [row] = await owner.query<{ bytes: number }>({
      text: `select sum(pg_total_relation_size(c.oid)) as bytes from pg_class c join pg_namespace s on s.oid = c.relnamespace
        where c.relkind = 'r' and s.nspname = any(string_to_array($1, ' '))`,
      values: [schemas],
    })
    return Number(row?.bytes ?? 0)
  }
  const before = await size('audit lookup')
  for (let done = 0; done < COUNTED; done += 50) await Promise.all(Array.from({ length: 50 }, call))
  const left = (await size('audit lookup')) - before
  return { bytesPerRecord: Math.round((await size('register')) / records), bytesPerAccess: Math.round(left / COUNTED) }
}

/** How many links of the chain are verified in a second. */
async function verifySpeed(database: BenchDatabase): Promise<{ verifiedPerSecond: number }> {
  const took: number[] = []
  let links = 0
  for (let pass = 0; pass < 3; pass += 1) {
    const start = performance.now()
    const db = database.pool('auditor', 2)
    const found = await verifyAudit({ db, keyring: processKeyring(), randomness: systemRandomness })
    if (found.problemCount > 0) throw new Error('the history is not as it was written')
    links = found.links
    took.push(performance.now() - start)
  }
  took.sort((a, b) => a - b)
  return { verifiedPerSecond: Math.round((links * 1000) / quantile(took, 0.5)) }
}
