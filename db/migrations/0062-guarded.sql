-- Every table that holds something of a person, or of one authority (src/main/table-catalogue.ts): guarded.
do $$
declare
  one text;
begin
  foreach one in array array[
    'audit.entry', 'audit.link', 'care_settings.agreement_history', 'demographics.change_event',
    'demographics.inactive_number', 'demographics.person', 'demographics.sweep', 'identity.access_token',
    'identity.closed_account', 'identity.ended_session', 'identity.portal_pace', 'identity.portal_session',
    'identity.portal_sign_in', 'identity.refresh_token', 'identity.refused_request', 'identity.role_profile',
    'identity.sign_in', 'lookup.access', 'lookup.counted_access', 'lookup.counted_author', 'lookup.notice_order',
    'lookup.request', 'mesh.message', 'mesh.part', 'mesh.piece', 'mesh.upload', 'notifications.notice_event',
    'notifications.notification', 'operations.case_event', 'operations.contact', 'operations.contact_event',
    'operations.incident', 'operations.incident_event', 'operations.incident_link', 'operations.letter',
    'operations.quality_letter', 'operations.quality_report', 'operations.watch_pause', 'programme.action_ledger',
    'programme.api_ledger', 'programme.cohort_ledger', 'programme.commitment_ledger',
    'programme.consultation_ledger', 'programme.contact_ledger', 'programme.engagement_ledger',
    'programme.expression_of_interest', 'programme.icb_ledger', 'programme.ig_document_ledger',
    'programme.ig_task_ledger', 'programme.kit_ledger', 'programme.kit_report', 'programme.lesson_ledger',
    'programme.mailing_ledger', 'programme.milestone_ledger', 'programme.note_ledger',
    'programme.note_publication', 'programme.note_snapshot', 'programme.priority_ledger',
    'programme.product_ledger', 'programme.provider_ledger', 'programme.signature_ledger', 'programme.site_ledger',
    'programme.toolkit_page_ledger', 'programme.toolkit_release', 'records.erasure', 'records.hold',
    'records.retention_run', 'records.subject_request', 'register.authority_contact',
    'register.inactive_number_order', 'register.number_alias', 'register.outstanding_row', 'register.plan',
    'register.plan_version', 'register.upload', 'register.upload_verdicts'
  ] loop
    if to_regclass(one) is not null then
      perform platform.guard_rows(one);
    end if;
  end loop;
end
$$;
