-- News that numbers changed, the nightly sweep for news that never came, and the one pace at which PDS is asked.

-- Written before an event is acted on, settled after. Thirty days long the same event does nothing again.
create table demographics.change_event (
  event_id text primary key,
  -- The old number only: what took its place is asked of PDS. None of an event that could not be read.
  number text check (number ~ '^\d{10}$'),
  mesh_message_id text not null,
  state text not null check (state in ('taken', 'settled', 'unreadable')),
  -- What came of it, or why it could not be read.
  outcome text,
  received_at timestamptz not null,
  settled_at timestamptz,
  check ((state = 'unreadable') = (number is null)),
  check ((state = 'taken') = (settled_at is null))
);
create index change_event_by_age on demographics.change_event (received_at);

-- One row for each night. Whoever turns a page of it holds the lease; the cursor is the last number looked at.
create table demographics.sweep (
  night date primary key,
  started_at timestamptz not null,
  after_number text check (after_number ~ '^\d{10}$'),
  looked integer not null default 0,
  changed integer not null default 0,
  corrected integer not null default 0,
  unsettled integer not null default 0,
  leased_until timestamptz,
  ended_at timestamptz
);

-- One row: from when on the next request to PDS may go, whichever process sends it.
create table demographics.pds_pace (
  only_row boolean primary key check (only_row),
  next_at timestamptz not null
) with (fillfactor = 10);
insert into demographics.pds_pace values (true, '-infinity');

grant select, insert, update, delete on demographics.change_event to cpis_demographics;
grant select, insert, update on demographics.sweep to cpis_demographics;
grant select, update on demographics.pds_pace to cpis_demographics;
