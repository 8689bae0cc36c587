-- Sites and their providers; each change is a row that is only added (decision 38): the whole state it led to, who made
-- it and what it was.
create table programme.provider_ledger (
  key text not null,
  entry_no int not null,
  at timestamptz not null,
  by_whom text not null,
  what text not null,
  state jsonb not null,
  primary key (key, entry_no)
);
create table programme.site_ledger (like programme.provider_ledger including all);

-- The documents of information governance, what is to be done in each care setting, and what was asked to be signed.
create table programme.ig_document_ledger (like programme.provider_ledger including all);
create table programme.ig_task_ledger (like programme.provider_ledger including all);
create table programme.signature_ledger (like programme.provider_ledger including all);

grant select, insert on programme.provider_ledger, programme.site_ledger, programme.ig_document_ledger,
  programme.ig_task_ledger, programme.signature_ledger to cpis_programme;
