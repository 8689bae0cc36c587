import type { CalendarDate, Database } from '../../platform/index.ts'
import { type Nullable, present } from '../store.ts'
import type { Agreement, AgreementEntry } from './agreement.ts'

// Each change and its entry in the history are one statement: the one is never there without the other.

type Entered = { readonly by: string; readonly recordedAt: Date }

/** A version's settings and the day its signature is wanted by, when it may be offered on this day. */
export async function versionOn(
  db: Database,
  version: string,
  on: CalendarDate,
): Promise<{ readonly careSettings: readonly string[]; readonly signBy?: CalendarDate } | undefined> {
  const [row] = await db.query<{ careSettings: string[]; signBy: CalendarDate | null }>({
    name: 'agreements-version',
    text: `select sign_by as "signBy", array(select care_setting from care_settings.agreement_version_setting s
        where s.version = v.version order by care_setting) as "careSettings"
      from care_settings.agreement_version v
      where version = $1 and valid_from <= $2 and (valid_to is null or valid_to >= $2)`,
    values: [version, on],
  })
  return row && present<{ careSettings: string[]; signBy?: CalendarDate }>(row)
}

export async function storeOffer(db: Database, agreement: Agreement, entered: Entered): Promise<void> {
  const { agreementId, authorityCode, version, offeredOn, signBy, careSettings } = agreement
  await db.query({
    name: 'agreements-offer',
    text: `with offered as (
        insert into care_settings.agreement (agreement_id, authority_code, version, offered_on, sign_by)
        values ($1, $2, $3, $4, $5) returning agreement_id),
      settings as (
        insert into care_settings.agreement_setting (agreement_id, care_setting)
        select agreement_id, unnest($6::text[]) from offered)
      insert into care_settings.agreement_history (agreement_id, entry, event, on_day, recorded_by, recorded_at)
      select agreement_id, 1, 'offered', $4, $7, $8 from offered`,
    values: [
      agreementId,
      authorityCode,
      version,
      offeredOn,
      signBy ?? null,
      careSettings,
      entered.by,
      entered.recordedAt,
    ],
  })
}

const NEXT_ENTRY = `(select count(*) + 1 from care_settings.agreement_history h where h.agreement_id = changed.agreement_id)`

/** False when it is not there, signed or lapsed already, or the day is before the offer. */
export async function markSigned(
  db: Database,
  change: Entered & { readonly agreementId: string; readonly on: CalendarDate; readonly signatoryRole: string },
): Promise<boolean> {
  const { agreementId, on, signatoryRole, by, recordedAt } = change
  const rows = await db.query({
    name: 'agreements-sign',
    text: `with changed as (
        update care_settings.agreement set signed_on = $2, signatory_role = $3
        where agreement_id = $1 and signed_on is null and lapses_on is null and offered_on <= $2 returning agreement_id)
      insert into care_settings.agreement_history
        (agreement_id, entry, event, on_day, signatory_role, recorded_by, recorded_at)
      select agreement_id, ${NEXT_ENTRY}, 'signed', $2, $3, $4, $5 from changed returning entry`,
    values: [agreementId, on, signatoryRole, by, recordedAt],
  })
  return rows.length > 0
}

/** False when it is not there, lapses by that day already, or the day is before the offer. */
export async function markLapsed(
  db: Database,
  change: Entered & { readonly agreementId: string; readonly on: CalendarDate; readonly reason: string },
): Promise<boolean> {
  const { agreementId, on, reason, by, recordedAt } = change
  const rows = await db.query({
    name: 'agreements-lapse',
    text: `with changed as (
        update care_settings.agreement set lapses_on = $2
        where agreement_id = $1 and (lapses_on is null or lapses_on > $2) and offered_on <= $2 returning agreement_id)
      insert into care_settings.agreement_history (agreement_id, entry, event, on_day, reason, recorded_by, recorded_at)
      select agreement_id, ${NEXT_ENTRY}, 'lapsed', $2, $3, $4, $5 from changed returning entry`,
    values: [agreementId, on, reason, by, recordedAt],
  })
  return rows.length > 0
}

const AGREEMENT = `select agreement_id as "agreementId", authority_code as "authorityCode", version,
    offered_on as "offeredOn", sign_by as "signBy", signed_on as "signedOn", signatory_role as "signatoryRole",
    lapses_on as "lapsesOn", array(select care_setting from care_settings.agreement_setting s
      where s.agreement_id = a.agreement_id order by care_setting) as "careSettings"
  from care_settings.agreement a`

export async function agreementById(db: Database, agreementId: string): Promise<Agreement | undefined> {
  const [row] = await db.query<Nullable<Agreement>>({
    name: 'agreements-one',
    text: `${AGREEMENT} where agreement_id = $1`,
    values: [agreementId],
  })
  return row && present<Agreement>(row)
}

export async function agreements(db: Database, authorityCode?: string): Promise<Agreement[]> {
  const rows = await db.query<Nullable<Agreement>>({
    name: 'agreements-of-authority',
    text: `${AGREEMENT} where authority_code = $1 or $1 is null order by authority_code, offered_on, agreement_id`,
    values: [authorityCode ?? null],
  })
  return rows.map(row => present<Agreement>(row))
}

export async function entriesOf(db: Database, agreementId: string): Promise<AgreementEntry[]> {
  const rows = await db.query<Nullable<AgreementEntry>>({
    name: 'agreements-history',
    text: `select event, on_day as "on", signatory_role as "signatoryRole", reason, recorded_by as "recordedBy",
        recorded_at as "recordedAt" from care_settings.agreement_history where agreement_id = $1 order by entry`,
    values: [agreementId],
  })
  return rows.map(row => present<AgreementEntry>(row))
}
