-- What people do with items, and where items were carried to. An item may also be about a fault of the agent itself,
-- which came in no message.
alter table agent.inbox_item
  drop constraint inbox_item_message_id_fkey,
  add column item_number bigint generated always as identity unique,
  add column seen_by text,
  add column actioned_at timestamptz,
  add column actioned_by text,
  add column filed_at timestamptz,
  add column told_at timestamptz,
  add column tell_attempts integer not null default 0,
  add column tell_next_at timestamptz;

alter table agent.last_time
  drop constraint last_time_what_check,
  add constraint last_time_what_check check (what in ('poll', 'handshake', 'full', 'daily'));
