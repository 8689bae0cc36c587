import { refusal } from '../../platform/index.ts'
import type { ProgrammeDeps } from '../deps.ts'
import { type Entry, entriesOf, lastEntries, lastEntry } from '../ledger/ledger.ts'
import { ICBS, icbNamed } from '../places/icbs.ts'
import { REGIONS, type Region } from '../places/regions.ts'
import { type IcbEngagement, icbLedger } from './engagement.ts'
import { icbErrors } from './errors.ts'

/** The work with one board as it stands. Throws PROGRAMME_ICB_UNKNOWN, ICB_NOT_ENGAGED. */
export async function readBoard(deps: Pick<ProgrammeDeps, 'db'>, icb: string): Promise<IcbEngagement> {
  const { code, name } = icbNamed(icb)
  const last = await lastEntry(deps.db, icbLedger, code)
  if (last === undefined) throw refusal(icbErrors, 'ICB_NOT_ENGAGED', name)
  return last.state
}

/** What happened with one board, oldest first. Throws PROGRAMME_ICB_UNKNOWN. */
export function readBoardHistory(deps: Pick<ProgrammeDeps, 'db'>, icb: string): Promise<Entry<IcbEngagement>[]> {
  return entriesOf(deps.db, icbLedger, icbNamed(icb).code)
}

/** Every board the programme works with, as at an instant (now when absent), by code. */
export async function listBoards(deps: Pick<ProgrammeDeps, 'db' | 'clock'>, until?: Date): Promise<IcbEngagement[]> {
  return (await lastEntries(deps.db, icbLedger, until ?? deps.clock.now())).map(one => one.state)
}

/** One region and the boards of it that are interested; open while there is none (programme.md S-072, S-091). */
export type RegionRow = {
  readonly region: Region
  readonly state: 'open' | 'filled'
  readonly boards: readonly (IcbEngagement & { readonly name: string })[]
}

/** One board is wanted in each region; more are welcome (programme.md S-087). */
export const WANTED_PER_REGION = 1

/** The seven regions, each with its boards: the first to write stands first. */
export function regionRows(boards: readonly IcbEngagement[]): RegionRow[] {
  return REGIONS.map(region => {
    const own = ICBS.filter(icb => icb.region === region.code)
    const found = boards
      .flatMap(board => own.filter(icb => icb.code === board.icb).map(({ name }) => ({ ...board, name })))
      .toSorted((a, b) => a.interestOn.localeCompare(b.interestOn) || a.name.localeCompare(b.name))
    return { region, state: found.length >= WANTED_PER_REGION ? 'filled' : 'open', boards: found }
  })
}

/** As `regionRows`, of the boards as at an instant (now when absent). */
export async function regionBoard(deps: Pick<ProgrammeDeps, 'db' | 'clock'>, until?: Date): Promise<RegionRow[]> {
  return regionRows(await listBoards(deps, until))
}
