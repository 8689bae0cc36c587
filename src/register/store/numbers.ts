import type { NhsNumber } from '../../demographics/index.ts'
import type { CalendarDate, Database } from '../../platform/index.ts'
import type { SubjectKind } from '../upload.ts'
import { keepVersions, PLAN_COLUMNS } from './plans.ts'

/** Which local authority is to be told, about which of its people. */
export type Addressee = {
  readonly authority_code: string
  readonly ods_code: string
  readonly name: string
  readonly subject: SubjectKind
  readonly local_id: string | null
  readonly local_id_authority: string | null
  readonly upload_sequence: string
}

/** Those who hold plans under a number, not deleted and in one of the states; one for each authority and subject. */
export async function readAddressees(
  tx: Database,
  number: NhsNumber,
  states: readonly ('current' | 'withdrawn')[],
): Promise<readonly Addressee[]> {
  return tx.query<Addressee>({
    text: `select distinct on (p.authority_code, p.subject) p.authority_code, c.ods_code, c.name, p.subject, p.local_id,
        p.local_id_authority, p.upload_sequence
      from register.plan p join register.authority_contact c on c.authority_code = p.authority_code
      where p.nhs_number = $1 and p.delete_date is null and p.number_state = any($2)
      order by p.authority_code, p.subject, p.stored_at desc, p.type`,
    values: [number, states],
  })
}

/** Whether there is a plan under a number, deleted ones included. */
export async function hasPlans(db: Database, number: NhsNumber): Promise<boolean> {
  const rows = await db.query({
    name: 'register-has-plans',
    text: 'select 1 from register.plan where nhs_number = $1 limit 1',
    values: [number],
  })
  return rows.length > 0
}

/** The number in use now: what took its place, else itself. */
export async function readCurrentNumber(tx: Database, number: NhsNumber): Promise<NhsNumber> {
  const [row] = await tx.query<{ current_number: NhsNumber }>({
    text: 'select current_number from register.number_alias where old_number = $1',
    values: [number],
  })
  return row?.current_number ?? number
}

/** Writes that `current` took the place of `old`, and of all that `old` had taken the place of. */
export async function writeAlias(tx: Database, old: NhsNumber, current: NhsNumber, learnedAt: Date): Promise<void> {
  await tx.query({ text: 'delete from register.number_alias where old_number = $1', values: [current] })
  await tx.query({
    text: 'update register.number_alias set current_number = $2 where current_number = $1',
    values: [old, current],
  })
  await tx.query({
    text: `insert into register.number_alias (old_number, current_number, learned_at) values ($1, $2, $3)
      on conflict (old_number) do update set current_number = excluded.current_number`,
    values: [old, current, learnedAt],
  })
}

const ALL = PLAN_COLUMNS.join(', ')
const LEFT = PLAN_COLUMNS.map(column => {
  if (column === 'version') return 'version + 1'
  return column === 'change' ? `'renumbered'` : column
}).join(', ')
const KEY = ['nhs_number', 'authority_code', 'type']
const NEXT_VERSION = `(select coalesce(max(v.version), 0) + 1 from register.plan_history v
  where v.nhs_number = $2 and v.authority_code = l.authority_code and v.type = l.type)`
const MOVED = PLAN_COLUMNS.map(column => {
  if (column === 'nhs_number') return '$2'
  if (column === 'number_state') return `'current'`
  if (column === 'change') return `'renumbered'`
  return column === 'version' ? NEXT_VERSION : `l.${column}`
}).join(', ')
const FIELDS = PLAN_COLUMNS.filter(column => !KEY.includes(column))

/** The plan that stands gives way to the one that comes: one that is held before a deleted one, a live before an ended. */
const givesWay = (standing: string, coming: string) => `${precedence(standing)} < ${precedence(coming)}`
const precedence = (plan: string) => `(${plan}.delete_date is null, ${plan}.end_date is null, ${plan}.stored_at)`

/**
 * Moves the plans of one number to another; a plan keeps its id. Where the authority holds that type there already, a
 * live plan stands before an ended one, whichever came later: the safer for the child. Of two alike the one stored later
 * stands (a deleted plan is not held, so it gives way); the other stays in history. The history under
 * the old number ends with `renumbered`, that of a plan that stands under the new one goes on with it.
 */
export async function movePlans(tx: Database, old: NhsNumber, current: NhsNumber): Promise<void> {
  await tx.query({ text: keepVersions('register.plan p where p.nhs_number = $1'), values: [old] })
  await tx.query({
    text: `insert into register.plan_version (${ALL}) select ${LEFT} from register.plan where nhs_number = $1`,
    values: [old],
  })
  await tx.query({
    text: `with leaving as (delete from register.plan where nhs_number = $1 returning *), replaced as (
        ${keepVersions(`register.plan p join leaving l on l.authority_code = p.authority_code and l.type = p.type
        where p.nhs_number = $2 and ${givesWay('p', 'l')}`)}
      )
      insert into register.plan as here (${ALL})
      select ${MOVED} from leaving l
      on conflict (nhs_number, authority_code, type) do update
      set (${FIELDS.join(', ')}) = (${FIELDS.map(column => `excluded.${column}`).join(', ')})
      where ${givesWay('here', 'excluded')}`,
    values: [old, current],
  })
}

/** Marks the plans of a number that went out of use; they stay shown under it. */
export async function withdrawNumber(tx: Database, number: NhsNumber): Promise<void> {
  await tx.query({
    text: `with replaced as (${keepVersions(`register.plan p where p.nhs_number = $1 and p.number_state = 'current'`)})
      update register.plan set number_state = 'withdrawn', version = version + 1, change = 'withdrawn'
      where nhs_number = $1 and number_state = 'current'`,
    values: [number],
  })
}

/** The next numbers with a plan that is shown on a day, in their order. */
export async function readNumbersShown(
  db: Database,
  on: CalendarDate,
  page: { readonly after: string; readonly limit: number },
): Promise<NhsNumber[]> {
  const rows = await db.query<{ nhs_number: NhsNumber }>({
    name: 'register-numbers-held',
    text: `select distinct nhs_number from register.plan where nhs_number > $1 and shown_until >= $2
      order by nhs_number limit $3`,
    values: [page.after, on, page.limit],
  })
  return rows.map(row => row.nhs_number)
}
