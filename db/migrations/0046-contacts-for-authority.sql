-- Each change of an authority's contact group by its own staff, and each time they said that it is right. Only added to.
create table operations.contact_event (
  authority_code text not null,
  event_no int not null,
  at timestamptz not null,
  what text not null check (what in ('confirmed', 'added', 'removed')),
  by_user text not null,
  by_name text not null,
  -- Whom there was to write to afterwards: roles with their addresses.
  contacts jsonb not null,
  primary key (authority_code, event_no)
);
grant select, insert on operations.contact_event to cpis_operations;
