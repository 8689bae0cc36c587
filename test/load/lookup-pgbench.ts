import fs from 'node:fs'
import type { Asked } from '../../src/lookup/asked.ts'
import type { Choices } from './frame/bench.ts'
import { closedLoop } from './frame/closed-loop.ts'
import type { BenchDatabase } from './frame/database.ts'
import { median } from './frame/median.ts'
import { interleave } from './frame/passes.ts'
import { findPgbench, runPgbench } from './frame/pgbench.ts'
import { ratioOfPasses } from './frame/ratio.ts'
import { say } from './frame/say.ts'
import { writeLookUpScript } from './world/look-up-script.ts'

/** What the raw side makes of PostgreSQL's own load generator's rate with the same statement. */
export type Pgbench = { readonly perSecond: number; readonly rawOverPgbench: number } | 'not installed'

export type Beside = {
  readonly database: BenchDatabase
  /** The values of one look-up more. */
  readonly asked: () => Asked
  /** One look-up more through the driver. */
  readonly raw: () => Promise<void>
  readonly clients: number
  readonly choices: Choices
}

/** Children whose values pgbench has in its table. */
const CHILDREN = 20_000

/** The look-up's statement sent by pgbench, in turns with the same through the driver. */
export async function besidePgbench({ database, asked, raw, clients, choices }: Beside): Promise<Pgbench> {
  const program = await findPgbench()
  if (program === undefined) return 'not installed'
  const { signal, passes, seconds } = choices
  say(`pgbench with the same statement, ${clients} callers ...`)
  const file = await writeLookUpScript(database.owner, Array.from({ length: CHILDREN }, asked))
  try {
    const login = { url: database.url.replace('{role}', 'cpis_api'), role: 'cpis_lookup' }
    const taken = await interleave<'raw' | 'pgbench', { perSecond: number }>(passes, {
      raw: () => closedLoop({ clients, seconds, signal }, raw),
      pgbench: async () => ({ perSecond: await runPgbench(program, { ...login, file, clients, seconds }) }),
    })
    const [ours, theirs] = [taken.raw, taken.pgbench].map(passes => passes.map(one => one.perSecond))
    return { perSecond: median(theirs ?? []), rawOverPgbench: ratioOfPasses('', ours ?? [], theirs ?? []).value }
  } finally {
    fs.rmSync(file)
  }
}
