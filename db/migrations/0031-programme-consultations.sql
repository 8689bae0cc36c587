-- Consultations, the engagements around them, actions, the switches they decide, milestones, and letters to write.
create table programme.consultation_ledger (like programme.provider_ledger including all);
create table programme.engagement_ledger (like programme.provider_ledger including all);
create table programme.action_ledger (like programme.provider_ledger including all);
create table programme.cohort_ledger (like programme.provider_ledger including all);
create table programme.milestone_ledger (like programme.provider_ledger including all);
create table programme.contact_ledger (like programme.provider_ledger including all);
create table programme.mailing_ledger (like programme.provider_ledger including all);

grant select, insert on programme.consultation_ledger, programme.engagement_ledger, programme.action_ledger,
  programme.cohort_ledger, programme.milestone_ledger, programme.contact_ledger, programme.mailing_ledger
  to cpis_programme;
