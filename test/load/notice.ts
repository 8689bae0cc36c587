import type { Pool } from '../../src/platform/index.ts'
import { spentBy } from './frame/api-process.ts'
import type { Bench, Choices, Outcome } from './frame/bench.ts'
import { quantile, rounded } from './frame/median.ts'
import { openLoop } from './frame/open-loop.ts'
import { postgresCpuMs } from './frame/processor-time.ts'
import { say } from './frame/say.ts'
import { type Roles, startRoles } from './world/roles.ts'

/** Look-ups in a second, each at its planned moment whether those before are answered or not. */
const RATE = 200
const WARM_UP_SECONDS = 2

export const noticeBench: Bench = {
  what: `from a look-up to its notice in the authority's mailbox, at ${RATE} look-ups a second`,
  run: benchNotice,
}

async function benchNotice({ seconds, passes, signal }: Choices): Promise<Outcome> {
  say('loading plans, starting API, worker and exchange ...')
  await using stack = new AsyncDisposableStack()
  const roles = await startRoles(stack)
  const { owner, lookUp, allTold } = roles
  await openLoop({ perSecond: RATE, seconds: WARM_UP_SECONDS, signal }, lookUp)
  await allTold()
  const before = await spent(roles)
  const begun = new Date()
  say(`${RATE} look-ups a second for ${seconds * passes} s ...`)
  const answered = await openLoop({ perSecond: RATE, seconds: seconds * passes, signal }, lookUp)
  await allTold()
  const after = await spent(roles)
  const each = Object.entries(after).map(([name, sum]) => [name, (sum - (before[name] ?? 0)) / answered.length])
  return outcomeOf(answered, await noticesSince(owner, begun), Object.fromEntries(each))
}

/** So far: processor time in milliseconds of each role and of PostgreSQL, and bytes written, kept and sent. */
async function spent({ owner, running, networkBytes }: Roles): Promise<Record<string, number>> {
  const { api, worker, mesh } = running
  const used = Object.entries({ api, worker, mesh }).map(
    async ([name, { url }]) => [`${name}CpuMs`, (await spentBy(url)).cpuMs] as const,
  )
  return {
    ...Object.fromEntries(await Promise.all(used)),
    postgresCpuMs: postgresCpuMs(),
    ...(await writtenBy(owner)),
    networkBytes: networkBytes(),
  }
}

/** WAL, and the disk of notices and of the exchange with its messages, indexes included. */
async function writtenBy(owner: Pool): Promise<{ walBytes: number; diskBytes: number }> {
  const [row] = await owner.query<{ wal: string; disk: string }>({
    text: `select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') as wal,
        sum(pg_total_relation_size(c.oid)) as disk
      from pg_class c join pg_namespace s on s.oid = c.relnamespace
      where c.relkind = 'r' and s.nspname in ('notifications', 'mesh')`,
  })
  return { walBytes: Number(row?.wal), diskBytes: Number(row?.disk) }
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

function outcomeOf(answered: number[], notices: readonly number[], each: Readonly<Record<string, number>>): Outcome {
  if (notices.length !== answered.length)
    throw new Error(`${notices.length} notices came of ${answered.length} look-ups`)
  const figures = {
    lookUps: answered.length,
    perSecond: RATE,
    noticeP50Ms: rounded(quantile(notices, 0.5)),
    noticeP99Ms: rounded(quantile(notices, 0.99)),
    noticeMaxMs: rounded(quantile(notices, 1)),
    lookUpP50Ms: rounded(quantile(answered, 0.5)),
    lookUpP99Ms: rounded(quantile(answered, 0.99)),
  }
  return {
    json: { bench: 'notice', ...figures, ...each },
    title: `From a look-up to its notice in the mailbox, ${RATE} look-ups a second`,
    rows: [
      {
        'look-ups': figures.lookUps,
        'notice p50 ms': figures.noticeP50Ms,
        'p99 ms': figures.noticeP99Ms,
        'longest ms': figures.noticeMaxMs,
        'answer p50 ms': figures.lookUpP50Ms,
        'answer p99 ms': figures.lookUpP99Ms,
        ...each,
      },
    ],
  }
}
