-- What each authority's uploads leave to be mended, and the report on each upload.

-- A record an authority sent that is not stored: since when, and why by its newest verdict. Gone once it is stored.
create table register.outstanding_row (
  authority_code text not null,
  -- Which record, as SHA-256 of the authority's own id of it; `keyless <position>` where it has none.
  subject_key text not null,
  code text not null check (code in ('CPR01', 'CPR02', 'CPR03', 'CPR04', 'CPR05', 'CPR07')),
  detail_code text,
  since timestamptz not null,
  last_sent_at timestamptz not null,
  primary key (authority_code, subject_key)
);

-- The newest upload of each authority whose verdicts were taken into account above: each counts once, in order.
create table register.stock_taken (
  authority_code text primary key,
  sequence_number bigint not null
);

create index upload_by_time on register.upload (received_at);
create index upload_by_authority on register.upload (authority_code, received_at);

-- What others may see of an upload: that it came and how it was answered, never what it holds.
create view register.published_upload as
  select upload_id, authority_code, sequence_number, received_at, applied_at, processed, file_code, detail_code
  from register.upload where authority_code is not null;

grant select, insert, update, delete on register.outstanding_row to cpis_register;
grant select, insert, update on register.stock_taken to cpis_register;
grant usage on schema register to cpis_operations;
grant select on register.published_upload to cpis_operations;

-- One report for each upload; counts only.
create table operations.quality_report (
  upload_id uuid primary key,
  authority_code text not null,
  received_at timestamptz not null,
  made_at timestamptz not null,
  file_code text not null,
  detail_code text,
  processed integer not null,
  stored integer not null,
  -- Sequence numbers left out before this one.
  skipped integer not null,
  -- People the register shows for the authority, and their plans by type.
  held integer not null,
  plans jsonb not null,
  -- Records sent that are not stored since no number could be matched (CPR01 to CPR05), and the oldest of them.
  unmatched integer not null,
  unmatched_since timestamptz,
  -- By code and detail: refused in this file, and not mended until now.
  causes jsonb not null,
  withdrawn integer not null,
  unborn_overdue integer not null,
  near_eighteen integer not null,
  shared integer not null
);
create index quality_report_by_authority on operations.quality_report (authority_code, received_at desc);

-- What an authority is written about its uploads; at most once a day.
create table operations.quality_letter (
  letter_id uuid primary key,
  upload_id uuid not null references operations.quality_report,
  authority_code text not null,
  day date not null,
  recipients text[] not null,
  subject text not null,
  body text not null,
  written_at timestamptz not null,
  delivered_at timestamptz,
  delivered_as text,
  unique (authority_code, day)
);
create index quality_letter_to_deliver on operations.quality_letter (written_at) where delivered_at is null;

grant select, insert on operations.quality_report to cpis_operations;
grant select, insert, update on operations.quality_letter to cpis_operations;
