import type { CareSetting } from '../../care-settings/index.ts'
import { refusal } from '../../platform/index.ts'
import { authorKey } from '../access.ts'
import type { LookupDeps } from '../deps.ts'
import { orNotChecked } from '../or-not-checked.ts'
import { declare, isWithinHours } from './declare.ts'
import type { Declaration, DeclarationAnswer, NotBrought } from './declared.ts'
import { lookupErrors } from './errors.ts'

const DAYS_BACK = 90

export type AlertDeps = LookupDeps & {
  /** The care setting of a code today. */
  readonly findCareSetting: (code: string) => Promise<CareSetting | undefined>
  /** Whether settings that are silent only, such as a sexual assault referral centre, may tell an authority. */
  readonly fromSilentOnlySettings: 'refused' | 'allowed'
}

/**
 * Tells the authorities that a child, or the mother of an unborn one, was not brought to an appointment: out of a silent
 * read, explicitly and with a reason (health-side.md 2.4). It is in the history, marked as what it is; one appointment is
 * told of once in 24 hours by the same author. Returns no plan.
 * Throws ALERT_TIME_INVALID, ALERT_SETTING_NOT_SILENT, ALERT_SETTING_CONFIDENTIAL.
 */
export async function alertAuthority(
  deps: AlertDeps,
  declaration: Declaration & NotBrought,
): Promise<DeclarationAnswer> {
  const { reason, note, actor } = declaration
  if (!isWithinHours(declaration.appointmentAt, DAYS_BACK * 24, deps.clock.now()))
    throw refusal(lookupErrors, 'ALERT_TIME_INVALID')
  const appointmentAt = declaration.appointmentAt.toISOString()
  const answer = await orNotChecked<DeclarationAnswer>(deps, async () => {
    checkSetting(deps, await deps.findCareSetting(declaration.careSetting))
    return declare(deps, declaration, {
      kind: 'was-not-brought',
      mode: 'silent',
      authorKey: `was-not-brought ${appointmentAt} ${authorKey(actor.author)}`,
      detail: { reason, appointmentAt, ...(note !== undefined && { note }) },
      audited: { reason, appointmentAt },
    })
  })
  deps.metrics.count('was-not-brought', answer.kind)
  return answer
}

/** Where look-ups tell the authority of themselves there is nothing to add; where they must not, nothing is told. */
function checkSetting({ fromSilentOnlySettings }: AlertDeps, setting: CareSetting | undefined): void {
  if (setting?.mode !== 'silent') throw refusal(lookupErrors, 'ALERT_SETTING_NOT_SILENT')
  if (setting.enforced && fromSilentOnlySettings === 'refused')
    throw refusal(lookupErrors, 'ALERT_SETTING_CONFIDENTIAL')
}
