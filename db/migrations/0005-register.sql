-- The child protection record: plans, the uploads they came from, the verdict on every row.
create schema register;

-- One row for each message an authority sent, also the refused ones: it is the answer, kept.
create table register.upload (
  upload_id uuid primary key,
  authority_code text,
  sequence text not null,
  sequence_number bigint,
  mesh_message_id text not null unique,
  sender_mailbox text not null,
  received_at timestamptz not null,
  applied_at timestamptz,
  declared_count bigint,
  processed integer not null,
  file_code text not null check (file_code in ('CPF01', 'CPF02', 'CPF03', 'CPF04', 'CPF05', 'CPF06')),
  detail_code text,
  detail_sentence text,
  authority jsonb not null,
  answered_at timestamptz,
  answer_message_id text
);
create unique index upload_accepted_once on register.upload (authority_code, sequence_number)
  where file_code in ('CPF02', 'CPF03', 'CPF04');

create table register.verdict (
  upload_id uuid not null,
  position integer not null,
  code text not null check (code in ('CPR01', 'CPR02', 'CPR03', 'CPR04', 'CPR05', 'CPR06', 'CPR07')),
  detail_code text,
  detail_sentence text,
  nhs_number text,
  submitted jsonb not null,
  primary key (upload_id, position)
);

-- Locked by whoever applies an upload of the authority: its uploads are applied one after another.
create table register.authority_sequence (
  authority_code text primary key,
  last_accepted bigint
);

-- One row. Uploads share it, a change of number has it alone: no plan can land on a number that is just being left.
create table register.number_gate (
  only_row boolean primary key check (only_row)
);
insert into register.number_gate values (true);

create table register.plan (
  nhs_number text not null,
  authority_code text not null,
  type text not null check (type in ('CPP', 'LAC', 'UCP')),
  plan_id uuid not null,
  subject text not null check (subject in ('child', 'mother')),
  start_date date not null,
  end_date date,
  delete_date date,
  shown_until date,
  given_name text not null,
  family_name text not null,
  birth_date date not null,
  pds_birth_date date not null,
  local_id text,
  local_id_authority text,
  number_state text not null check (number_state in ('current', 'withdrawn')),
  upload_id uuid not null,
  upload_sequence text not null,
  position integer not null,
  version integer not null,
  stored_at timestamptz not null,
  primary key (nhs_number, authority_code, type),
  check ((delete_date is null) = (shown_until is not null))
);

create table register.plan_version (
  nhs_number text not null,
  authority_code text not null,
  type text not null,
  plan_id uuid not null,
  subject text not null,
  start_date date not null,
  end_date date,
  delete_date date,
  shown_until date,
  given_name text not null,
  family_name text not null,
  birth_date date not null,
  pds_birth_date date not null,
  local_id text,
  local_id_authority text,
  number_state text not null,
  upload_id uuid not null,
  upload_sequence text not null,
  position integer not null,
  version integer not null,
  stored_at timestamptz not null,
  change text not null check (change in ('stored', 'ended', 'deleted', 'renumbered', 'withdrawn')),
  primary key (nhs_number, authority_code, type, version)
);

-- The newest contact set an authority sent serves all its plans. Rows are never deleted: a plan always finds its phones.
create table register.authority_contact (
  authority_code text primary key,
  ods_code text not null,
  name text not null,
  emergency_phone text not null,
  office_phone text,
  upload_id uuid not null,
  last_upload_at timestamptz not null
);

create table register.number_alias (
  old_number text primary key,
  current_number text not null,
  learned_at timestamptz not null,
  check (old_number <> current_number)
);
create index number_alias_by_current on register.number_alias (current_number);

create table register.inactive_number_order (
  order_id uuid primary key,
  old_number text not null,
  replaced_by text,
  authority_code text not null,
  authority_ods_code text not null,
  authority_name text not null,
  subject text not null,
  local_id text,
  local_id_authority text,
  upload_sequence text not null,
  learned_at timestamptz not null
);

create view register.shown_plan as
  select p.plan_id, p.nhs_number, p.type, p.subject, p.start_date, p.end_date, p.shown_until,
    p.given_name, p.family_name, p.birth_date, p.local_id, p.local_id_authority,
    p.authority_code, c.name as authority_name, c.emergency_phone, c.office_phone, c.last_upload_at,
    p.upload_sequence, c.ods_code as authority_ods_code
  from register.plan p join register.authority_contact c on c.authority_code = p.authority_code
  where p.delete_date is null;

create view register.number_now as
  select old_number, current_number from register.number_alias;

grant usage on schema register to cpis_register, cpis_lookup;
grant select, insert on register.upload, register.verdict, register.plan_version to cpis_register;
grant update (answered_at, answer_message_id) on register.upload to cpis_register;
grant select, insert, update on register.authority_sequence, register.authority_contact to cpis_register;
grant select, update on register.number_gate to cpis_register;
grant select, insert, update, delete on register.plan, register.number_alias to cpis_register;
grant select, insert, delete on register.inactive_number_order to cpis_register;
grant select on register.shown_plan, register.number_now to cpis_lookup;
