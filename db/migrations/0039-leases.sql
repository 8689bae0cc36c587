-- Work that one process at a time may do: who does it, and until when it is theirs unless they say so again.
create table platform.lease (
  name text primary key,
  holder uuid not null,
  until timestamptz not null
) with (fillfactor = 50);
grant usage on schema platform to cpis_register;
grant select, insert, update, delete on platform.lease to cpis_register;

-- Whose hand a notice is in until `next_attempt_at`; nobody's when that is past.
alter table notifications.notification add column holder uuid;

-- What waits to be told, by the reason the last try failed for; NOT_TRIED where none was made.
create view notifications.waiting as
  select coalesce(last_failure, 'NOT_TRIED') as cause, count(*)::int as notices, min(created_at) as oldest_at,
    max(attempts) as most_attempts
  from notifications.notification where state = 'waiting'
  group by 1;
grant select on notifications.waiting to cpis_operations;
