-- The owner of every table, and one login role for each context. Safe to repeat.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['cpis_owner', 'cpis_identity', 'cpis_demographics', 'cpis_care_settings', 'cpis_register',
    'cpis_lookup', 'cpis_notifications', 'cpis_operations', 'cpis_programme', 'cpis_mesh', 'cpis_auditor'] loop
    begin
      execute format('create role %I login', wanted);
    exception when duplicate_object or unique_violation then null;
    end;
  end loop;
end
$$;
