-- A request is known by who asked it too, an order by what its authority is called on the wire, and the history is flat.

-- Two people of one application may send the same request id: each is an access of its own.
alter table lookup.request add column author_key text;
update lookup.request r set author_key = a.author_key from lookup.access a
  where a.nhs_number = r.nhs_number and a.at = r.asked_at and a.access_id = r.access_id;
alter table lookup.request
  alter column author_key set not null,
  drop constraint request_pkey,
  add primary key (nhs_number, client_id, request_id, author_key);

-- `authority_code` is our own key and finds the mailbox; messages carry the ODS code.
alter table lookup.notice_order add column authority_ods_code text;
update lookup.notice_order o set authority_ods_code = c.ods_code from register.authority_contact c
  where c.authority_code = o.authority_code;
alter table lookup.notice_order alter column authority_ods_code set not null;

-- What the history shows, without the months of the whole record: at least the 25 newest counted accesses of each child.
create table lookup.counted_access (
  nhs_number text not null,
  at timestamptz not null,
  access_id uuid not null,
  author jsonb not null,
  primary key (nhs_number, at, access_id)
);
insert into lookup.counted_access select nhs_number, at, access_id, author from lookup.access where counted;

grant select, insert, delete on lookup.counted_access to cpis_lookup;
