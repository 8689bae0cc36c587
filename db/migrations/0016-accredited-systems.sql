-- Systems that may ask over Spine, each known by its accredited system id and bound to the name in its certificate.
create table identity.accredited_system (
  asid text not null check (asid ~ '^[0-9]{12}$'),
  name text not null,
  -- ODS codes of the organisations whose people may ask through it.
  organisations text[] not null check (cardinality(organisations) > 0),
  -- A DNS name or the common name of its client certificate.
  certificate_name text not null,
  -- Who answers for the sign-in of a person who asks: the system, as accredited, or an access token beside the query.
  sign_in text not null check (sign_in in ('by-system', 'token')),
  -- How strongly the system signs its people in.
  assurance_level smallint not null check (assurance_level between 1 and 3),
  -- What it may ask for without a signed-in person; empty: it may not.
  device_activities text[] not null check (device_activities <@ array['B0107', 'B0170']),
  -- Where answers to its ebXML messages go, and what names the contract with it.
  party_key text,
  cpa_id text,
  reply_url text,
  -- First and last day of the accreditation, in England, both counted.
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  source text not null,
  primary key (asid, valid_from)
);
create index accredited_system_by_party on identity.accredited_system (party_key) where party_key is not null;

grant select on identity.accredited_system to cpis_identity;
