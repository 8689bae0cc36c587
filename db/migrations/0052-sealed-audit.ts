import {
  byteaText,
  childKey,
  type Database,
  type Keyring,
  rewriteRows,
  sealBox,
  systemRandomness,
} from '../../src/platform/index.ts'

// The system audit by the keyed hash of the number. The number itself is sealed under the entry's own key: destroying that
// key still is all there is to erasing a person.

const BEFORE = 'alter table audit.entry add column child_key uuid, add column number_sealed bytea;'
const AFTER = `
alter table audit.entry drop column nhs_number;
create index entry_by_child on audit.entry (child_key, at);`

type Row = { readonly entry_id: string; readonly nhs_number: string | null; readonly wrapped_key: Buffer | null }

/** Keys the entries. One from before the chain has no key of its own yet, and gets one. */
export async function migrate(tx: Database, keyring: Keyring): Promise<void> {
  await tx.query({ text: BEFORE })
  await rewriteRows<Row>(tx, {
    table: 'audit.entry',
    read: 'entry_id, nhs_number, wrapped_key',
    set: { child_key: 'uuid', number_sealed: 'bytea', wrapped_key: 'bytea' },
    rewrite({ entry_id: id, nhs_number: number, wrapped_key: there }) {
      if (number === null) return { wrapped_key: there && byteaText(there) }
      const context = `audit.entry ${id}`
      const { key, wrapped } =
        there === null ? keyring.newDataKey(context) : { key: keyring.openDataKey(there, context), wrapped: there }
      const plain = Buffer.from(number)
      const sealed = sealBox(key, { plain, context: `${context} number`, randomness: systemRandomness })
      return { child_key: childKey(keyring, number), number_sealed: byteaText(sealed), wrapped_key: byteaText(wrapped) }
    },
  })
  await tx.query({ text: AFTER })
}
