-- The agent's own database at the local authority: what was sent, what was answered, what came in. It is never the
-- national one. The agent signs in as its owner, so no further role is granted anything.
create schema agent;

-- One row: the last file sequence number given out (local-authority.md 3.1).
create table agent.sequence (
  only_row boolean primary key default true check (only_row),
  last bigint not null check (last >= 0)
);
insert into agent.sequence (last) values (0);

-- One upload of one extract. A run with nothing to send has neither number nor file.
create table agent.run (
  run_id uuid primary key,
  state text not null check (state in ('stored', 'sent', 'acknowledged', 'undelivered', 'nothing-to-send')),
  started_at timestamptz not null,
  sequence bigint unique,
  body bytea,
  rows_read integer not null,
  rows_held_back integer not null,
  rows_nothing_to_share integer not null,
  records integer not null,
  findings jsonb not null,
  message_id text unique,
  sent_at timestamptz,
  file_code text,
  acknowledged_at timestamptz,
  check ((state = 'nothing-to-send') = (body is null) and (sequence is null) = (body is null))
);
-- One file in flight (local-authority.md 8.3).
create unique index run_in_flight on agent.run ((true)) where state in ('stored', 'sent');

-- One record of a file, the rows of the extract it came from, and the national verdict on it.
create table agent.sent_row (
  run_id uuid not null references agent.run,
  position integer not null,
  subject text not null check (subject in ('child', 'mother')),
  local_person_id text not null,
  nhs_number text not null,
  extract_rows integer[] not null,
  verdict_code text,
  verdict_detail jsonb,
  primary key (run_id, position)
);
create index sent_row_by_number on agent.sent_row (nhs_number);

-- Every message as it was collected, kept before MESH is told that it may forget it.
create table agent.message (
  message_id text primary key,
  received_at timestamptz not null,
  kind text not null check (kind in ('DATA', 'REPORT')),
  workflow_id text not null,
  body bytea not null
);

-- What a message means to a person. A notice that comes twice makes one item.
create table agent.inbox_item (
  message_id text primary key references agent.message,
  notice_id text unique,
  received_at timestamptz not null,
  run_id uuid references agent.run,
  content jsonb not null,
  shown_at timestamptz
);
create index inbox_item_not_shown on agent.inbox_item (received_at, message_id) where shown_at is null;
