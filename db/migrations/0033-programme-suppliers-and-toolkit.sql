-- Ledgers of products, interfaces, conformance kits and the toolkit (decision 40), reports of the kit as they came, and
-- the toolkit's released versions.

create table programme.product_ledger (
  key text not null,
  entry_no int not null check (entry_no > 0),
  at timestamptz not null,
  by_whom text not null,
  what text not null,
  state jsonb not null,
  primary key (key, entry_no)
);
create table programme.api_ledger (like programme.product_ledger including all);
create table programme.kit_ledger (like programme.product_ledger including all);
create table programme.toolkit_page_ledger (like programme.product_ledger including all);
create table programme.lesson_ledger (like programme.product_ledger including all);

create table programme.kit_report (
  digest text primary key,
  product text not null,
  mode text not null check (mode in ('standard', 'silent')),
  taken_at timestamptz not null,
  taken_by text not null,
  report jsonb not null,
  result jsonb not null
);

-- One released version of the toolkit: its pages and lessons as they were.
create table programme.toolkit_release (
  version text primary key,
  released_at timestamptz not null,
  released_by text not null,
  content jsonb not null
);

grant select, insert on programme.product_ledger, programme.api_ledger, programme.kit_ledger,
  programme.toolkit_page_ledger, programme.lesson_ledger, programme.kit_report, programme.toolkit_release
  to cpis_programme;
