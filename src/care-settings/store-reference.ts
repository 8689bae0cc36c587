import type { Database } from '../platform/index.ts'

// What `loadReference` writes. Rows are objects under the columns' names; a column an object does not have becomes null.

type Rows = readonly object[]

const store = (text: string) => async (tx: Database, rows: Rows) => {
  await tx.query({ text, values: [JSON.stringify(rows)] })
}

export const storeAuthorities = store(`
  insert into care_settings.local_authority as kept
    (code, name, ods_code, dfe_code, gss_code, mailbox_id, office_phone, emergency_phone, invented, valid_from, valid_to, source)
  select code, name, ods_code, dfe_code, gss_code, mailbox_id, office_phone, emergency_phone, invented, valid_from, valid_to, source
  from jsonb_populate_recordset(null::care_settings.local_authority, $1)
  on conflict (code) do update set name = excluded.name, ods_code = excluded.ods_code, dfe_code = excluded.dfe_code,
    gss_code = excluded.gss_code, mailbox_id = coalesce(excluded.mailbox_id, kept.mailbox_id),
    office_phone = excluded.office_phone, emergency_phone = excluded.emergency_phone, invented = excluded.invented,
    valid_from = excluded.valid_from, valid_to = excluded.valid_to, source = excluded.source`)

export const storeSettings = store(`
  insert into care_settings.care_setting
    (code, name, new_setting, line, agreement_needed_from, valid_from, valid_to, source)
  select code, name, new_setting, line, agreement_needed_from, valid_from, valid_to, source
  from jsonb_populate_recordset(null::care_settings.care_setting, $1)
  on conflict (code) do update set name = excluded.name, new_setting = excluded.new_setting, line = excluded.line,
    agreement_needed_from = excluded.agreement_needed_from, valid_from = excluded.valid_from,
    valid_to = excluded.valid_to, source = excluded.source`)

export const storeAccessModes = store(`
  insert into care_settings.access_mode
    (care_setting, mode, enforced, mandated_by, certainty, valid_from, valid_to, source)
  select care_setting, mode, enforced, mandated_by, certainty, valid_from, valid_to, source
  from jsonb_populate_recordset(null::care_settings.access_mode, $1)
  on conflict (care_setting, valid_from) do update set mode = excluded.mode, enforced = excluded.enforced,
    mandated_by = excluded.mandated_by, certainty = excluded.certainty, valid_to = excluded.valid_to,
    source = excluded.source`)

export const storeOrganisations = store(`
  insert into care_settings.organisation (ods_code, name, care_setting, onboarded_on, dspt_valid_to,
    agreement_valid_from, agreement_valid_to, invented, valid_from, valid_to, source)
  select ods_code, name, care_setting, onboarded_on, dspt_valid_to,
    agreement_valid_from, agreement_valid_to, invented, valid_from, valid_to, source
  from jsonb_populate_recordset(null::care_settings.organisation, $1)
  on conflict (ods_code) do update set name = excluded.name, care_setting = excluded.care_setting,
    onboarded_on = excluded.onboarded_on, dspt_valid_to = excluded.dspt_valid_to,
    agreement_valid_from = excluded.agreement_valid_from, agreement_valid_to = excluded.agreement_valid_to,
    invented = excluded.invented, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
    source = excluded.source`)

export const storeSites = store(`
  insert into care_settings.site (ods_code, parent_ods_code, valid_from, valid_to, source)
  select ods_code, parent_ods_code, valid_from, valid_to, source
  from jsonb_populate_recordset(null::care_settings.site, $1)
  on conflict (ods_code, valid_from) do update set parent_ods_code = excluded.parent_ods_code,
    valid_to = excluded.valid_to, source = excluded.source`)

export const storeEarlyAdopters = store(`
  insert into care_settings.early_adopter (ods_code, care_setting, valid_from, valid_to, source)
  select ods_code, care_setting, valid_from, valid_to, source
  from jsonb_populate_recordset(null::care_settings.early_adopter, $1)
  on conflict (ods_code, care_setting, valid_from) do update set valid_to = excluded.valid_to,
    source = excluded.source`)

/** Rows carry the settings a version can cover as a list, `care_settings`. */
export const storeAgreementVersions = store(`
  with given as (
    select * from jsonb_to_recordset($1) as row (version text, title text, gateway_reference text, available_by date,
      sign_by date, valid_from date, valid_to date, source text, care_settings text[])),
  versions as (
    insert into care_settings.agreement_version
      (version, title, gateway_reference, available_by, sign_by, valid_from, valid_to, source)
    select version, title, gateway_reference, available_by, sign_by, valid_from, valid_to, source from given
    on conflict (version) do update set title = excluded.title, gateway_reference = excluded.gateway_reference,
      available_by = excluded.available_by, sign_by = excluded.sign_by, valid_from = excluded.valid_from,
      valid_to = excluded.valid_to, source = excluded.source)
  insert into care_settings.agreement_version_setting (version, care_setting)
  select version, unnest(care_settings) from given on conflict do nothing`)

/** Rows carry the settings as a list, `care_settings`, and the first entries of their history. What is there stays. */
export const storeAgreements = store(`
  with given as (
    select * from jsonb_to_recordset($1) as row (agreement_id uuid, authority_code text, version text, valid_from date,
      sign_by date, signed_on date, signatory_role text, valid_to date, care_settings text[], history jsonb)),
  added as (
    insert into care_settings.agreement
      (agreement_id, authority_code, version, offered_on, sign_by, signed_on, signatory_role, lapses_on)
    select agreement_id, authority_code, version, valid_from, sign_by, signed_on, signatory_role, valid_to + 1 from given
    on conflict do nothing returning agreement_id),
  settings as (
    insert into care_settings.agreement_setting (agreement_id, care_setting)
    select agreement_id, unnest(care_settings) from given join added using (agreement_id))
  insert into care_settings.agreement_history
    (agreement_id, entry, event, on_day, signatory_role, recorded_by, recorded_at)
  select agreement_id, e.entry, e.event, e.on_day, e.signatory_role, 'reference data', e.on_day::timestamp at time zone 'UTC'
  from given join added using (agreement_id),
    jsonb_to_recordset(history) as e (entry int, event text, on_day date, signatory_role text)`)
