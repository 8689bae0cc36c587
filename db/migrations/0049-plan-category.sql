-- The category of abuse beside a plan: kept only where an upload carries it and the programme decided on it for that day.
alter table register.plan
  add column category text check (category in ('NEG', 'PHY', 'EMO', 'SAB', 'MUL'));
alter table register.plan_version add column category text;

create or replace view register.plan_history as
  select nhs_number, authority_code, type, plan_id, subject, start_date, end_date, delete_date, shown_until, given_name,
    family_name, birth_date, pds_birth_date, local_id, local_id_authority, number_state, upload_id, upload_sequence,
    position, version, stored_at, change, category
  from register.plan_version
  union all
  select nhs_number, authority_code, type, plan_id, subject, start_date, end_date, delete_date, shown_until, given_name,
    family_name, birth_date, pds_birth_date, local_id, local_id_authority, number_state, upload_id, upload_sequence,
    position, version, stored_at, change, category
  from register.plan;

create or replace view register.shown_plan as
  select p.plan_id, p.nhs_number, p.type, p.subject, p.start_date, p.end_date, p.shown_until,
    p.given_name, p.family_name, p.birth_date, p.local_id, p.local_id_authority,
    p.authority_code, c.name as authority_name, c.emergency_phone, c.office_phone, c.last_upload_at,
    p.upload_sequence, c.ods_code as authority_ods_code, p.category
  from register.plan p join register.authority_contact c on c.authority_code = p.authority_code
  where p.delete_date is null;
