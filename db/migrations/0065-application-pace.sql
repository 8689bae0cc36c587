-- How often each application asked in one second, of all processes together: one row for each application, told of by
-- every process in batches. `second` counts from 1970.
create table identity.application_pace (
  client_id text primary key,
  second bigint not null,
  times integer not null
) with (fillfactor = 50);
grant select, insert, update on identity.application_pace to cpis_identity;
