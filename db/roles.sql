-- Who may log in, and as what they may act (decision 70). Safe to repeat; needs CREATEROLE, and changes nothing, with no
-- rights at all, where everything is as it should be. docs/reference/database-roles.md says what each is for.
do $$
declare
  acted_as text[] := array['cpis_owner', 'cpis_identity', 'cpis_demographics', 'cpis_care_settings', 'cpis_register',
    'cpis_lookup', 'cpis_notifications', 'cpis_operations', 'cpis_programme', 'cpis_mesh', 'cpis_authority',
    'cpis_records'];
  wanted record;
  one text;
begin
  -- Acted as, never logged in as: the owner of every table, and a role for each context.
  foreach one in array acted_as loop
    if not exists (select from pg_roles where rolname = one) then
      begin
        execute format('create role %I nologin', one);
      exception when duplicate_object or unique_violation then null;
      end;
    elsif (select rolcanlogin from pg_roles where rolname = one) then
      execute format('alter role %I nologin', one);
    end if;
  end loop;

  -- Logged in as: one for each kind of process. None inherits: each connection says as what it acts.
  for wanted in select * from (values
    ('cpis_auditor', '{}'::text[]),
    ('cpis_backup', '{}'),
    ('cpis_migrator', '{cpis_owner}'),
    ('cpis_api', '{cpis_identity, cpis_care_settings, cpis_lookup, cpis_operations, cpis_programme}'),
    ('cpis_worker', '{cpis_demographics, cpis_care_settings, cpis_register, cpis_lookup, cpis_notifications,
      cpis_operations, cpis_programme, cpis_mesh, cpis_records, cpis_auditor}'),
    ('cpis_portal', '{cpis_identity, cpis_demographics, cpis_care_settings, cpis_lookup, cpis_notifications,
      cpis_operations, cpis_programme, cpis_authority, cpis_auditor}'),
    ('cpis_mesh_server', '{cpis_mesh}'),
    ('cpis_operator', '{cpis_identity, cpis_demographics, cpis_care_settings, cpis_register, cpis_lookup,
      cpis_notifications, cpis_operations, cpis_programme, cpis_mesh}'),
    ('cpis_records_officer', '{cpis_demographics, cpis_register, cpis_lookup, cpis_notifications, cpis_operations,
      cpis_records}')
  ) as process (name, needs) loop
    if not exists (select from pg_roles where rolname = wanted.name) then
      begin
        execute format('create role %I login noinherit', wanted.name);
      exception when duplicate_object or unique_violation then null;
      end;
    end if;
    if (select rolinherit or not rolcanlogin from pg_roles where rolname = wanted.name) then
      execute format('alter role %I login noinherit', wanted.name);
    end if;
    foreach one in array wanted.needs loop
      if not pg_has_role(wanted.name, one, 'member') then
        begin
          execute format('grant %I to %I', one, wanted.name);
        exception when unique_violation then null;
        end;
      end if;
    end loop;
    for one in select r.rolname from pg_auth_members a join pg_roles r on r.oid = a.roleid
      join pg_roles m on m.oid = a.member
      where m.rolname = wanted.name and r.rolname like 'cpis\_%' and r.rolname <> all (wanted.needs) loop
      execute format('revoke %I from %I', one, wanted.name);
    end loop;
  end loop;

  -- Whatever it is used with, the migrator makes and changes what there is as its owner.
  if not exists (select from pg_db_role_setting s join pg_roles r on r.oid = s.setrole
    where r.rolname = 'cpis_migrator' and s.setdatabase = 0 and 'role=cpis_owner' = any (s.setconfig)) then
    -- Whoever made the owner may, from PostgreSQL 16 on, act as it only when told so; needed to make its database.
    if not (select rolsuper from pg_roles where rolname = current_user) then
      execute format('grant cpis_owner to %I', current_user);
    end if;
    alter role cpis_migrator set role = 'cpis_owner';
  end if;
end
$$;
