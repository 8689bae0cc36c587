-- The system audit: every ask, silent reads and refusals included. Contexts may add to it; only the auditor reads it.
revoke create on schema public from public;
create schema audit;

create table audit.entry (
  entry_id uuid not null,
  at timestamptz not null,
  action text not null,
  outcome text not null,
  channel text not null,
  request_id text not null,
  nhs_number text,
  mode text check (mode in ('standard', 'silent')),
  user_id text,
  role_profile_id text,
  activity text,
  organisation text,
  client_id text,
  detail jsonb not null default '{}',
  primary key (entry_id, at)
) partition by range (at);
create table audit.entry_rest partition of audit.entry default;
create index entry_by_child on audit.entry (nhs_number, at);
create index entry_by_user on audit.entry (user_id, at);

grant usage on schema audit to cpis_identity, cpis_demographics, cpis_care_settings, cpis_register, cpis_lookup,
  cpis_notifications, cpis_operations, cpis_mesh, cpis_auditor;
grant insert on audit.entry to cpis_identity, cpis_demographics, cpis_care_settings, cpis_register, cpis_lookup,
  cpis_notifications, cpis_operations, cpis_mesh;
grant select on audit.entry to cpis_auditor;
