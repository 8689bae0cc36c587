import type { CalendarDate, Database } from '../platform/index.ts'
import type { CareSetting } from './care-setting.ts'
import type { LocalAuthority } from './local-authority.ts'
import type { OdsCode } from './ods-code.ts'
import type { Organisation } from './organisation.ts'

export type Nullable<Shape> = {
  [Key in keyof Shape]-?: Shape[Key] | (undefined extends Shape[Key] ? null : never)
}

/** Drops what is null, so that an empty column is an absent key. */
export function present<Shape extends object>(row: Nullable<Shape>): Shape {
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

/** An organisation with what it has from the organisation it is a site of. The parent must be valid that day too. */
const ORGANISATION = `select o.ods_code as "odsCode", o.name, o.care_setting as "careSetting", p.ods_code as parent,
    coalesce(o.onboarded_on, p.onboarded_on) as "onboardedOn",
    coalesce(o.dspt_valid_to, p.dspt_valid_to) as "dsptValidTo",
    coalesce(o.agreement_valid_from, p.agreement_valid_from) as "agreementValidFrom",
    case when o.agreement_valid_from is null then p.agreement_valid_to else o.agreement_valid_to end as "agreementValidTo",
    o.invented, o.valid_from as "validFrom", o.valid_to as "validTo"
  from care_settings.organisation o
  left join care_settings.site s on s.ods_code = o.ods_code and s.valid_from <= $1 and (s.valid_to is null or s.valid_to >= $1)
  left join care_settings.organisation p
    on p.ods_code = s.parent_ods_code and p.valid_from <= $1 and (p.valid_to is null or p.valid_to >= $1)
  where o.ods_code = $2 and o.valid_from <= $1 and (o.valid_to is null or o.valid_to >= $1)`

const SETTING = `select s.code, s.name, m.mode, m.enforced, m.mandated_by as "mandatedBy", m.certainty,
    s.new_setting as "newSetting", s.line, s.agreement_needed_from as "agreementNeededFrom",
    s.valid_from as "validFrom", s.valid_to as "validTo"
  from care_settings.care_setting s join care_settings.access_mode m on m.care_setting = s.code
  where s.valid_from <= $1 and (s.valid_to is null or s.valid_to >= $1)
    and m.valid_from <= $1 and (m.valid_to is null or m.valid_to >= $1)`

export async function organisationByCode(
  db: Database,
  odsCode: OdsCode,
  on: CalendarDate,
): Promise<Organisation | undefined> {
  const [row] = await db.query<Nullable<Organisation>>({
    name: 'care-settings-organisation',
    text: ORGANISATION,
    values: [on, odsCode],
  })
  return row && present<Organisation>(row)
}

export async function settingByCode(db: Database, code: string, on: CalendarDate): Promise<CareSetting | undefined> {
  const [row] = await db.query<Nullable<CareSetting>>({
    name: 'care-settings-setting',
    text: `${SETTING} and s.code = $2`,
    values: [on, code],
  })
  return row && present<CareSetting>(row)
}

export async function settingsOn(db: Database, on: CalendarDate): Promise<CareSetting[]> {
  const rows = await db.query<Nullable<CareSetting>>({
    name: 'care-settings-settings',
    text: `${SETTING} order by s.code`,
    values: [on],
  })
  return rows.map(row => present<CareSetting>(row))
}

/** Where somebody asks from, on a day. */
export type Standing = {
  readonly organisation?: Organisation
  readonly setting?: CareSetting
  /** An early adopter of the setting, itself or the organisation it is a site of. */
  readonly isEarlyAdopter: boolean
}

type StandingRow = {
  organisation: Nullable<Organisation>
  setting: Nullable<CareSetting> | null
  isEarlyAdopter: boolean
}

/**
 * The organisation and its care setting in one reading, for it stands before every look-up. `setting` puts another care
 * setting in the place of the organisation's own.
 */
export async function standingOf(
  db: Database,
  at: { readonly odsCode: string; readonly setting?: string | undefined },
  on: CalendarDate,
): Promise<Standing> {
  const [row] = await db.query<StandingRow>({
    name: 'care-settings-standing',
    text: `select to_jsonb(o) as organisation, to_jsonb(s) as setting, exists (
        select from care_settings.early_adopter e
        where e.ods_code in (o."odsCode", o.parent) and e.care_setting = s.code
          and e.valid_from <= $1 and e.valid_to >= $1) as "isEarlyAdopter"
      from (${ORGANISATION}) o left join (${SETTING}) s on s.code = coalesce($3, o."careSetting")`,
    values: [on, at.odsCode, at.setting ?? null],
  })
  if (row === undefined) return { isEarlyAdopter: false }
  return {
    organisation: present<Organisation>(row.organisation),
    ...(row.setting && { setting: present<CareSetting>(row.setting) }),
    isEarlyAdopter: row.isEarlyAdopter,
  }
}
