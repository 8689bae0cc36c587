-- Local authorities, care settings and organisations, each with the first and last day it is valid.
create schema care_settings;

create table care_settings.local_authority (
  code text primary key,
  name text not null,
  ods_code text,
  dfe_code text check (dfe_code ~ '^[0-9]{3}$'),
  gss_code text check (gss_code ~ '^E[0-9]{8}$'),
  mailbox_id text,
  office_phone text check (office_phone ~ '^[0-9]+$'),
  emergency_phone text check (emergency_phone ~ '^[0-9]+$'),
  invented boolean not null,
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  source text not null
);
create unique index local_authority_by_mailbox on care_settings.local_authority (mailbox_id) where mailbox_id is not null;

create table care_settings.care_setting (
  code text primary key,
  name text not null,
  mode text not null check (mode in ('standard', 'silent', 'none')),
  enforced boolean not null,
  mandated_by text,
  certainty text not null,
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  source text not null,
  check (not enforced or mode = 'silent')
);

create table care_settings.organisation (
  ods_code text primary key,
  name text not null,
  care_setting text not null references care_settings.care_setting,
  invented boolean not null,
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  source text not null
);

-- What other contexts may see: the authority behind a mailbox or a code, with its days.
create view care_settings.published_authority as
  select code, name, ods_code, dfe_code, gss_code, mailbox_id, office_phone, emergency_phone, invented, valid_from, valid_to
  from care_settings.local_authority;

grant usage on schema care_settings to cpis_care_settings, cpis_register, cpis_notifications;
grant select, insert, update on all tables in schema care_settings to cpis_care_settings;
revoke insert, update on care_settings.published_authority from cpis_care_settings;
grant select on care_settings.published_authority to cpis_register, cpis_notifications;
