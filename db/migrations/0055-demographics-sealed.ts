import { childKey, type Database, type Keyring } from '../../src/platform/index.ts'

// A person of PDS is kept sealed under the key of the number; a number out of use, and news of one, by the key alone, since
// nobody reads the number from there. The sweep keeps sealed where it stands. Persons kept until now were good for hours:
// they are read anew.

const PERSON = `drop table demographics.person;
  create table demographics.person (
    child_key uuid primary key,
    -- All of the finding together: number, names, birth date, security, version.
    person_sealed bytea not null,
    -- The instant before PDS was asked.
    checked_at timestamptz not null
  );
  create index person_by_age on demographics.person (checked_at);
  grant select, insert, update, delete on demographics.person to cpis_demographics`

const ADD = `alter table demographics.inactive_number add column child_key uuid, add column replaced_key uuid;
  alter table demographics.change_event add column child_key uuid;
  alter table demographics.sweep add column after_sealed bytea`

const FINISH = `alter table demographics.inactive_number drop column number, drop column replaced_by;
  alter table demographics.inactive_number add primary key (child_key), add check (replaced_key <> child_key);
  alter table demographics.change_event drop column number;
  alter table demographics.change_event add check ((state = 'unreadable') = (child_key is null));
  create index change_event_by_child on demographics.change_event (child_key);
  alter table demographics.sweep drop column after_number`

export async function migrate(tx: Database, keyring: Keyring): Promise<void> {
  await tx.query({ text: PERSON })
  await tx.query({ text: ADD })
  await keyInactiveNumbers(tx, keyring)
  await keyEvents(tx, keyring)
  await sealCursors(tx, keyring)
  await tx.query({ text: FINISH })
}

async function keyInactiveNumbers(tx: Database, keyring: Keyring): Promise<void> {
  const rows = await tx.query<{ number: string; replaced_by: string | null }>({
    text: 'select number, replaced_by from demographics.inactive_number',
  })
  const keyed = rows.map(({ number, replaced_by: by }) => ({
    number,
    child_key: childKey(keyring, number),
    replaced_key: by && childKey(keyring, by),
  }))
  await tx.query({
    text: `update demographics.inactive_number i set child_key = k.child_key, replaced_key = k.replaced_key
      from jsonb_to_recordset($1::jsonb) as k (number text, child_key uuid, replaced_key uuid) where i.number = k.number`,
    values: [JSON.stringify(keyed)],
  })
}

async function keyEvents(tx: Database, keyring: Keyring): Promise<void> {
  const rows = await tx.query<{ number: string }>({
    text: 'select distinct number from demographics.change_event where number is not null',
  })
  await tx.query({
    text: `update demographics.change_event e set child_key = k.child_key
      from jsonb_to_recordset($1::jsonb) as k (number text, child_key uuid) where e.number = k.number`,
    values: [JSON.stringify(rows.map(({ number }) => ({ number, child_key: childKey(keyring, number) })))],
  })
}

async function sealCursors(tx: Database, keyring: Keyring): Promise<void> {
  const rows = await tx.query<{ night: string; after_number: string }>({
    text: 'select night, after_number from demographics.sweep where after_number is not null',
  })
  for (const { night, after_number: number } of rows)
    await tx.query({
      text: 'update demographics.sweep set after_sealed = $2 where night = $1',
      values: [night, keyring.seal(Buffer.from(number), `demographics.sweep ${night}`)],
    })
}
