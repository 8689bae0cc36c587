import { byteaText, childKey, type Database, type Keyring, rewriteRows, sealJson } from '../../src/platform/index.ts'

// What a notice tells is sealed whole, and so is what staff of an authority wrote about it; beside it stands by which child
// it is found, and when it was ordered.

const BEFORE = `
drop view notifications.published_notice;
alter table notifications.notification
  add column child_key uuid, add column ordered_at timestamptz, add column content_sealed bytea;
alter table notifications.notice_event add column note_sealed bytea;`

const AFTER = `
alter table notifications.notification
  drop column content, alter column ordered_at set not null, alter column content_sealed set not null;
alter table notifications.notice_event drop column note;

-- How often NHS staff opened a child of the authority: as often as it was told so.
create index notification_of_child on notifications.notification (authority_code, child_key)
  where kind = 'access' and resent_from is null;

-- What others may see of the notices: their way, and when each was ordered, never what they tell.
create view notifications.published_notice as
  select notice_id, authority_code, kind, created_at, state, sent_at, settled_at, resent_from,
    exists (select from notifications.notification again where again.resent_from = n.notice_id) as is_resent,
    ordered_at
  from notifications.notification n;
grant select on notifications.published_notice to cpis_operations;`

type Content = Readonly<Record<'accesses' | 'numbers', readonly { nhsNumber: string; at?: string }[] | undefined>> & {
  readonly alert?: { readonly nhsNumber: string; readonly at: string }
}
type Row = { readonly notice_id: string; readonly content: Content; readonly created_at: Date }

/** Seals notices and notes. */
export async function migrate(tx: Database, keyring: Keyring): Promise<void> {
  await tx.query({ text: BEFORE })
  await rewriteRows<Row>(tx, {
    table: 'notifications.notification',
    read: 'notice_id, content, created_at',
    set: { child_key: 'uuid', ordered_at: 'timestamptz', content_sealed: 'bytea' },
    rewrite({ notice_id: id, content, created_at: created }) {
      const about = content.accesses?.[0] ?? content.alert ?? content.numbers?.[0]
      return {
        child_key: about === undefined ? null : childKey(keyring, about.nhsNumber),
        ordered_at: about?.at ?? created,
        content_sealed: byteaText(sealJson(keyring, content, `notifications.notification ${id}`)),
      }
    },
  })
  await rewriteRows<{ notice_id: string; note: string | null }>(tx, {
    table: 'notifications.notice_event',
    read: 'notice_id, note',
    set: { note_sealed: 'bytea' },
    rewrite: ({ notice_id: id, note }) => ({
      note_sealed: note === null ? null : byteaText(sealJson(keyring, note, `notifications.notice_event ${id}`)),
    }),
  })
  await tx.query({ text: AFTER })
}
