import { deflateSync } from 'node:zlib'
import {
  byteaText,
  childKey,
  type Database,
  indexUuid,
  type Keyring,
  rewriteRows,
  sealJson,
} from '../../src/platform/index.ts'

// The register without anybody's number, name, birth date or local id: a child is found by a keyed hash of the number, and
// what is only read back is sealed (decision 65).

const ROLES =
  'cpis_identity, cpis_demographics, cpis_care_settings, cpis_register, cpis_lookup, cpis_notifications, ' +
  'cpis_operations, cpis_programme, cpis_mesh, cpis_auditor'

const BEFORE = `
-- What the index key makes of a fixed word: a process with another key must not look for a child.
create table platform.key_check (name text primary key, hash bytea not null);
grant usage on schema platform to ${ROLES};
grant select on platform.key_check to ${ROLES};

drop view register.shown_plan;
drop view register.number_now;
drop view register.plan_history;
drop view register.verdict;

alter table register.plan add column child_key uuid, add column local_key uuid, add column person_sealed bytea;
alter table register.plan_version add column child_key uuid, add column local_key uuid, add column person_sealed bytea;
alter table register.number_alias
  add column old_key uuid, add column current_key uuid, add column numbers_sealed bytea;
alter table register.inactive_number_order add column child_key uuid, add column person_sealed bytea;
alter table register.upload_verdicts add column records_sealed bytea;`

const PLAN_AFTER = (table: string) => `
alter table register.${table}
  drop column nhs_number, drop column given_name, drop column family_name, drop column birth_date,
  drop column pds_birth_date, drop column local_id, drop column local_id_authority,
  alter column child_key set not null, alter column person_sealed set not null;`

const AFTER = `
${PLAN_AFTER('plan')}
alter table register.plan add primary key (child_key, authority_code, type);
-- What an authority's own staff read of its plans, by its own id or all of them.
create index plan_of_authority on register.plan (authority_code, local_key);
${PLAN_AFTER('plan_version')}
alter table register.plan_version add primary key (child_key, authority_code, type, version);

alter table register.number_alias
  drop column old_number, drop column current_number,
  alter column current_key set not null, alter column numbers_sealed set not null,
  add primary key (old_key), add check (old_key <> current_key);
create index number_alias_by_current on register.number_alias (current_key);

alter table register.inactive_number_order
  drop column old_number, drop column replaced_by, drop column local_id, drop column local_id_authority,
  alter column child_key set not null, alter column person_sealed set not null;

alter table register.upload_verdicts alter column records_sealed set not null;

-- Every version there ever was.
create view register.plan_history as
  select child_key, authority_code, type, plan_id, subject, start_date, end_date, delete_date, shown_until, local_key,
    person_sealed, number_state, upload_id, upload_sequence, position, version, stored_at, change, category
  from register.plan_version
  union all
  select child_key, authority_code, type, plan_id, subject, start_date, end_date, delete_date, shown_until, local_key,
    person_sealed, number_state, upload_id, upload_sequence, position, version, stored_at, change, category
  from register.plan;

create view register.shown_plan as
  select p.plan_id, p.child_key, p.type, p.subject, p.start_date, p.end_date, p.shown_until, p.person_sealed,
    p.authority_code, c.name as authority_name, c.emergency_phone, c.office_phone, c.last_upload_at,
    p.upload_sequence, c.ods_code as authority_ods_code, p.category
  from register.plan p join register.authority_contact c on c.authority_code = p.authority_code
  where p.delete_date is null;

create view register.number_now as
  select old_key, current_key, numbers_sealed from register.number_alias;

-- What became of each record; the record itself is sealed.
create view register.verdict as
  select u.upload_id, v.position::integer as position, v.verdict ->> 'c' as code, v.verdict ->> 'd' as detail_code,
    v.verdict ->> 's' as detail_sentence
  from register.upload_verdicts u, json_array_elements(u.verdicts) with ordinality as v (verdict, position);

grant select on register.plan_history, register.verdict to cpis_register;
grant select on register.shown_plan, register.number_now to cpis_lookup;`

type PlanRow = Readonly<Record<string, string | null>> & {
  readonly nhs_number: string
  readonly authority_code: string
}

const PLAN_COLUMNS =
  'nhs_number, authority_code, given_name, family_name, birth_date, pds_birth_date, local_id, local_id_authority'

function sealedPlan(keyring: Keyring, row: PlanRow) {
  const key = childKey(keyring, row.nhs_number)
  const { authority_code: authority, local_id: localId = null } = row
  const person = [
    row.nhs_number,
    row['given_name'],
    row['family_name'],
    row['birth_date'],
    row['pds_birth_date'],
    localId,
    row['local_id_authority'],
  ]
  return {
    child_key: key,
    local_key: localId === null ? null : indexUuid(keyring, `local-id ${authority} ${localId}`),
    person_sealed: byteaText(sealJson(keyring, person, `register.plan ${key} ${authority}`)),
  }
}

async function sealPlans(tx: Database, keyring: Keyring): Promise<void> {
  for (const table of ['register.plan', 'register.plan_version'])
    await rewriteRows<PlanRow>(tx, {
      table,
      read: PLAN_COLUMNS,
      set: { child_key: 'uuid', local_key: 'uuid', person_sealed: 'bytea' },
      rewrite: row => sealedPlan(keyring, row),
    })
}

async function sealNumbers(tx: Database, keyring: Keyring): Promise<void> {
  await rewriteRows<{ old_number: string; current_number: string }>(tx, {
    table: 'register.number_alias',
    read: 'old_number, current_number',
    set: { old_key: 'uuid', current_key: 'uuid', numbers_sealed: 'bytea' },
    rewrite({ old_number: old, current_number: current }) {
      const key = childKey(keyring, old)
      const sealed = sealJson(keyring, [old, current], `register.number_alias ${key}`)
      return { old_key: key, current_key: childKey(keyring, current), numbers_sealed: byteaText(sealed) }
    },
  })
  await rewriteRows<Record<string, string>>(tx, {
    table: 'register.inactive_number_order',
    read: 'order_id, old_number, replaced_by, local_id, local_id_authority',
    set: { child_key: 'uuid', person_sealed: 'bytea' },
    rewrite(row) {
      const { order_id: id, old_number: old = '' } = row
      const person = [old, row['replaced_by'], row['local_id'], row['local_id_authority']]
      const sealed = sealJson(keyring, person, `register.inactive_number_order ${id}`)
      return { child_key: childKey(keyring, old), person_sealed: byteaText(sealed) }
    },
  })
}

type Verdict = { n?: string; r: { plans: { type: string }[] } } & Readonly<Record<string, unknown>>

async function sealRecords(tx: Database, keyring: Keyring): Promise<void> {
  await rewriteRows<{ upload_id: string; verdicts: Verdict[] }>(tx, {
    table: 'register.upload_verdicts',
    read: 'upload_id, verdicts',
    set: { verdicts: 'json', records_sealed: 'bytea' },
    rewrite({ upload_id, verdicts }) {
      const records = deflateSync(JSON.stringify(verdicts.map(({ n = null, r }) => [n, r])), { level: 1 })
      return {
        verdicts: verdicts.map(({ n: _, r, ...open }) => ({ ...open, p: r.plans.map(plan => plan.type) })),
        records_sealed: byteaText(keyring.seal(records, `register.upload_verdicts ${upload_id}`)),
      }
    },
  })
}

/** What is not stored of an authority was known by a hash without a key, which can be tried out. */
async function keyOutstanding(tx: Database, keyring: Keyring): Promise<void> {
  await rewriteRows<{ subject_key: string }>(tx, {
    table: 'register.outstanding_row',
    read: 'subject_key',
    set: { subject_key: 'text' },
    rewrite: ({ subject_key: key }) => ({
      subject_key: key.startsWith('keyless ') ? key : keyring.indexHash(`outstanding ${key}`).toString('hex'),
    }),
  })
}

/** Seals the register as it stands. */
export async function migrate(tx: Database, keyring: Keyring): Promise<void> {
  await tx.query({ text: BEFORE })
  await tx.query({
    text: `insert into platform.key_check values ('index key', $1)`,
    values: [keyring.indexHash('open-cpis index key')],
  })
  await sealPlans(tx, keyring)
  await sealNumbers(tx, keyring)
  await sealRecords(tx, keyring)
  await keyOutstanding(tx, keyring)
  await tx.query({ text: AFTER })
}
