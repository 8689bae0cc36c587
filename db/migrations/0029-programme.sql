-- The roll-out programme, its documents, consultations and briefing note. Nothing about any child is ever kept here.
create schema programme;
grant usage on schema programme to cpis_programme;

-- Who the local authorities are.
grant usage on schema care_settings to cpis_programme;
grant select on care_settings.published_authority to cpis_programme;
