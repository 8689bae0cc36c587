import { type CalendarDate, type Database, gatheredReads } from '../platform/index.ts'
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

const valid = (row: string, day: string) =>
  `${row}.valid_from <= ${day} and (${row}.valid_to is null or ${row}.valid_to >= ${day})`

export async function authoritiesOn(db: Database, on: CalendarDate): Promise<LocalAuthority[]> {
  const rows = await db.query<Nullable<LocalAuthority>>({
    name: 'care-settings-authorities',
    text: `${AUTHORITY} where ${VALID} order by code`,
    values: [on],
  })
  return rows.map(row => present<LocalAuthority>(row))
}

type AuthorityAsked = { readonly code: string; readonly on: CalendarDate }

/** Those asked for at the same time are read together: notices leave side by side, many of them to one authority. */
const gatheredAuthorities = gatheredReads(readAuthorities)

export function authorityByCode(db: Database, code: string, on: CalendarDate): Promise<LocalAuthority | undefined> {
  return gatheredAuthorities(db, { code, on })
}

async function readAuthorities(
  db: Database,
  asked: readonly AuthorityAsked[],
): Promise<(LocalAuthority | undefined)[]> {
  const rows = await db.query<Nullable<LocalAuthority> & { place: number }>({
    name: 'care-settings-authority-by-code',
    text: `select asked.place::int, authority.* from unnest($1::date[], $2::text[]) with ordinality as asked (day, code, place)
      join lateral (${AUTHORITY} where ${valid('published_authority', 'asked.day')} and code = asked.code) authority on true`,
    values: [asked.map(one => one.on), asked.map(one => one.code)],
  })
  const found = new Map(rows.map(({ place, ...authority }) => [place, present<LocalAuthority>(authority as never)]))
  return asked.map((_, index) => found.get(index + 1))
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
const organisationOn = (day: string, odsCode: string) => `
  select o.ods_code as "odsCode", o.name, o.care_setting as "careSetting", p.ods_code as parent,
    coalesce(o.onboarded_on, p.onboarded_on) as "onboardedOn",
    coalesce(o.dspt_valid_to, p.dspt_valid_to) as "dsptValidTo",
    coalesce(o.agreement_valid_from, p.agreement_valid_from) as "agreementValidFrom",
    case when o.agreement_valid_from is null then p.agreement_valid_to else o.agreement_valid_to end as "agreementValidTo",
    o.invented, o.valid_from as "validFrom", o.valid_to as "validTo"
  from care_settings.organisation o
  left join care_settings.site s on s.ods_code = o.ods_code and ${valid('s', day)}
  left join care_settings.organisation p on p.ods_code = s.parent_ods_code and ${valid('p', day)}
  where o.ods_code = ${odsCode} and ${valid('o', day)}`

const settingsOf = (day: string) => `
  select s.code, s.name, m.mode, m.enforced, m.mandated_by as "mandatedBy", m.certainty,
    s.new_setting as "newSetting", s.line, s.agreement_needed_from as "agreementNeededFrom",
    s.valid_from as "validFrom", s.valid_to as "validTo"
  from care_settings.care_setting s join care_settings.access_mode m on m.care_setting = s.code
  where ${valid('s', day)} and ${valid('m', day)}`

export async function organisationByCode(
  db: Database,
  odsCode: OdsCode,
  on: CalendarDate,
): Promise<Organisation | undefined> {
  const [row] = await db.query<Nullable<Organisation>>({
    name: 'care-settings-organisation',
    text: organisationOn('$1', '$2'),
    values: [on, odsCode],
  })
  return row && present<Organisation>(row)
}

export async function settingByCode(db: Database, code: string, on: CalendarDate): Promise<CareSetting | undefined> {
  const [row] = await db.query<Nullable<CareSetting>>({
    name: 'care-settings-setting',
    text: `${settingsOf('$1')} and s.code = $2`,
    values: [on, code],
  })
  return row && present<CareSetting>(row)
}

export async function settingsOn(db: Database, on: CalendarDate): Promise<CareSetting[]> {
  const rows = await db.query<Nullable<CareSetting>>({
    name: 'care-settings-settings',
    text: `${settingsOf('$1')} order by s.code`,
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

type Asked = { readonly odsCode: string; readonly setting?: string | undefined }
type AskedOn = Asked & { readonly on: CalendarDate }

type StandingRow = {
  place: number
  organisation: Nullable<Organisation>
  setting: Nullable<CareSetting> | null
  isEarlyAdopter: boolean
}

const STANDINGS = `
  select asked.place, to_jsonb(o) as organisation, to_jsonb(s) as setting, exists (
    select from care_settings.early_adopter e
    where e.ods_code in (o."odsCode", o.parent) and e.care_setting = s.code
      and e.valid_from <= asked.day and e.valid_to >= asked.day) as "isEarlyAdopter"
  from unnest($1::date[], $2::text[], $3::text[]) with ordinality as asked (day, ods_code, setting, place)
    join lateral (${organisationOn('asked.day', 'asked.ods_code')}) o on true
    left join lateral (${settingsOf('asked.day')}) s on s.code = coalesce(asked.setting, o."careSetting")`

const gatheredStandings = gatheredReads(readStandings)

/**
 * The organisation and its care setting in one reading, for it stands before every look-up; those asked for at the same
 * time are read together. `setting` puts another care setting in the place of the organisation's own.
 */
export function standingOf(db: Database, at: Asked, on: CalendarDate): Promise<Standing> {
  return gatheredStandings(db, { ...at, on })
}

async function readStandings(db: Database, asked: readonly AskedOn[]): Promise<Standing[]> {
  const rows = await db.query<StandingRow>({
    name: 'care-settings-standings',
    text: STANDINGS,
    values: [asked.map(one => one.on), asked.map(one => one.odsCode), asked.map(one => one.setting ?? null)],
  })
  const found = new Map(rows.map(row => [row.place, standing(row)]))
  return asked.map((_, index) => found.get(index + 1) ?? { isEarlyAdopter: false })
}

const standing = ({ organisation, setting, isEarlyAdopter }: StandingRow): Standing => ({
  organisation: present<Organisation>(organisation),
  ...(setting && { setting: present<CareSetting>(setting) }),
  isEarlyAdopter,
})
