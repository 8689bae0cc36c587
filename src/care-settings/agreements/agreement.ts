import type { CalendarDate } from '../../platform/index.ts'

/** A data sharing agreement of one local authority (programme.md S-036 to S-041). */
export type Agreement = {
  readonly agreementId: string
  readonly authorityCode: string
  /** Which text was offered. */
  readonly version: string
  /** Codes of the care settings it opens the authority's plans to. */
  readonly careSettings: readonly string[]
  readonly offeredOn: CalendarDate
  /** The day a signature is wanted by. */
  readonly signBy?: CalendarDate
  readonly signedOn?: CalendarDate
  /** In which role somebody signed for the authority; never their name. */
  readonly signatoryRole?: string
  /** The first day it counts no more. */
  readonly lapsesOn?: CalendarDate
}

/** `overdue`: not signed though the day it was wanted by is over. */
export type AgreementState = 'offered' | 'overdue' | 'signed' | 'lapsed'

/** How an agreement stands on a day. */
export function agreementState(agreement: Agreement, on: CalendarDate): AgreementState {
  const { signBy, signedOn, lapsesOn } = agreement
  if (lapsesOn !== undefined && lapsesOn <= on) return 'lapsed'
  if (signedOn !== undefined) return 'signed'
  return signBy !== undefined && signBy < on ? 'overdue' : 'offered'
}

/** One entry of what happened to an agreement. */
export type AgreementEntry = {
  readonly event: 'offered' | 'signed' | 'lapsed'
  readonly on: CalendarDate
  readonly signatoryRole?: string
  readonly reason?: string
  /** Who entered it: a user id, or the name of an operator's login. */
  readonly recordedBy: string
  readonly recordedAt: Date
}
