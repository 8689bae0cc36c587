import {
  type CalendarDate,
  type Clock,
  type Database,
  dayInEngland,
  type Randomness,
  refusal,
} from '../../platform/index.ts'
import { findAuthority } from '../find.ts'
import type { Agreement, AgreementEntry } from './agreement.ts'
import { agreementErrors } from './errors.ts'
import { agreementById, agreements, entriesOf, markLapsed, markSigned, storeOffer, versionOn } from './store.ts'

export type AgreementDeps = { readonly db: Database; readonly clock: Clock; readonly randomness: Randomness }

export type Offer = {
  readonly authorityCode: string
  readonly version: string
  /** Settings it shall open; all of the version when absent. */
  readonly careSettings?: readonly string[]
  /** The day a signature is wanted by; the version's when absent. */
  readonly signBy?: CalendarDate
  /** Who enters it. */
  readonly by: string
}

/**
 * Offers an authority an agreement, today. Until it is signed it opens nothing. Throws AGREEMENT_AUTHORITY_UNKNOWN,
 * AGREEMENT_VERSION_UNKNOWN, AGREEMENT_SETTING_NOT_COVERED.
 */
export async function offerAgreement(deps: AgreementDeps, offer: Offer): Promise<Agreement> {
  const recordedAt = deps.clock.now()
  const today = dayInEngland(recordedAt)
  const { authorityCode, by } = offer
  if (!(await findAuthority(deps, authorityCode, today)))
    throw refusal(agreementErrors, 'AGREEMENT_AUTHORITY_UNKNOWN', authorityCode)
  const version = await versionOn(deps.db, offer.version, today)
  if (version === undefined) throw refusal(agreementErrors, 'AGREEMENT_VERSION_UNKNOWN', offer.version)
  const careSettings = offer.careSettings ?? version.careSettings
  const others = careSettings.filter(code => !version.careSettings.includes(code))
  if (others.length > 0 || careSettings.length === 0)
    throw refusal(agreementErrors, 'AGREEMENT_SETTING_NOT_COVERED', others.join(', ') || 'none named')
  const signBy = offer.signBy ?? version.signBy
  const agreementId = deps.randomness.uuid()
  const common = { agreementId, authorityCode, version: offer.version, careSettings, offeredOn: today }
  const agreement: Agreement = { ...common, ...(signBy !== undefined && { signBy }) }
  await storeOffer(deps.db, agreement, { by, recordedAt })
  return agreement
}

export type Signature = {
  readonly agreementId: string
  /** In which role somebody signed for the authority. */
  readonly signatoryRole: string
  /** Today when absent; never a day to come. */
  readonly signedOn?: CalendarDate
  readonly by: string
}

/**
 * Enters a signature: from now on the authority's plans are open to the agreement's settings. Throws AGREEMENT_UNKNOWN,
 * AGREEMENT_ROLE_MISSING, AGREEMENT_ALREADY_SIGNED, AGREEMENT_ALREADY_LAPSED, AGREEMENT_DAY_IMPOSSIBLE.
 */
export async function signAgreement(deps: AgreementDeps, signature: Signature): Promise<Agreement> {
  const recordedAt = deps.clock.now()
  const today = dayInEngland(recordedAt)
  const { agreementId, by, signedOn = today } = signature
  const signatoryRole = signature.signatoryRole.trim()
  await findAgreement(deps, agreementId)
  if (signatoryRole === '') throw refusal(agreementErrors, 'AGREEMENT_ROLE_MISSING')
  if (signedOn > today) throw refusal(agreementErrors, 'AGREEMENT_DAY_IMPOSSIBLE', signedOn)
  const change = { agreementId, on: signedOn, signatoryRole, by, recordedAt }
  if (await markSigned(deps.db, change)) return findAgreement(deps, agreementId)
  const { signedOn: before, lapsesOn } = await findAgreement(deps, agreementId)
  if (before !== undefined) throw refusal(agreementErrors, 'AGREEMENT_ALREADY_SIGNED', before)
  if (lapsesOn !== undefined) throw refusal(agreementErrors, 'AGREEMENT_ALREADY_LAPSED', lapsesOn)
  throw refusal(agreementErrors, 'AGREEMENT_DAY_IMPOSSIBLE', signedOn)
}

export type Lapse = {
  readonly agreementId: string
  readonly reason: string
  /** The first day it counts no more; today when absent. */
  readonly on?: CalendarDate
  readonly by: string
}

/**
 * Lets an agreement lapse, signed or not: from that day on it opens nothing, at once if that is today. A lapse that lies
 * ahead may be brought forward. Throws
 * AGREEMENT_UNKNOWN, AGREEMENT_ALREADY_LAPSED, AGREEMENT_DAY_IMPOSSIBLE.
 */
export async function lapseAgreement(deps: AgreementDeps, lapse: Lapse): Promise<Agreement> {
  const recordedAt = deps.clock.now()
  const { agreementId, reason, by, on = dayInEngland(recordedAt) } = lapse
  const { lapsesOn } = await findAgreement(deps, agreementId)
  if (await markLapsed(deps.db, { agreementId, on, reason, by, recordedAt })) return findAgreement(deps, agreementId)
  if (lapsesOn !== undefined && lapsesOn <= on) throw refusal(agreementErrors, 'AGREEMENT_ALREADY_LAPSED', lapsesOn)
  throw refusal(agreementErrors, 'AGREEMENT_DAY_IMPOSSIBLE', on)
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** One agreement. Throws AGREEMENT_UNKNOWN. */
export async function findAgreement(deps: Pick<AgreementDeps, 'db'>, agreementId: string): Promise<Agreement> {
  const found = UUID.test(agreementId) ? await agreementById(deps.db, agreementId) : undefined
  if (found === undefined) throw refusal(agreementErrors, 'AGREEMENT_UNKNOWN', agreementId)
  return found
}

/** Every agreement of an authority, or of all, the oldest offer first. */
export function listAgreements(deps: Pick<AgreementDeps, 'db'>, authorityCode?: string): Promise<Agreement[]> {
  return agreements(deps.db, authorityCode)
}

/** What happened to an agreement, from the first entry to the last; nothing for one that is not known. */
export function readAgreementHistory(deps: Pick<AgreementDeps, 'db'>, agreementId: string): Promise<AgreementEntry[]> {
  return entriesOf(deps.db, agreementId)
}
