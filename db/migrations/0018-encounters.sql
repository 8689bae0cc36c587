-- What was declared beside look-ups: an encounter, and that a child was not brought to an appointment.

-- `detail` is what was declared: when the encounter was, or which appointment, why the authority is told, and a note.
alter table lookup.access
  add column kind text not null default 'look-up' check (kind in ('look-up', 'encounter', 'was-not-brought')),
  add column detail jsonb;
alter table lookup.counted_access add column kind text not null default 'look-up';
alter table lookup.notice_order
  add column kind text not null default 'look-up',
  add column detail jsonb;

alter table notifications.notification
  drop constraint notification_kind_check,
  add constraint notification_kind_check check (kind in ('access', 'inactive-number', 'was-not-brought'));
