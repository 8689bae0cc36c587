-- What the extract says against what the national service took, and the work that follows for a person.

-- One plan under one NHS number (local-authority.md 8.3): as the extract says it (desired), as it went with the last
-- file, as it was last taken, as it was last refused. A print is a SHA-256, so that nothing of a person is copied here.
create table agent.record (
  nhs_number text not null,
  type text not null check (type in ('CPP', 'LAC', 'UCP')),
  subject text not null check (subject in ('child', 'mother')),
  local_person_id text not null,
  birth_date date,
  start_date date,
  end_date date,
  seen_at timestamptz not null,
  desired_who text not null,
  desired_what text not null,
  sent_run uuid references agent.run,
  sent_who text,
  sent_what text,
  sent_contact text,
  sent_live boolean,
  acknowledged_at timestamptz,
  acknowledged_who text,
  acknowledged_what text,
  acknowledged_contact text,
  acknowledged_live boolean,
  refused_at timestamptz,
  refused_code text,
  refused_who text,
  refused_what text,
  primary key (nhs_number, type)
);
create index record_by_run on agent.record (sent_run);

-- NHS numbers the national service told to be out of use; they are never sent again (check A12).
create table agent.inactive_number (
  nhs_number text primary key,
  told_at timestamptz not null
);

-- What a person has to do. One key has one item that is not closed; `released_by` names who let it go, in their order.
create table agent.work_item (
  item_id bigint generated always as identity primary key,
  key text not null,
  kind text not null,
  local_person_id text,
  nhs_number text,
  code text,
  detail text,
  state text not null check (state in ('open', 'released', 'closed')),
  restricted boolean not null,
  who_mends text not null,
  sentence text not null,
  opened_at timestamptz not null,
  due date,
  released_by text[] not null default '{}',
  closed_at timestamptz
);
create unique index work_item_standing on agent.work_item (key) where state <> 'closed';
create index work_item_by_kind on agent.work_item (kind) where state <> 'closed';

-- When something was last done: a poll of the mailbox, a handshake, a full upload.
create table agent.last_time (
  what text primary key check (what in ('poll', 'handshake', 'full')),
  at timestamptz not null
);

-- What a run was, and how many records needed no sending or may not be sent again yet.
alter table agent.run
  add column mode text not null default 'full' check (mode in ('delta', 'full')),
  add column records_unchanged integer not null default 0,
  add column records_waiting integer not null default 0;
