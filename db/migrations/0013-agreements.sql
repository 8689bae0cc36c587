-- Modes by their days, sites, what an organisation needs before it may ask, and the data sharing agreements by which
-- authorities open their plans to a care setting.

-- How a setting may look up, by days: what was true on an earlier day stays readable.
create table care_settings.access_mode (
  care_setting text not null references care_settings.care_setting,
  mode text not null check (mode in ('standard', 'silent', 'none')),
  enforced boolean not null,
  mandated_by text,
  certainty text not null,
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  source text not null,
  primary key (care_setting, valid_from),
  check (not enforced or mode = 'silent'),
  -- Whatever a file or a hand says: these two never tell an authority that a young person came (health-side.md 2.3).
  check (care_setting not in ('sarc', 'termination-of-pregnancy') or mode = 'none' or enforced)
);
insert into care_settings.access_mode
  select code, mode, enforced, mandated_by, certainty, valid_from, valid_to, source from care_settings.care_setting;

-- `new_setting` and `line`: the six settings of 2023 and the eight lines they are reported on (programme.md S-011).
-- `agreement_needed_from`: from this day on a plan is open to the setting by its authority's agreement only.
alter table care_settings.care_setting
  drop column mode, drop column enforced, drop column mandated_by, drop column certainty,
  add column new_setting text, add column line text, add column agreement_needed_from date;

-- What step 2 of the decision asks of an organisation (health-side.md 4.5). A site without its own has its parent's.
alter table care_settings.organisation
  add column onboarded_on date,
  add column dspt_valid_to date,
  add column agreement_valid_from date,
  add column agreement_valid_to date check (agreement_valid_to >= agreement_valid_from);

create table care_settings.site (
  ods_code text not null references care_settings.organisation,
  parent_ods_code text not null references care_settings.organisation check (parent_ods_code <> ods_code),
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  source text not null,
  primary key (ods_code, valid_from)
);

-- An organisation that was live before the agreements, in one setting (programme.md S-038). It always has an end.
create table care_settings.early_adopter (
  ods_code text not null references care_settings.organisation,
  care_setting text not null references care_settings.care_setting,
  valid_from date not null,
  valid_to date not null check (valid_to >= valid_from),
  source text not null,
  primary key (ods_code, care_setting, valid_from)
);

-- The text an authority signs, and the settings it can cover (programme.md S-036 to S-041).
create table care_settings.agreement_version (
  version text primary key,
  title text not null,
  gateway_reference text,
  available_by date,
  sign_by date,
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  source text not null
);

create table care_settings.agreement_version_setting (
  version text not null references care_settings.agreement_version,
  care_setting text not null references care_settings.care_setting,
  primary key (version, care_setting)
);

-- One agreement of one authority, offered, perhaps signed, perhaps lapsed; `lapses_on` is the first day it counts no more.
create table care_settings.agreement (
  agreement_id uuid primary key,
  authority_code text not null references care_settings.local_authority,
  version text not null references care_settings.agreement_version,
  offered_on date not null,
  sign_by date,
  signed_on date check (signed_on >= offered_on),
  signatory_role text,
  lapses_on date check (lapses_on >= offered_on),
  check ((signed_on is null) = (signatory_role is null))
);
create index agreement_signed on care_settings.agreement (authority_code) where signed_on is not null;

create table care_settings.agreement_setting (
  agreement_id uuid not null references care_settings.agreement,
  care_setting text not null references care_settings.care_setting,
  primary key (agreement_id, care_setting)
);

-- What happened to an agreement, when, and who entered it; never changed.
create table care_settings.agreement_history (
  agreement_id uuid not null references care_settings.agreement,
  entry integer not null,
  event text not null check (event in ('offered', 'signed', 'lapsed')),
  on_day date not null,
  signatory_role text,
  reason text,
  recorded_by text not null,
  recorded_at timestamptz not null,
  primary key (agreement_id, entry)
);

-- What the look-up may see: to which setting an authority opens its plans, from the first day to the last.
create view care_settings.open_agreement as
  select a.authority_code, s.care_setting, a.signed_on as valid_from, a.lapses_on - 1 as valid_to
  from care_settings.agreement a join care_settings.agreement_setting s on s.agreement_id = a.agreement_id
  where a.signed_on is not null;

grant usage on schema care_settings to cpis_lookup;
grant select on care_settings.open_agreement to cpis_lookup;
grant select on care_settings.access_mode, care_settings.site, care_settings.early_adopter,
  care_settings.agreement_version, care_settings.agreement_version_setting to cpis_care_settings;
grant select, insert on care_settings.agreement_setting, care_settings.agreement_history to cpis_care_settings;
grant select, insert, update on care_settings.agreement to cpis_care_settings;
