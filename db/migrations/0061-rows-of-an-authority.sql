-- Staff of a local authority at its pages act as cpis_authority: on rows of the authority their transaction names, and on no
-- other's (decision 71). It may change nothing but its own contacts and what its staff did about a notice.
grant usage on schema register, notifications, operations, care_settings, audit to cpis_authority;
grant select on register.upload, register.upload_verdicts, register.plan, register.authority_contact,
  register.published_upload to cpis_authority;
grant select, insert on notifications.notification, notifications.notice_event to cpis_authority;
grant select on operations.quality_report to cpis_authority;
grant select, insert, delete on operations.contact to cpis_authority;
grant select, insert on operations.contact_event to cpis_authority;
-- Who the authorities are; nothing about a person.
grant select on care_settings.published_authority to cpis_authority;
grant select (code, name, ods_code, dfe_code, gss_code, mailbox_id, office_phone, emergency_phone, invented, valid_from,
  valid_to) on care_settings.local_authority to cpis_authority;
grant insert on audit.entry to cpis_authority;
grant execute on function audit.append(bytea[]) to cpis_authority;

-- The authority of the transaction. Asked once a statement.
create policy of_authority on register.upload to cpis_authority
  using (authority_code = (select current_setting('cpis.authority', true)));
create policy of_authority on register.upload_verdicts to cpis_authority
  using (exists (select from register.upload u where u.upload_id = upload_verdicts.upload_id));
create policy of_authority on register.plan to cpis_authority
  using (authority_code = (select current_setting('cpis.authority', true)));
create policy of_authority on register.authority_contact to cpis_authority
  using (authority_code = (select current_setting('cpis.authority', true)));
create policy of_authority on notifications.notification to cpis_authority
  using (authority_code = (select current_setting('cpis.authority', true)));
create policy of_authority on notifications.notice_event to cpis_authority
  using (exists (select from notifications.notification n where n.notice_id = notice_event.notice_id));
create policy of_authority on operations.quality_report to cpis_authority
  using (authority_code = (select current_setting('cpis.authority', true)));
create policy of_authority on operations.contact to cpis_authority
  using (authority_code = (select current_setting('cpis.authority', true)));
create policy of_authority on operations.contact_event to cpis_authority
  using (authority_code = (select current_setting('cpis.authority', true)));

-- Of what another context publishes, those rows and no others.
create policy of_lookup on register.plan to cpis_lookup using (delete_date is null);
create policy of_operations on register.upload to cpis_operations using (authority_code is not null);
create policy of_operations on audit.entry to cpis_operations using (action = 'look-up')
  with check (true);
