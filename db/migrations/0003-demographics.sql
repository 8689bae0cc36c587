-- What PDS said: persons for some hours only, and the numbers it no longer uses.
create schema demographics;

create table demographics.person (
  number text primary key check (number ~ '^\d{10}$'),
  given text[] not null,
  family text,
  birth_date date,
  security text not null check (security in ('U', 'R', 'V')),
  version_id text not null,
  -- The instant before PDS was asked.
  checked_at timestamptz not null
);
create index person_by_age on demographics.person (checked_at);

-- No replacement: the number was withdrawn and nothing took its place.
create table demographics.inactive_number (
  number text primary key check (number ~ '^\d{10}$'),
  replaced_by text check (replaced_by ~ '^\d{10}$' and replaced_by <> number),
  learned_at timestamptz not null
);

grant usage on schema demographics to cpis_demographics;
grant select, insert, update, delete on demographics.person, demographics.inactive_number to cpis_demographics;
