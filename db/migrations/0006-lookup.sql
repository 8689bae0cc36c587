-- Look-ups: the access history, and the order for each notice that an access makes.
create schema lookup;

-- A caller that asks again with the same request id within 24 hours is counted once.
create table lookup.request (
  nhs_number text not null,
  client_id text not null,
  request_id text not null,
  asked_at timestamptz not null,
  access_id uuid not null,
  primary key (nhs_number, client_id, request_id)
);
create index request_by_age on lookup.request (asked_at);

-- When each author was last counted for a child: the 24-hour rule decided by a row lock, not by a race.
create table lookup.counted_author (
  nhs_number text not null,
  author_key text not null,
  counted_at timestamptz not null,
  primary key (nhs_number, author_key)
);

-- Every standard look-up that found something. Only counted ones are shown and notified.
create table lookup.access (
  nhs_number text not null,
  at timestamptz not null,
  access_id uuid not null,
  counted boolean not null,
  notify boolean not null,
  author jsonb not null,
  author_key text not null,
  channel text not null,
  client_id text not null,
  request_id text not null,
  primary key (nhs_number, at, access_id)
) partition by range (at);
create table lookup.access_rest partition of lookup.access default;

-- The order for one notice: an access marked notify, for one authority whose plan it returned. Gone once taken over.
create table lookup.notice_order (
  nhs_number text not null,
  access_id uuid not null,
  authority_code text not null,
  authority_name text not null,
  local_id text,
  local_id_authority text,
  upload_sequence text not null,
  at timestamptz not null,
  author jsonb not null,
  leased_until timestamptz,
  primary key (nhs_number, access_id, authority_code)
);
create index notice_order_by_age on lookup.notice_order (at);

grant usage on schema lookup to cpis_lookup;
grant select, insert, update, delete on lookup.request, lookup.counted_author, lookup.notice_order to cpis_lookup;
grant select, insert on lookup.access to cpis_lookup;
