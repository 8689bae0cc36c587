-- Marks that processes write at the primary and find again on a standby: what is shown with a mark is at least as new.
create table lookup.beacon (
  process_id uuid primary key,
  mark bigint not null,
  written_at timestamptz not null
) with (fillfactor = 50);
grant select, insert, update, delete on lookup.beacon to cpis_lookup;
