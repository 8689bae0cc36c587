import type { Pool } from '../../../src/platform/index.ts'
import type { Authority } from '../../support/authority.ts'
import { accessesToTell, noticesIn, noticesLeft, type ToldAccess } from '../../support/notices.ts'
import { until } from '../../support/until.ts'
import type { Asking } from './asking.ts'

/** What must be nothing but zeros, beside how much there was. */
export type Held = {
  readonly acknowledged: number
  readonly accesses: number
  readonly notices: number
  /** Acknowledged standard look-ups of known children whose access is not there. */
  readonly lost: number
  /** Accesses that are there twice under one request id, or that nobody asked for. */
  readonly tooMany: number
  /** Counted accesses the authority was not told of, was told of twice, or was told of without one. */
  readonly notToldOnce: number
  readonly wrong: number
}

/** Holds what callers were told against the register and against what came into the authority's mailbox. */
export async function holdAgainst(owner: Pool, authority: Authority, asking: Asking): Promise<Held> {
  const rows = await owner.query<{ id: string; times: number }>({
    text: 'select request_id as id, count(*) as times from lookup.access group by 1',
  })
  const times = new Map(rows.map(row => [row.id, row.times]))
  const recorded = asking.acknowledged.filter(one => one.isRecorded)
  const asked = new Set(recorded.map(one => one.requestId))
  const told = await allNotices(owner, authority)
  const toTell = await accessesToTell(owner)
  return {
    acknowledged: asking.acknowledged.length,
    accesses: rows.reduce((sum, row) => sum + row.times, 0),
    notices: told.length,
    lost: recorded.filter(one => !times.has(one.requestId)).length,
    tooMany: rows.filter(row => row.times > 1 || !asked.has(row.id)).length,
    notToldOnce: differences(
      toTell.map(one => one.accessId),
      told.map(one => one.accessId),
    ),
    wrong: asking.wrong.length,
  }
}

async function allNotices(owner: Pool, authority: Authority): Promise<ToldAccess[]> {
  await until('all notices are sent', async () => (await noticesLeft(owner)) === 0 || undefined, {
    withinMs: 120_000,
    everyMs: 200,
  })
  const all: ToldAccess[] = []
  for (;;) {
    const some = await noticesIn(authority)
    if (some.length === 0) return all
    all.push(...some)
  }
}

/** How many are not in both exactly once. */
function differences(wanted: readonly string[], got: readonly string[]): number {
  const count = new Map<string, number>()
  for (const one of wanted) count.set(one, (count.get(one) ?? 0) + 1)
  for (const one of got) count.set(one, (count.get(one) ?? 0) - 1)
  return [...count.values()].filter(left => left !== 0).length
}
