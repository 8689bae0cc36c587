import { type CalendarDate, dayInEngland, refusal } from '../../platform/index.ts'
import type { SettingsDeps } from '../deps.ts'
import { changeState } from '../ledger/ledger.ts'
import { icbNamed } from '../places/icbs.ts'
import { handSiteOver } from '../sites/change-site.ts'
import { siteTable } from '../sites/site-table.ts'
import { type IcbEngagement, icbLedger } from './engagement.ts'
import { icbErrors } from './errors.ts'

/** From this day on boards can be responsible (programme.md S-080). */
export const TRANSFER_FROM = '2024-04-01'

/** A board that is responsible from a day on, and the sites that went over to it. */
export type Transfer = { readonly board: IcbEngagement; readonly sites: readonly string[] }

/**
 * Passes the responsibility for implementation to a board that is operational, with every site of its area, whole or not
 * at all (programme.md S-080). Throws PROGRAMME_ICB_UNKNOWN, ICB_NOT_ENGAGED, ICB_STEP_REFUSED, ICB_TRANSFER_TOO_EARLY.
 */
export async function transferResponsibility(
  deps: SettingsDeps,
  asked: { readonly icb: string; readonly by: string },
): Promise<Transfer> {
  const { code } = icbNamed(asked.icb)
  const on = dayInEngland(deps.clock.now())
  if (on < TRANSFER_FROM) throw refusal(icbErrors, 'ICB_TRANSFER_TOO_EARLY', on)
  return deps.db.transaction(async db => {
    const within = { ...deps, db }
    const board = await transferred(within, { code, on, by: asked.by })
    const rows = await siteTable(within)
    const own = rows.filter(one => one.icb === code && one.owner !== code)
    for (const { key } of own) await handSiteOver(within, { key, by: asked.by }, code)
    return { board, sites: own.map(one => one.key) }
  })
}

function transferred(
  deps: SettingsDeps,
  { code, on, by }: { readonly code: string; readonly on: CalendarDate; readonly by: string },
): Promise<IcbEngagement> {
  return changeState(deps, icbLedger, {
    ...{ key: code, by, what: 'responsibility transferred' },
    step(last) {
      if (last === undefined) throw refusal(icbErrors, 'ICB_NOT_ENGAGED', icbNamed(code).name)
      if (last.stage !== 'operational')
        throw refusal(icbErrors, 'ICB_STEP_REFUSED', `from ${last.stage} to transferred`)
      return { ...last, stage: 'transferred', transferredOn: on }
    },
  })
}
