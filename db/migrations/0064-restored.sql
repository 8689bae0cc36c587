-- That this database was restored, so that nobody takes a register older than what was acknowledged for the whole truth:
-- look-ups are answered NotChecked and the worker waits while `reopened_at` is null.
create table platform.restored (
  restored_id uuid primary key,
  restored_at timestamptz not null,
  -- The newest moment it knows of; null where nobody said.
  restored_to timestamptz,
  reopened_at timestamptz,
  reopened_by text
);
create unique index restored_closed on platform.restored ((true)) where reopened_at is null;
grant usage on schema platform to cpis_lookup;
grant select on platform.restored to cpis_lookup, cpis_register, cpis_operations;
grant insert, update on platform.restored to cpis_register;
