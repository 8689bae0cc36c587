-- Incidents: what is wrong with which service, how far its mending has come, and what a service desk is told of it.
create table operations.incident (
  incident_id uuid primary key,
  -- What people call it by.
  number integer not null unique,
  severity smallint not null check (severity between 1 and 5),
  service text not null,
  state text not null check (state in ('reported', 'local', 'supplier', 'service-bridge', 'resolver-group', 'on-hold',
    'resolved', 'closed', 'cancelled')),
  -- A high severity service incident: the service bridge is told at once.
  high_severity boolean not null,
  summary text not null check (length(summary) between 1 and 160),
  -- The minimum data set: who reports it and how they are reached, how many are affected, what is seen.
  minimum jsonb not null,
  -- What the public status says of it; nothing but the service where there is none.
  public_text text,
  -- Which alarm opened it, and when that was over; people open the others.
  alarm_key text,
  alarm_over_at timestamptz,
  opened_at timestamptz not null,
  changed_at timestamptz not null
);
create unique index one_open_incident on operations.incident (alarm_key)
  where alarm_key is not null and state not in ('closed', 'cancelled');
create index incident_open on operations.incident (opened_at) where state not in ('closed', 'cancelled');

create table operations.incident_event (
  incident_id uuid not null references operations.incident,
  event_no integer not null,
  at timestamptz not null,
  from_state text,
  to_state text not null,
  by_whom text not null,
  note text not null,
  primary key (incident_id, event_no)
);

-- A case of the watch, or a notice, that belongs to it.
create table operations.incident_link (
  incident_id uuid not null references operations.incident,
  kind text not null check (kind in ('case', 'notice')),
  target uuid not null,
  at timestamptz not null,
  by_whom text not null,
  primary key (incident_id, kind, target)
);

-- The order to tell the service desk: one row for each incident, `wanted` and `told` its events.
create table operations.desk_order (
  incident_id uuid primary key references operations.incident,
  wanted integer not null,
  told integer not null default 0,
  attempts integer not null default 0,
  -- In the hand of one worker until then.
  leased_until timestamptz,
  next_attempt_at timestamptz not null,
  -- How the desk calls it.
  desk_number text,
  told_at timestamptz,
  last_failure text
);
create index desk_order_due on operations.desk_order (next_attempt_at) where told < wanted;

grant select, insert, update on operations.incident, operations.desk_order to cpis_operations;
grant select, insert on operations.incident_event, operations.incident_link to cpis_operations;
