-- The verdicts of an upload lie together as one document: one row to write for each upload, not one for each record.
create table register.upload_verdicts (
  upload_id uuid primary key,
  -- In the order of the records: c code, d detail code, s detail sentence, n NHS number, r the record as submitted.
  verdicts json not null
);
insert into register.upload_verdicts
  select upload_id, json_agg(json_strip_nulls(json_build_object('c', code, 'd', detail_code, 's', detail_sentence,
    'n', nhs_number, 'r', submitted)) order by position)
  from register.verdict group by upload_id;
drop table register.verdict;

create view register.verdict as
  select u.upload_id, v.position::integer as position, v.verdict ->> 'c' as code, v.verdict ->> 'd' as detail_code,
    v.verdict ->> 's' as detail_sentence, v.verdict ->> 'n' as nhs_number, (v.verdict -> 'r')::jsonb as submitted
  from register.upload_verdicts u,
    json_array_elements(u.verdicts) with ordinality as v (verdict, position);

grant select, insert on register.upload_verdicts to cpis_register;
grant select on register.verdict to cpis_register;

-- A version is written when it is replaced: the one that stands is in register.plan alone.
alter table register.plan add column change text not null default 'stored'
  check (change in ('stored', 'ended', 'deleted', 'renumbered', 'withdrawn'));
update register.plan p set change = v.change from register.plan_version v
  where v.nhs_number = p.nhs_number and v.authority_code = p.authority_code and v.type = p.type
    and v.version = p.version;
delete from register.plan_version v using register.plan p
  where v.nhs_number = p.nhs_number and v.authority_code = p.authority_code and v.type = p.type
    and v.version = p.version;

-- Every version there ever was.
create view register.plan_history as
  select nhs_number, authority_code, type, plan_id, subject, start_date, end_date, delete_date, shown_until, given_name,
    family_name, birth_date, pds_birth_date, local_id, local_id_authority, number_state, upload_id, upload_sequence,
    position, version, stored_at, change
  from register.plan_version
  union all
  select nhs_number, authority_code, type, plan_id, subject, start_date, end_date, delete_date, shown_until, given_name,
    family_name, birth_date, pds_birth_date, local_id, local_id_authority, number_state, upload_id, upload_sequence,
    position, version, stored_at, change
  from register.plan;

grant select on register.plan_history to cpis_register;
