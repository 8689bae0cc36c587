-- The watch over the mailboxes of the local authorities: what each look found, cases, and the letters that were written.
create schema operations;

-- One row for each day in England, also when all is well.
create table operations.watch_run (
  day date primary key,
  at timestamptz not null,
  watched int not null,
  -- Authorities whose mailbox is not known here: nobody watches over them.
  without_mailbox int not null,
  late int not null,
  disconnected int not null,
  paused int not null,
  -- Mailboxes in which a message waits for 72 hours or longer.
  uncollected int not null,
  -- Messages that expired since the run before, and those that are kept.
  newly_expired int not null,
  expired int not null,
  cases_open int not null,
  letters int not null
);

-- What the last look found of each mailbox.
create table operations.mailbox_state (
  mailbox_id text primary key,
  authority_code text not null,
  -- What the look rests on: the server's own record, or what became of our messages.
  source text not null check (source in ('server', 'tracking')),
  connection text not null check (connection in ('connected', 'late', 'disconnected', 'paused', 'unseen')),
  messages text not null check (messages in ('none', 'fresh', 'warn', 'urgent', 'expired', 'lost')),
  last_call_at timestamptz,
  last_handshake_at timestamptz,
  client_version text,
  silent_since timestamptz,
  waiting int not null,
  oldest_waiting_at timestamptz,
  due_in_24h int not null,
  expired int not null,
  -- Expired since the last daily run.
  newly_expired int not null,
  first_lost_at timestamptz,
  -- Our own notices among the expired that were not sent again, and those of them MESH has deleted by now.
  expired_notices int not null,
  lost_notices int not null,
  seen_at timestamptz not null
);

-- Maintenance an authority told of: its silence until then is no reason for a case.
create table operations.watch_pause (
  mailbox_id text primary key,
  until timestamptz not null,
  reason text not null,
  by_whom text not null,
  at timestamptz not null
);

create table operations.mailbox_case (
  case_id uuid primary key,
  mailbox_id text not null,
  authority_code text not null,
  cause text not null check (cause in ('disconnected', 'uncollected', 'expired')),
  state text not null
    check (state in ('opened', 'notified', 'acknowledged', 'reconnecting', 'restored', 'closed')),
  opened_at timestamptz not null,
  changed_at timestamptz not null,
  -- When it came to be a case for the telephone.
  escalated_at timestamptz
);
create unique index one_open_case on operations.mailbox_case (mailbox_id) where state <> 'closed';

create table operations.case_event (
  case_id uuid not null references operations.mailbox_case,
  event_no int not null,
  at timestamptz not null,
  from_state text,
  to_state text not null,
  by_whom text not null,
  note text not null,
  primary key (case_id, event_no)
);

create table operations.letter (
  letter_id uuid primary key,
  case_id uuid not null references operations.mailbox_case,
  day date not null,
  mailbox_id text not null,
  recipients text[] not null,
  subject text not null,
  body text not null,
  written_at timestamptz not null,
  delivered_at timestamptz,
  -- How it left: the file it was put into.
  delivered_as text,
  unique (case_id, day)
);
create index letter_to_deliver on operations.letter (written_at) where delivered_at is null;
create index letter_by_mailbox on operations.letter (mailbox_id, day);

-- Whom to write to, several for each authority; confirmed by it once a year.
create table operations.contact (
  authority_code text not null,
  email text not null check (email ~ '^[^@[:space:],<>]+@[^@[:space:],<>]+$'),
  role text not null,
  confirmed_on date not null,
  primary key (authority_code, email)
);

grant usage on schema operations to cpis_operations;
grant select, insert, update on operations.mailbox_state, operations.mailbox_case, operations.watch_pause, operations.letter
  to cpis_operations;
grant select, insert on operations.watch_run, operations.case_event to cpis_operations;
grant select, insert, delete on operations.contact to cpis_operations;

-- Who the authorities are.
grant usage on schema care_settings to cpis_operations;
grant select on care_settings.published_authority to cpis_operations;

-- A notice that expired is sent again as one of its own that names the first; once each.
alter table notifications.notification add column resent_from uuid references notifications.notification;
create unique index notification_resent on notifications.notification (resent_from) where resent_from is not null;
create index notification_collected on notifications.notification (authority_code, settled_at) where state = 'collected';
create index notification_uncollected on notifications.notification (authority_code, sent_at)
  where state in ('sent', 'undeliverable');

-- What others may see of the notices: their way, never what they tell.
create view notifications.published_notice as
  select notice_id, authority_code, kind, created_at, state, sent_at, settled_at, resent_from,
    exists (select from notifications.notification again where again.resent_from = n.notice_id) as is_resent
  from notifications.notification n;
grant usage on schema notifications to cpis_operations;
grant select on notifications.published_notice to cpis_operations;
