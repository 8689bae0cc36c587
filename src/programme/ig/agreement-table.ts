import {
  type Agreement,
  type AgreementState,
  agreementState,
  listAgreements,
  listAuthorities,
} from '../../care-settings/index.ts'
import { dayInEngland } from '../../platform/index.ts'
import type { SettingsDeps } from '../deps.ts'
import { readAll } from '../kinds/kind.ts'
import { agreementDepsOf, signatureKind } from './signature.ts'

/** An agreement of one authority, or an authority to which none was offered (programme.md S-036 to S-041). */
export type AgreementRow = {
  readonly authorityCode: string
  readonly authorityName: string
  readonly state: AgreementState | 'not available'
  readonly agreement?: Agreement
  /** What one person asked for and nobody approved yet. */
  readonly waiting?: { readonly action: 'sign' | 'withdraw'; readonly askedBy: string; readonly on: string }
  readonly gatewayReference?: string
}

/** Every agreement by authority, those without one too. */
export async function agreementTable(deps: SettingsDeps): Promise<AgreementRow[]> {
  const on = dayInEngland(deps.clock.now())
  const administration = agreementDepsOf(deps)
  const all = await listAgreements(administration)
  const requests = new Map((await readAll(deps, signatureKind)).map(one => [one.key, one]))
  const authorities = await listAuthorities(administration, on)
  return authorities.flatMap(({ code: authorityCode, name: authorityName }): AgreementRow[] => {
    const own = all.filter(one => one.authorityCode === authorityCode)
    if (own.length === 0) return [{ authorityCode, authorityName, state: 'not available' }]
    return own.map(agreement => {
      const request = requests.get(agreement.agreementId)
      const { action = 'sign', askedBy = '', on: day = '', gatewayReference } = request ?? {}
      return {
        ...{ authorityCode, authorityName, agreement, state: agreementState(agreement, on) },
        ...(request?.state === 'asked' && { waiting: { action, askedBy, on: day } }),
        ...(gatewayReference !== undefined && { gatewayReference }),
      }
    })
  })
}

/** How far the signatures are, with what they are counted of. */
export function signatureCounts(rows: readonly AgreementRow[]): {
  readonly authorities: number
  readonly offered: number
  readonly signed: number
  readonly overdue: number
} {
  const with_ = (states: readonly AgreementRow['state'][]) =>
    new Set(rows.filter(one => states.includes(one.state)).map(one => one.authorityCode)).size
  return {
    authorities: new Set(rows.map(one => one.authorityCode)).size,
    offered: with_(['offered', 'overdue', 'signed']),
    signed: with_(['signed']),
    overdue: with_(['overdue']),
  }
}
