-- What each process counts, minute by minute, and when each of its loops last ended a round.

create table operations.process (
  process_id uuid primary key,
  role text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  -- By name: how often it turns, when a round last ended well, and how many have failed since.
  loops jsonb not null
);

create table operations.minute (
  minute timestamptz not null,
  measure text not null,
  process_id uuid not null,
  valid integer not null check (valid >= 0),
  good integer not null check (good between 0 and valid),
  primary key (minute, measure, process_id)
);

grant select, insert, update, delete on operations.process, operations.minute to cpis_operations;

-- When each notice was ordered: by the access it tells of, else by when it was taken over.
create or replace view notifications.published_notice as
  select notice_id, authority_code, kind, created_at, state, sent_at, settled_at, resent_from,
    exists (select from notifications.notification again where again.resent_from = n.notice_id) as is_resent,
    coalesce((content #>> '{accesses,0,at}')::timestamptz, (content #>> '{alert,at}')::timestamptz, created_at) as ordered_at
  from notifications.notification n;
create index notification_by_creation on notifications.notification using brin (created_at);

-- How long the oldest order waits to become a notice.
create view lookup.published_order as select at from lookup.notice_order;
grant usage on schema lookup to cpis_operations;
grant select on lookup.published_order to cpis_operations;

-- How far each night's sweep of numbers came.
create view demographics.published_sweep as
  select night, started_at, ended_at, looked, changed, corrected, unsettled from demographics.sweep;
grant usage on schema demographics to cpis_operations;
grant select on demographics.published_sweep to cpis_operations;
