import { icbNamed } from '../places/icbs.ts'
import type { Coverage, IcbEngagement } from './engagement.ts'

/** One board's line of the matrix: a cell for each setting, in the order asked for (programme.md S-075). */
export type CoverageRow = {
  readonly icb: string
  readonly name: string
  readonly cells: readonly (Coverage | { readonly careSetting: string; readonly state: 'nothing' })[]
  /** How many of the settings are live or not provided. */
  readonly settled: number
}

/** The matrix of boards and prioritised care settings. */
export function coverageMatrix(boards: readonly IcbEngagement[], settings: readonly string[]): CoverageRow[] {
  return boards.map(board => {
    const cells = settings.map(
      careSetting =>
        board.coverage.find(one => one.careSetting === careSetting) ?? { careSetting, state: 'nothing' as const },
    )
    const settled = cells.filter(one => one.state === 'live' || one.state === 'not provided').length
    return { icb: board.icb, name: icbNamed(board.icb).name, cells, settled }
  })
}
