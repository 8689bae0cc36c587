-- How many look-ups there are, from where: for the charts of operations. No child and nobody who asked is in either view.
create view audit.published_look_up as
  select at, organisation, mode, outcome from audit.entry where action = 'look-up';
create view care_settings.published_site as
  select o.ods_code, s.name as care_setting_name
  from care_settings.organisation o join care_settings.care_setting s on s.code = o.care_setting;

grant select on audit.published_look_up to cpis_operations;
grant select on care_settings.published_site to cpis_operations;
