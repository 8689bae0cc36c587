import type { CalendarDate, Database } from '../platform/index.ts'
import type { CareSetting } from './care-setting.ts'
import type { LocalAuthority } from './local-authority.ts'
import type { OdsCode } from './ods-code.ts'
import type { Organisation } from './organisation.ts'

/** Rows are objects under the columns' names; a column an object does not have becomes null. */
export async function storeAuthorities(tx: Database, rows: readonly object[]): Promise<void> {
  await tx.query({
    text: `insert into care_settings.local_authority as kept
        (code, name, ods_code, dfe_code, gss_code, mailbox_id, office_phone, emergency_phone, invented, valid_from, valid_to, source)
      select code, name, ods_code, dfe_code, gss_code, mailbox_id, office_phone, emergency_phone, invented, valid_from, valid_to, source
      from jsonb_populate_recordset(null::care_settings.local_authority, $1)
      on conflict (code) do update set name = excluded.name, ods_code = excluded.ods_code, dfe_code = excluded.dfe_code,
        gss_code = excluded.gss_code, mailbox_id = coalesce(excluded.mailbox_id, kept.mailbox_id),
        office_phone = excluded.office_phone, emergency_phone = excluded.emergency_phone, invented = excluded.invented,
        valid_from = excluded.valid_from, valid_to = excluded.valid_to, source = excluded.source`,
    values: [JSON.stringify(rows)],
  })
}

export async function storeSettings(tx: Database, rows: readonly object[]): Promise<void> {
  await tx.query({
    text: `insert into care_settings.care_setting
        (code, name, mode, enforced, mandated_by, certainty, valid_from, valid_to, source)
      select code, name, mode, enforced, mandated_by, certainty, valid_from, valid_to, source
      from jsonb_populate_recordset(null::care_settings.care_setting, $1)
      on conflict (code) do update set name = excluded.name, mode = excluded.mode, enforced = excluded.enforced,
        mandated_by = excluded.mandated_by, certainty = excluded.certainty,
        valid_from = excluded.valid_from, valid_to = excluded.valid_to, source = excluded.source`,
    values: [JSON.stringify(rows)],
  })
}

export async function storeOrganisations(tx: Database, rows: readonly object[]): Promise<void> {
  await tx.query({
    text: `insert into care_settings.organisation (ods_code, name, care_setting, invented, valid_from, valid_to, source)
      select ods_code, name, care_setting, invented, valid_from, valid_to, source
      from jsonb_populate_recordset(null::care_settings.organisation, $1)
      on conflict (ods_code) do update set name = excluded.name, care_setting = excluded.care_setting,
        invented = excluded.invented, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
        source = excluded.source`,
    values: [JSON.stringify(rows)],
  })
}

type Nullable<Shape> = {
  [Key in keyof Shape]-?: Shape[Key] | (undefined extends Shape[Key] ? null : never)
}

/** Drops what is null, so that an empty column is an absent key. */
function present<Shape extends object>(row: Nullable<Shape>): Shape {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Shape
}

const AUTHORITY = `select code, name, ods_code as "odsCode", dfe_code as "dfeCode", gss_code as "gssCode",
  mailbox_id as "mailboxId", office_phone as "officePhone", emergency_phone as "emergencyPhone", invented,
  valid_from as "validFrom", valid_to as "validTo" from care_settings.published_authority`

// $1 is the day: from the first valid day to the last, both counted.
const VALID = 'valid_from <= $1 and (valid_to is null or valid_to >= $1)'

export async function authoritiesOn(db: Database, on: CalendarDate): Promise<LocalAuthority[]> {
  const rows = await db.query<Nullable<LocalAuthority>>({
    name: 'care-settings-authorities',
    text: `${AUTHORITY} where ${VALID} order by code`,
    values: [on],
  })
  return rows.map(row => present<LocalAuthority>(row))
}

export async function authorityByCode(
  db: Database,
  code: string,
  on: CalendarDate,
): Promise<LocalAuthority | undefined> {
  const [row] = await db.query<Nullable<LocalAuthority>>({
    name: 'care-settings-authority-by-code',
    text: `${AUTHORITY} where ${VALID} and code = $2`,
    values: [on, code],
  })
  return row && present<LocalAuthority>(row)
}

export async function authorityByMailbox(
  db: Database,
  mailboxId: string,
  on: CalendarDate,
): Promise<LocalAuthority | undefined> {
  const [row] = await db.query<Nullable<LocalAuthority>>({
    name: 'care-settings-authority-by-mailbox',
    text: `${AUTHORITY} where ${VALID} and mailbox_id = $2`,
    values: [on, mailboxId],
  })
  return row && present<LocalAuthority>(row)
}

export async function organisationByCode(
  db: Database,
  odsCode: OdsCode,
  on: CalendarDate,
): Promise<Organisation | undefined> {
  const [row] = await db.query<Nullable<Organisation>>({
    name: 'care-settings-organisation',
    text: `select ods_code as "odsCode", name, care_setting as "careSetting", invented,
      valid_from as "validFrom", valid_to as "validTo" from care_settings.organisation where ${VALID} and ods_code = $2`,
    values: [on, odsCode],
  })
  return row && present<Organisation>(row)
}

export async function settingByCode(db: Database, code: string, on: CalendarDate): Promise<CareSetting | undefined> {
  const [row] = await db.query<Nullable<CareSetting>>({
    name: 'care-settings-setting',
    text: `select code, name, mode, enforced, mandated_by as "mandatedBy", certainty,
      valid_from as "validFrom", valid_to as "validTo" from care_settings.care_setting where ${VALID} and code = $2`,
    values: [on, code],
  })
  return row && present<CareSetting>(row)
}
