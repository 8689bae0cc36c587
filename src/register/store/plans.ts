import type { ChildKey, Database } from '../../platform/index.ts'
import type { MailboxAuthority } from '../deps.ts'
import type { Plan, PlanChange } from '../plan.ts'
import type { SubmittedAuthority } from '../upload.ts'
import { arrayOfKeys, localKey, openPerson, type PlanPerson, sealPerson } from './sealed-person.ts'

/** The columns of a plan, which a version of it has too. */
export const PLAN_COLUMNS: readonly string[] = (
  'child_key authority_code type plan_id subject start_date end_date delete_date shown_until local_key person_sealed ' +
  'number_state upload_id upload_sequence position version stored_at change category'
).split(' ')

const ALL = PLAN_COLUMNS.join(', ')

/**
 * Keeps the versions that the statement replaces or removes: a CTE of it, which sees the plans as they were. `from`
 * names them `p`, with what chooses among them.
 */
export const keepVersions = (from: string): string =>
  `insert into register.plan_version (${ALL}) select ${PLAN_COLUMNS.map(column => `p.${column}`).join(', ')} from ${from}`

type HeldRow = Omit<Plan, keyof PlanPerson> & { readonly childKey: string; readonly personSealed: Buffer }

/** What an authority holds for some children, deleted plans included. */
export async function readHeld(db: Database, authorityCode: string, children: readonly ChildKey[]): Promise<Plan[]> {
  const rows = await db.query<HeldRow>({
    name: 'register-held',
    text: `select child_key as "childKey", type, plan_id as "planId", subject, start_date as "start",
        end_date as "end", delete_date as "deleted", shown_until as "shownUntil", person_sealed as "personSealed",
        number_state as "numberState", category, version
      from register.plan where child_key = any($2) and authority_code = $1`,
    values: [authorityCode, arrayOfKeys(children)],
  })
  return rows.map(({ childKey, personSealed, ...plan }) => ({
    ...openPerson({ childKey, authorityCode }, personSealed),
    ...plan,
  }))
}

/** Which upload changes plans, and when. */
export type PlanSource = {
  readonly authorityCode: string
  readonly uploadId: string
  readonly sequence: string
  readonly storedAt: Date
  /** A child's key by the number. */
  readonly keyOf: (nhsNumber: string) => ChildKey
}

// A key that is not held now may have been before (its number left and came back): its versions go on from the last,
// which is the one that says so.
const STORE_PLANS = `
  with left_before as (
    select v.child_key, v.type, max(v.version) as version from register.plan_version v
    where v.authority_code = $2 and v.change = 'renumbered' group by v.child_key, v.type
  ), incoming as materialized (
    select r.child_key, $2::text as authority_code, r.type, r.plan_id, r.subject, r.start_date, r.end_date,
      r.delete_date, r.shown_until, r.local_key, r.person_sealed, r.number_state, $3::uuid as upload_id, $4::text as upload_sequence, r.position,
      coalesce(r.version, l.version + 1, 1) as version,
      $5::timestamptz as stored_at, r.change, r.category, r.version is not null as is_held
    from json_to_recordset($1::json) as r (child_key uuid, type text, plan_id uuid, subject text, start_date date,
      end_date date, delete_date date, shown_until date, local_key uuid, person_sealed bytea, number_state text,
      position int, version int, change text, category text)
      left join left_before l on l.child_key = r.child_key and l.type = r.type
  ), replaced as (
    ${keepVersions(`incoming i join register.plan p
      on p.child_key = i.child_key and p.authority_code = i.authority_code and p.type = i.type where i.is_held`)}
  )
  insert into register.plan (${ALL}) select ${ALL} from incoming
  on conflict (child_key, authority_code, type) do update set
    plan_id = excluded.plan_id, subject = excluded.subject, start_date = excluded.start_date,
    end_date = excluded.end_date, delete_date = excluded.delete_date, shown_until = excluded.shown_until,
    local_key = excluded.local_key, person_sealed = excluded.person_sealed, number_state = excluded.number_state,
    upload_id = excluded.upload_id, upload_sequence = excluded.upload_sequence, position = excluded.position,
    version = excluded.version, stored_at = excluded.stored_at, change = excluded.change,
    category = excluded.category`

/** Writes changed plans and keeps the versions they replace, in one statement. No key may be in it twice. */
export async function storePlans(db: Database, source: PlanSource, changes: readonly PlanChange[]): Promise<void> {
  if (changes.length === 0) return
  await db.query({
    name: 'register-plans-store',
    text: STORE_PLANS,
    values: [
      JSON.stringify(changes.map(change => rowOfChange(source, change))),
      source.authorityCode,
      source.uploadId,
      source.sequence,
      source.storedAt,
    ],
  })
}

function rowOfChange({ authorityCode, keyOf }: PlanSource, change: PlanChange): Record<string, unknown> {
  const key = keyOf(change.nhsNumber)
  return {
    child_key: key,
    type: change.type,
    plan_id: change.planId,
    subject: change.subject,
    start_date: change.start,
    end_date: change.end,
    delete_date: change.deleted,
    shown_until: change.shownUntil,
    local_key: change.localId === null ? null : localKey(authorityCode, change.localId),
    person_sealed: sealPerson({ childKey: key, authorityCode }, change),
    number_state: change.numberState,
    position: change.position,
    version: change.version,
    change: change.change,
    category: change.category,
  }
}

/** The contact set of an authority from its newest accepted upload. */
export async function storeContact(
  db: Database,
  sender: MailboxAuthority,
  sent: SubmittedAuthority & { readonly emergencyPhone: string },
  upload: Pick<PlanSource, 'uploadId' | 'storedAt'>,
): Promise<void> {
  await db.query({
    name: 'register-contact-store',
    text: `insert into register.authority_contact
        (authority_code, ods_code, name, emergency_phone, office_phone, upload_id, last_upload_at)
      values ($1, $2, $3, $4, $5, $6, $7)
      on conflict (authority_code) do update set ods_code = excluded.ods_code, name = excluded.name,
        emergency_phone = excluded.emergency_phone, office_phone = excluded.office_phone,
        upload_id = excluded.upload_id, last_upload_at = excluded.last_upload_at`,
    values: [
      sender.code,
      sender.odsCode,
      sent.name.trim() === '' ? sender.name : sent.name,
      sent.emergencyPhone,
      sent.officePhone?.trim() || null,
      upload.uploadId,
      upload.storedAt,
    ],
  })
}
