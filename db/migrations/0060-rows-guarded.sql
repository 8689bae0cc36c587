-- Rows that hold anything of a person are kept by policies, not by the statements that read them alone (decision 71).
-- Of one table: forced for its owner too. Who has rights on it gets its rows by a policy of its own; whoever is given rights
-- later has none of its rows until a policy says so. The copy reads all of it. Run it after the grants of a new table.
create function platform.guard_rows(target regclass) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  of text;
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  -- No service becomes the owner; the functions that run as it (audit.append) are doors of their own.
  execute format('create policy of_owner on %s to cpis_owner using (true)', target);
  execute format('create policy of_backup on %s for select to cpis_backup using (true)', target);
  for of in
    select distinct r.rolname from pg_roles r, (
      select a.grantee from pg_class c, aclexplode(c.relacl) a where c.oid = target
      union select a.grantee from pg_attribute t, aclexplode(t.attacl) a where t.attrelid = target) given
    where r.oid = given.grantee and r.rolname not in ('cpis_owner', 'cpis_backup')
      and not exists (select from pg_policy p where p.polrelid = target and r.oid = any (p.polroles))
  loop
    execute format('create policy %I on %s to %I using (true)', replace(of, 'cpis_', 'of_'), target, of);
  end loop;
end
$$;
revoke execute on function platform.guard_rows(regclass) from public;

-- A copy reads everything, also what later migrations make.
do $$
declare
  ours text;
begin
  for ours in select quote_ident(nspname) from pg_namespace
    where nspname not like 'pg\_%' and nspname not in ('information_schema', 'public') loop
    execute format('grant usage on schema %s to cpis_backup', ours);
    execute format('grant select on all tables in schema %s to cpis_backup', ours);
  end loop;
end
$$;
alter default privileges grant usage on schemas to cpis_backup;
alter default privileges grant select on tables to cpis_backup;

-- A view shows what whoever asks may see, and not what its owner may: who may read it may read those columns it is made of.
do $$
declare
  shown record;
begin
  for shown in select c.oid::regclass as view from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'v' and n.nspname not like 'pg\_%' and n.nspname <> 'information_schema' loop
    execute format('alter view %s set (security_invoker = true)', shown.view);
  end loop;
  for shown in
    select r.rolname as reader, s.nspname as schema, d.refobjid::regclass as made_of,
      string_agg(distinct quote_ident(a.attname), ', ') as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    cross join lateral aclexplode(c.relacl) given join pg_roles r on r.oid = given.grantee
    join pg_rewrite w on w.ev_class = c.oid
    join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid and d.refclassid = 'pg_class'::regclass
      and d.refobjsubid > 0 and d.refobjid <> c.oid
    join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    join pg_class t on t.oid = d.refobjid join pg_namespace s on s.oid = t.relnamespace
    where c.relkind = 'v' and n.nspname not like 'pg\_%' and n.nspname <> 'information_schema'
      and given.privilege_type = 'SELECT' and r.rolname not in ('cpis_owner', 'cpis_backup')
      and not has_table_privilege(r.oid, t.oid, 'select')
    group by 1, 2, 3
  loop
    execute format('grant usage on schema %I to %I', shown.schema, shown.reader);
    execute format('grant select (%s) on %s to %I', shown.columns, shown.made_of, shown.reader);
  end loop;
end
$$;
