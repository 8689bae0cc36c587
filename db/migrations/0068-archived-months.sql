-- Months of the history that were taken out of the database into a sealed archive. Each is also an entry of the audit, so
-- that a month cannot be said to be archived when it was removed.
create table audit.archived_month (
  month text primary key check (month ~ '^\d{4}-\d\d$'),
  archive_id uuid not null,
  entries bigint not null,
  accesses bigint not null,
  entries_before_chain bigint not null,
  accesses_before_chain bigint not null,
  archived_at timestamptz not null
);
grant select on audit.archived_month to cpis_auditor;
