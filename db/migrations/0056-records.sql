-- What is deleted when, what may not be deleted now, and what people ask to see of themselves or to have erased.
create schema records;
grant usage on schema records to cpis_records;

-- A reason not to delete: an inquiry, a court. About one child, or about everybody where there is no key.
create table records.hold (
  hold_id uuid primary key,
  child_key uuid,
  -- The number, and the reason as it was given.
  hold_sealed bytea not null,
  placed_by text not null,
  placed_at timestamptz not null,
  -- Lifting takes two people: it lets records go for good.
  lift_asked_by text,
  lift_asked_at timestamptz,
  lifted_by text,
  lifted_at timestamptz,
  check ((lift_asked_by is null) = (lift_asked_at is null)),
  check ((lifted_by is null) = (lifted_at is null)),
  check (lifted_by is null or lifted_by <> lift_asked_by)
);

-- How far the hours of the audit have been gone through; nobody is named. Begun anew when a hold is lifted.
create table records.audit_progress (
  only_row boolean primary key check (only_row),
  up_to timestamptz
);
insert into records.audit_progress values (true, null);

create table records.retention_run (
  run_id uuid primary key,
  at timestamptz not null,
  by_whom text not null,
  -- SHA-256 of the periods that held.
  rules bytea not null,
  held_wholly boolean not null,
  -- Counts by kind of record.
  removed jsonb not null
);

-- What somebody asked to be erased from the audit, and whether a second person agreed. Once done it names nobody.
create table records.erasure (
  erasure_id uuid primary key,
  child_key uuid,
  entry_id uuid,
  -- The number, who wants it and why.
  erasure_sealed bytea,
  asked_by text not null,
  asked_at timestamptz not null,
  state text not null check (state in ('asked', 'done', 'refused')),
  decided_by text,
  decided_at timestamptz,
  entries integer,
  check (state <> 'asked' or (child_key is null) <> (entry_id is null)),
  check ((state = 'asked') = (decided_by is null)),
  check (state <> 'done' or decided_by <> asked_by)
);

-- What was given to whom of what is held about a child, and what was withheld by which exemption.
create table records.subject_request (
  request_id uuid primary key,
  child_key uuid not null,
  relation text not null,
  -- The number, who asked and why, who decided and why.
  request_sealed bytea not null,
  at timestamptz not null,
  by_whom text not null,
  -- Parts with counts, whether given, and exemptions; names nobody.
  decisions jsonb not null
);
create index subject_request_by_child on records.subject_request (child_key);

grant select, insert, update on records.hold, records.erasure to cpis_records;
grant select, update on records.audit_progress to cpis_records;
grant select, insert on records.retention_run to cpis_records;
grant select, insert, delete on records.subject_request to cpis_records;

-- Erasing from the audit destroys keys and leaves the chain: rows stay with what their link says openly. It is done here
-- and nowhere else, by the owner, since no role of the service may change an entry. An erasure is never erased: the
-- verification of the chain adds them up.
create function audit.erase(ids uuid[], instants timestamptz[], erased timestamptz) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  first_at timestamptz := (select min(i) from unnest(instants) i);
  last_at timestamptz := (select max(i) from unnest(instants) i);
  unlinked integer;
  gone integer;
begin
  with given as (select g.entry_id, g.at from unnest(ids, instants) as g (entry_id, at)),
    accesses as (
      delete from lookup.access a using given g
      where a.at >= first_at and a.at <= last_at and a.at = g.at and a.access_id = g.entry_id
      returning a.linked)
  select count(*) filter (where not linked) into unlinked from accesses;
  update audit.before_chain set accesses = accesses - unlinked where unlinked > 0;
  update audit.entry e set wrapped_key = null, erased_at = erased, child_key = null, number_sealed = null,
      request_id = '', user_id = null, role_profile_id = null, activity = null, organisation = null, client_id = null,
      detail = '{}'
    from unnest(ids, instants) as g (entry_id, at)
    where e.at >= first_at and e.at <= last_at and e.at = g.at and e.entry_id = g.entry_id
      and e.erased_at is null and e.action <> 'erasure';
  get diagnostics gone = row_count;
  return gone;
end
$$;

-- All entries about a child, and those whose access is kept under the child's number now.
create function audit.erase_child(child uuid, erased timestamptz) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  ids uuid[];
  instants timestamptz[];
begin
  select array_agg(b.id), array_agg(b.at) into ids, instants from (
    select entry_id as id, at from audit.entry where child_key = child
    union
    select access_id, at from lookup.access where child_key = child) b;
  return audit.erase(coalesce(ids, '{}'), coalesce(instants, '{}'), erased);
end
$$;

-- All entries of a stretch of time, but those about children whose records are held.
create function audit.erase_between(since timestamptz, until timestamptz, held uuid[], erased timestamptz) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  ids uuid[];
  instants timestamptz[];
begin
  select array_agg(e.entry_id), array_agg(e.at) into ids, instants
  from audit.entry e
  where e.at >= since and e.at < until and e.erased_at is null and e.action <> 'erasure'
    and (e.child_key is null or e.child_key <> all (held))
    and not exists (select from lookup.access a where cardinality(held) > 0 and a.at >= since and a.at < until
      and a.at = e.at and a.access_id = e.entry_id and a.child_key = any (held));
  return audit.erase(coalesce(ids, '{}'), coalesce(instants, '{}'), erased);
end
$$;

revoke execute on function audit.erase(uuid[], timestamptz[], timestamptz),
  audit.erase_child(uuid, timestamptz), audit.erase_between(timestamptz, timestamptz, uuid[], timestamptz) from public;
grant execute on function audit.erase(uuid[], timestamptz[], timestamptz),
  audit.erase_child(uuid, timestamptz), audit.erase_between(timestamptz, timestamptz, uuid[], timestamptz)
  to cpis_records;

-- Entries come in the order of time, so this costs next to nothing and leads to an hour of years ago.
create index entry_by_time on audit.entry using brin (at);
create index access_by_time on lookup.access using brin (at);

grant usage on schema audit to cpis_records;
grant select, insert on audit.entry to cpis_records;
grant execute on function audit.append(bytea[]) to cpis_records;

-- What each context deletes of its own.
grant delete on register.plan_version, register.upload_verdicts to cpis_register;
grant delete on demographics.sweep to cpis_demographics;
grant delete on notifications.notification, notifications.notice_event to cpis_notifications;
grant delete on operations.letter, operations.quality_letter, operations.quality_report to cpis_operations;
alter table notifications.notice_event drop constraint notice_event_notice_id_fkey,
  add foreign key (notice_id) references notifications.notification on delete cascade;
create index version_by_age on register.plan_version (stored_at);
create index counted_author_by_age on lookup.counted_author (counted_at);
create index counted_access_by_age on lookup.counted_access (at);
