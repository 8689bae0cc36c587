-- What the local authorities must be told, from order to collection.
create schema notifications;

create table notifications.notification (
  notice_id uuid primary key,
  -- What ordered it: one order makes one notice, however often it is handed over.
  order_key text not null unique,
  kind text not null check (kind in ('access', 'inactive-number')),
  authority_code text not null,
  content jsonb not null,
  created_at timestamptz not null,
  state text not null check (state in ('waiting', 'sent', 'collected', 'undeliverable')),
  attempts int not null default 0,
  next_attempt_at timestamptz not null,
  mesh_message_id text,
  sent_at timestamptz,
  settled_at timestamptz,
  last_failure text
);
create index notification_waiting on notifications.notification (next_attempt_at) where state = 'waiting';
create index notification_sent on notifications.notification (next_attempt_at) where state = 'sent';

grant usage on schema notifications to cpis_notifications;
grant select, insert, update on notifications.notification to cpis_notifications;
