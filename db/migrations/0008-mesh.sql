-- The message exchange: mailboxes, who may send what to whom, messages and their parts, tokens already used, and
-- when each mailbox last called. Source of the rules: MESH REST API (sections named in src/mesh/README.md).
create schema mesh;
grant usage on schema mesh to cpis_mesh;

create table mesh.mailbox (
  mailbox_id text primary key check (mailbox_id = upper(mailbox_id)),
  name text not null,
  ods_code text not null,
  -- AES-256-GCM: the token's hash needs the password in clear, so it is sealed, not hashed.
  sealed_password bytea not null,
  password_nonce bytea not null,
  active boolean not null,
  created_at timestamptz not null
);
create index mailbox_by_organisation on mesh.mailbox (ods_code);

-- When a mailbox last made each kind of authorised call. One row a kind, so that two kinds never wait for each other.
create table mesh.mailbox_call (
  mailbox_id text not null references mesh.mailbox on delete cascade,
  call text not null check (call in ('handshake', 'list', 'download', 'acknowledge', 'send', 'other')),
  last_at timestamptz,
  primary key (mailbox_id, call)
) with (fillfactor = 50);

-- What the client said of itself in its last handshake.
create table mesh.handshake (
  mailbox_id text primary key references mesh.mailbox on delete cascade,
  at timestamptz not null,
  client_version text not null,
  os_name text not null,
  os_version text not null,
  os_architecture text,
  java_version text,
  user_agent text
);

-- A token works once: kept for longer than its timestamp can be valid, then pruned.
create table mesh.nonce (
  mailbox_id text not null,
  nonce text not null,
  nonce_count bigint not null,
  used_at timestamptz not null,
  primary key (mailbox_id, nonce, nonce_count)
) with (autovacuum_vacuum_scale_factor = 0.02);
create index nonce_by_age on mesh.nonce (used_at);

create table mesh.workflow (
  workflow_id text primary key check (length(workflow_id) between 1 and 300)
);

create table mesh.workflow_mailbox (
  workflow_id text not null references mesh.workflow on delete cascade,
  mailbox_id text not null references mesh.mailbox on delete cascade,
  direction text not null check (direction in ('sends', 'receives')),
  primary key (workflow_id, mailbox_id, direction)
);

create table mesh.message (
  message_id text primary key,
  message_type text not null check (message_type in ('DATA', 'REPORT')),
  -- A report has none. The recipient of a refused message need not exist, so neither is a foreign key.
  sender text check (sender is not null or message_type = 'REPORT'),
  recipient text not null,
  workflow_id text not null,
  local_id text,
  -- What is passed through unread: subject, file name, partner, checksum, flags about the payload.
  headers jsonb not null default '{}',
  content_type text,
  content_encoding text not null default '' check (content_encoding in ('', 'gzip')),
  total_parts int not null check (total_parts between 1 and 10000),
  body_bytes bigint not null default 0,
  state text not null check (state in ('uploading', 'accepted', 'acknowledged', 'undeliverable', 'error')),
  uploaded_at timestamptz not null,
  accepted_at timestamptz check (accepted_at is not null or state not in ('accepted', 'acknowledged')),
  acknowledged_at timestamptz,
  status_at timestamptz not null,
  status_event text,
  status_code text,
  status_description text,
  -- Five days after acceptance, and thirty days after it came in.
  expiry_at timestamptz,
  delete_after timestamptz not null,
  linked_message_id text
) with (autovacuum_vacuum_scale_factor = 0.02);
-- Only what waits: the cost of a list follows the page, not the history.
create index message_waiting on mesh.message (recipient, accepted_at, message_id) include (workflow_id)
  where state = 'accepted';
create index message_by_local_id on mesh.message (sender, local_id) where local_id is not null;

create table mesh.part (
  message_id text not null references mesh.message on delete cascade,
  part_no int not null check (part_no between 1 and 10000),
  body bytea not null,
  primary key (message_id, part_no)
);
-- Payloads are often compressed already; trying again costs more than it saves.
alter table mesh.part alter column body set storage external;

grant select, insert, update on mesh.mailbox, mesh.mailbox_call, mesh.handshake to cpis_mesh;
grant select, insert, delete on mesh.nonce to cpis_mesh;
grant select, insert on mesh.workflow, mesh.workflow_mailbox to cpis_mesh;
grant select, insert, update, delete on mesh.message, mesh.part to cpis_mesh;
