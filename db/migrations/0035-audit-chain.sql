-- The system audit and the accesses become a history nobody can quietly change (trust.md 6): each entry is a link of one
-- of sixteen chains. A link holds the bytes that were hashed as they were, in the order its number says.

-- `wrapped_key` opens what the link has sealed of the entry; destroyed with `erased_at`, the person is gone and the chain
-- whole. `linked` is false only for what was there before the chain.
alter table audit.entry
  add column wrapped_key bytea,
  add column erased_at timestamptz,
  add column linked boolean;
update audit.entry set linked = false;
alter table audit.entry alter column linked set default true, alter column linked set not null;

alter table lookup.access add column linked boolean;
update lookup.access set linked = false;
alter table lookup.access alter column linked set default true, alter column linked set not null;

-- Not partitioned by month: where the last link is must be known with every look-up, and its number be unique for good.
create table audit.link (
  shard smallint not null check (shard between 0 and 15),
  seq bigint not null check (seq > 0),
  bytes bytea not null,
  hash bytea not null,
  primary key (shard, seq)
);

-- What stood before the chain began, so that nobody puts more there.
create table audit.before_chain (entries bigint not null, accesses bigint not null);
insert into audit.before_chain
  select (select count(*) from audit.entry), (select count(*) from lookup.access);

-- Appends to one of the chains and returns the number of the last link. Of the sixteen, the first that nobody else is
-- appending to, so that callers do not queue; its lock is held until the commit, so call it last. Run by its owner: a
-- context may append and neither read, change nor remove. Volatile: what comes after the lock sees what its last holder
-- committed.
create function audit.append(entries bytea[]) returns bigint
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  own smallint;
  last bigint;
  running bytea;
  one bytea;
  hashes bytea[] := '{}';
begin
  for place in 0..15 loop
    if pg_try_advisory_xact_lock(6962, (pg_backend_pid() + place) % 16) then
      own := (pg_backend_pid() + place) % 16;
      exit;
    end if;
  end loop;
  if own is null then
    own := pg_backend_pid() % 16;
    perform pg_advisory_xact_lock(6962, own);
  end if;
  select seq, hash into last, running from audit.link where shard = own order by seq desc limit 1;
  if last is null then
    last := 0;
    running := sha256(convert_to('open-cpis audit chain ' || own, 'UTF8'));
  end if;
  foreach one in array entries loop
    running := sha256(running || one);
    hashes := hashes || running;
  end loop;
  insert into audit.link (shard, seq, bytes, hash)
    select own, last + place, given.bytes, given.hash
    from unnest(entries, hashes) with ordinality as given (bytes, hash, place);
  return last + cardinality(entries);
end
$$;
revoke execute on function audit.append(bytea[]) from public;
grant execute on function audit.append(bytea[]) to cpis_identity, cpis_demographics, cpis_care_settings, cpis_register,
  cpis_lookup, cpis_notifications, cpis_operations, cpis_mesh;

grant select on audit.link, audit.before_chain, lookup.access to cpis_auditor;
grant usage on schema lookup to cpis_auditor;
-- To know which of several entries a try before has written.
grant select (entry_id) on audit.entry to cpis_lookup;
