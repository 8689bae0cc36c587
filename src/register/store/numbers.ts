import type { NhsNumber } from '../../demographics/index.ts'
import type { CalendarDate, ChildKey, Database } from '../../platform/index.ts'
import type { SubjectKind } from '../upload.ts'
import { keepVersions, PLAN_COLUMNS } from './plans.ts'
import { openNumbers, sealNumbers } from './sealed-numbers.ts'
import { keyOfChild, openPerson, sealPerson } from './sealed-person.ts'

/** Which local authority is to be told, about which of its people. */
export type Addressee = {
  readonly authority_code: string
  readonly ods_code: string
  readonly name: string
  readonly subject: SubjectKind
  readonly localId: string | null
  readonly localIdAuthority: string | null
  readonly upload_sequence: string
}

type AddresseeRow = Omit<Addressee, 'localId' | 'localIdAuthority'> & { readonly person_sealed: Buffer }

/** Those who hold plans under a number, not deleted and in one of the states; one for each authority and subject. */
export async function readAddressees(
  tx: Database,
  number: NhsNumber,
  states: readonly ('current' | 'withdrawn')[],
): Promise<readonly Addressee[]> {
  const childKey = keyOfChild(number)
  const rows = await tx.query<AddresseeRow>({
    text: `select distinct on (p.authority_code, p.subject) p.authority_code, c.ods_code, c.name, p.subject,
        p.person_sealed, p.upload_sequence
      from register.plan p join register.authority_contact c on c.authority_code = p.authority_code
      where p.child_key = $1 and p.delete_date is null and p.number_state = any($2)
      order by p.authority_code, p.subject, p.stored_at desc, p.type`,
    values: [childKey, states],
  })
  return rows.map(({ person_sealed, ...row }) => {
    const { localId, localIdAuthority } = openPerson({ childKey, authorityCode: row.authority_code }, person_sealed)
    return { ...row, localId, localIdAuthority }
  })
}

/** Whether there is a plan under a number, deleted ones included. */
export async function hasPlans(db: Database, number: NhsNumber): Promise<boolean> {
  const rows = await db.query({
    name: 'register-has-plans',
    text: 'select 1 from register.plan where child_key = $1 limit 1',
    values: [keyOfChild(number)],
  })
  return rows.length > 0
}

/** The number in use now: what took its place, else itself. */
export async function readCurrentNumber(tx: Database, number: NhsNumber): Promise<NhsNumber> {
  const oldKey = keyOfChild(number)
  const [row] = await tx.query<{ numbers_sealed: Buffer }>({
    text: 'select numbers_sealed from register.number_alias where old_key = $1',
    values: [oldKey],
  })
  return row === undefined ? number : openNumbers(oldKey, row.numbers_sealed).current
}

/** Writes that `current` took the place of `old`, and of all that `old` had taken the place of. */
export async function writeAlias(tx: Database, old: NhsNumber, current: NhsNumber, learnedAt: Date): Promise<void> {
  const [oldKey, currentKey] = [keyOfChild(old), keyOfChild(current)]
  await tx.query({ text: 'delete from register.number_alias where old_key = $1', values: [currentKey] })
  const before = await tx.query<{ old_key: string; numbers_sealed: Buffer }>({
    text: 'select old_key, numbers_sealed from register.number_alias where current_key = $1 for update',
    values: [oldKey],
  })
  for (const { old_key: key, numbers_sealed: sealed } of before)
    await tx.query({
      text: 'update register.number_alias set current_key = $2, numbers_sealed = $3 where old_key = $1',
      values: [key, currentKey, sealNumbers(key, { old: openNumbers(key, sealed).old, current })],
    })
  await tx.query({
    text: `insert into register.number_alias (old_key, current_key, numbers_sealed, learned_at) values ($1, $2, $3, $4)
      on conflict (old_key) do update
      set current_key = excluded.current_key, numbers_sealed = excluded.numbers_sealed`,
    values: [oldKey, currentKey, sealNumbers(oldKey, { old, current }), learnedAt],
  })
}

const ALL = PLAN_COLUMNS.join(', ')
const LEFT = PLAN_COLUMNS.map(column => {
  if (column === 'version') return 'version + 1'
  return column === 'change' ? `'renumbered'` : column
}).join(', ')
const KEY = ['child_key', 'authority_code', 'type']
const NEXT_VERSION = `(select coalesce(max(v.version), 0) + 1 from register.plan_history v
  where v.child_key = $2 and v.authority_code = l.authority_code and v.type = l.type)`
const MOVED = PLAN_COLUMNS.map(column => {
  if (column === 'child_key') return '$2'
  if (column === 'person_sealed') return 's.person_sealed'
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
  const [oldKey, currentKey] = [keyOfChild(old), keyOfChild(current)]
  await tx.query({ text: keepVersions('register.plan p where p.child_key = $1'), values: [oldKey] })
  await tx.query({
    text: `insert into register.plan_version (${ALL}) select ${LEFT} from register.plan where child_key = $1`,
    values: [oldKey],
  })
  const people = await resealedPeople(tx, oldKey, current)
  await tx.query({
    text: `with leaving as (delete from register.plan where child_key = $1 returning *), replaced as (
        ${keepVersions(`register.plan p join leaving l on l.authority_code = p.authority_code and l.type = p.type
        where p.child_key = $2 and ${givesWay('p', 'l')}`)}
      )
      insert into register.plan as here (${ALL})
      select ${MOVED} from leaving l
        join json_to_recordset($3::json) as s (authority_code text, type text, person_sealed bytea)
          on s.authority_code = l.authority_code and s.type = l.type
      on conflict (child_key, authority_code, type) do update
      set (${FIELDS.join(', ')}) = (${FIELDS.map(column => `excluded.${column}`).join(', ')})
      where ${givesWay('here', 'excluded')}`,
    values: [oldKey, currentKey, JSON.stringify(people)],
  })
}

/** The people of the plans of a number, sealed for the place they move to and by the number they have there. */
async function resealedPeople(tx: Database, oldKey: ChildKey, current: NhsNumber) {
  const rows = await tx.query<{ authority_code: string; type: string; person_sealed: Buffer }>({
    text: 'select authority_code, type, person_sealed from register.plan where child_key = $1',
    values: [oldKey],
  })
  const childKey = keyOfChild(current)
  return rows.map(({ authority_code: authorityCode, type, person_sealed }) => {
    const person = openPerson({ childKey: oldKey, authorityCode }, person_sealed)
    const moved = sealPerson({ childKey, authorityCode }, { ...person, nhsNumber: current })
    return { authority_code: authorityCode, type, person_sealed: moved }
  })
}

/** Marks the plans of a number that went out of use; they stay shown under it. */
export async function withdrawNumber(tx: Database, number: NhsNumber): Promise<void> {
  await tx.query({
    text: `with replaced as (${keepVersions(`register.plan p where p.child_key = $1 and p.number_state = 'current'`)})
      update register.plan set number_state = 'withdrawn', version = version + 1, change = 'withdrawn'
      where child_key = $1 and number_state = 'current'`,
    values: [keyOfChild(number)],
  })
}

/** The next numbers with a plan that is shown on a day, in the order of their keys. */
export async function readNumbersShown(
  db: Database,
  on: CalendarDate,
  page: { readonly after: NhsNumber | undefined; readonly limit: number },
): Promise<NhsNumber[]> {
  const rows = await db.query<{ child_key: string; authority_code: string; person_sealed: Buffer }>({
    name: 'register-numbers-held',
    text: `select distinct on (child_key) child_key, authority_code, person_sealed
      from register.plan where ($1::uuid is null or child_key > $1) and shown_until >= $2
      order by child_key limit $3`,
    values: [page.after === undefined ? null : keyOfChild(page.after), on, page.limit],
  })
  return rows.map(({ child_key: childKey, authority_code: authorityCode, person_sealed: sealed }) => {
    return openPerson({ childKey, authorityCode }, sealed).nhsNumber
  })
}
