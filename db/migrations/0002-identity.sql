-- Who asks: activities, what each includes, and the role profiles staff act in. Versions are kept, never overwritten.
create schema identity;

create table identity.activity (
  code text primary key,
  name text not null,
  source text not null
);

-- Holding `code` means holding `included` too, and what that includes (health-side.md 4.1).
create table identity.activity_includes (
  code text not null references identity.activity,
  included text not null references identity.activity,
  primary key (code, included),
  check (code <> included)
);

create table identity.role_profile (
  role_profile_id text not null check (role_profile_id ~ '^[0-9]{12}$'),
  user_id text not null check (user_id ~ '^[0-9]{12}$'),
  job_role_code text not null,
  job_role_name text not null,
  org_ods text not null,
  org_name text not null,
  person_prefix text,
  person_given text not null,
  person_family text not null,
  -- As granted; the directory may grant activities that we have no row for.
  activity_codes text[] not null,
  -- First and last day it counts, in England, both counted.
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  source text not null,
  -- When this version was learnt, and when a later one or a withdrawal took its place.
  recorded_at timestamptz not null,
  replaced_at timestamptz check (replaced_at >= recorded_at),
  primary key (role_profile_id, recorded_at)
);
create unique index role_profile_standing on identity.role_profile (role_profile_id) where replaced_at is null;
create index role_profile_by_user on identity.role_profile (user_id) where replaced_at is null;

grant usage on schema identity to cpis_identity;
grant select on all tables in schema identity to cpis_identity;
