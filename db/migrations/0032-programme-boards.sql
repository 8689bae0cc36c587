-- Ledgers of the programme: the whole state of a thing after each change; only added to (decision 40).

-- The work with each integrated care board.
create table programme.icb_ledger (
  key text not null,
  entry_no int not null check (entry_no > 0),
  at timestamptz not null,
  by_whom text not null,
  what text not null,
  state jsonb not null,
  primary key (key, entry_no)
);

-- Who wrote that a board is interested, by post and mailbox, and what went back.
create table programme.expression_of_interest (
  interest_id uuid primary key,
  reference text not null unique,
  icb text not null,
  on_day date not null,
  received_at timestamptz not null,
  channel text not null check (channel in ('form', 'mailbox')),
  contact_post text not null,
  contact_mailbox text not null check (contact_mailbox ~ '^[^@[:space:],<>]+@[^@[:space:],<>]+$'),
  recorded_by text not null,
  subject text not null,
  body text not null,
  delivered_at timestamptz,
  -- How the acknowledgement left: the file it was put into.
  delivered_as text
);

grant select, insert on programme.icb_ledger to cpis_programme;
grant select, insert on programme.expression_of_interest to cpis_programme;
grant update (delivered_at, delivered_as) on programme.expression_of_interest to cpis_programme;
