import { byteaText, childKey, type Database, type Keyring, rewriteRows, sealJson } from '../../src/platform/index.ts'

// Look-ups by the keyed hash of the number; what the orders of notices tell of a child, and what was declared, is sealed.

const KEYED = ['request', 'counted_author', 'access', 'counted_access', 'notice_order']

const BEFORE = `
${KEYED.map(table => `alter table lookup.${table} add column child_key uuid;`).join('\n')}
-- A copy of what the plan has sealed, under the plan's own context.
alter table lookup.notice_order add column person_sealed bytea, add column detail_sealed bytea;
-- \`number_sealed\`: of an access from before, kept under another number than was asked about, since its link has the
-- fingerprint of that number.
alter table lookup.access add column detail_sealed bytea, add column number_sealed bytea;`

const AFTER = `
${KEYED.map(table => `alter table lookup.${table} drop column nhs_number, alter column child_key set not null;`).join('\n')}
alter table lookup.request add primary key (child_key, client_id, request_id, author_key);
alter table lookup.counted_author add primary key (child_key, author_key);
alter table lookup.access drop column detail, add primary key (child_key, at, access_id);
alter table lookup.counted_access add primary key (child_key, at, access_id);
alter table lookup.notice_order drop column detail, drop column local_id, drop column local_id_authority,
  alter column person_sealed set not null, add primary key (child_key, access_id, authority_code);`

type Numbered = { readonly nhs_number: string }
type AccessRow = Numbered & { readonly access_id: string; readonly detail: unknown; readonly is_other: boolean }
type OrderRow = Numbered & {
  readonly access_id: string
  readonly authority_code: string
  readonly local_id: string | null
  readonly local_id_authority: string | null
  readonly detail: unknown
}

/** Keys the look-ups and seals what they hold. */
export async function migrate(tx: Database, keyring: Keyring): Promise<void> {
  await tx.query({ text: BEFORE })
  const declared = (detail: unknown, accessId: string) =>
    detail === null ? null : byteaText(sealJson(keyring, detail, `lookup.access ${accessId}`))
  for (const table of ['request', 'counted_author', 'counted_access'])
    await rewriteRows<Numbered>(tx, {
      table: `lookup.${table}`,
      read: 'nhs_number',
      set: { child_key: 'uuid' },
      rewrite: row => ({ child_key: childKey(keyring, row.nhs_number) }),
    })
  await rewriteRows<AccessRow>(tx, {
    table: 'lookup.access',
    read: `nhs_number, access_id, detail, exists (select from audit.entry e where e.entry_id = access_id
      and e.at = access.at and e.nhs_number <> access.nhs_number) as is_other`,
    set: { child_key: 'uuid', detail_sealed: 'bytea', number_sealed: 'bytea' },
    rewrite: ({ nhs_number: number, access_id: id, detail, is_other }) => ({
      child_key: childKey(keyring, number),
      detail_sealed: declared(detail, id),
      number_sealed: is_other ? byteaText(sealJson(keyring, number, `lookup.access ${id}`)) : null,
    }),
  })
  await rewriteRows<OrderRow>(tx, {
    table: 'lookup.notice_order',
    read: 'nhs_number, access_id, authority_code, local_id, local_id_authority, detail',
    set: { child_key: 'uuid', person_sealed: 'bytea', detail_sealed: 'bytea' },
    rewrite(row) {
      const key = childKey(keyring, row.nhs_number)
      const person = [row.nhs_number, '', '', null, null, row.local_id, row.local_id_authority]
      return {
        child_key: key,
        person_sealed: byteaText(sealJson(keyring, person, `register.plan ${key} ${row.authority_code}`)),
        detail_sealed: declared(row.detail, row.access_id),
      }
    },
  })
  await tx.query({ text: AFTER })
}
