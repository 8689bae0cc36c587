-- The monthly briefing note: priorities, promises and issues as ledgers (decision 40), the facts an issue was frozen with,
-- and what was published, which nobody can alter.
create table programme.priority_ledger (like programme.product_ledger including all);
create table programme.commitment_ledger (like programme.product_ledger including all);
create table programme.note_ledger (like programme.product_ledger including all);

create table programme.note_snapshot (
  snapshot_id uuid primary key,
  period text not null check (period ~ '^[0-9]{4}-[0-9]{2}$'),
  taken_at timestamptz not null,
  taken_by text not null,
  facts jsonb not null
);

create table programme.note_publication (
  period text not null check (period ~ '^[0-9]{4}-[0-9]{2}$'),
  version int not null check (version > 0),
  published_at timestamptz not null,
  published_by text not null,
  reviewed_by text not null,
  approved_by text not null check (approved_by <> reviewed_by),
  document jsonb not null,
  html text not null,
  markdown text not null,
  primary key (period, version)
);

grant select, insert on programme.priority_ledger, programme.commitment_ledger, programme.note_ledger,
  programme.note_snapshot, programme.note_publication to cpis_programme;
