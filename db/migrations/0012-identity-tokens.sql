-- Registered applications, the sign-ins made through them, and the opaque tokens of each sign-in. A token is kept as its
-- SHA-256 only. A sign-in is one exchange of an ID token; whatever ends it ends every token that came of it.
create table identity.application (
  -- The API key: `iss` and `sub` of its assertions.
  client_id text primary key check (client_id ~ '^[!-~]{1,100}$'),
  name text not null,
  -- As which client it signs users in at CIS2: the audience of their ID tokens.
  cis2_client_id text not null,
  jwks jsonb,
  jwks_url text,
  secret_hash bytea check (octet_length(secret_hash) = 32),
  scopes text[] not null,
  channels text[] not null check (channels <@ array['fhir', 'hl7v3', 'portal']),
  -- What it may be used for: B0107 (tells the authority), B0170 (does not), or both.
  activities text[] not null check (activities <@ array['B0107', 'B0170']),
  active boolean not null,
  -- First and last day of the agreement it connects under, in England, both counted.
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  source text not null,
  recorded_at timestamptz not null,
  check (jwks is null or jwks_url is null)
);

create table identity.closed_account (
  user_id text primary key check (user_id ~ '^[0-9]{12}$'),
  closed_at timestamptz not null
);

create table identity.sign_in (
  sign_in_id uuid primary key,
  client_id text not null references identity.application,
  user_id text not null check (user_id ~ '^[0-9]{12}$'),
  -- The role chosen at sign-in; the role directory is asked at every request whether the user holds it.
  selected_role text,
  assurance_level smallint not null check (assurance_level between 1 and 3),
  -- How the user proved who they are (`acr`): a smartcard, or one of CIS2's other ways.
  authenticator text,
  issuer text not null,
  -- CIS2's session (`sid`), where the ID token named one.
  session_id text,
  started_at timestamptz not null,
  ends_at timestamptz not null,
  refresh_count integer not null default 0,
  ended_at timestamptz,
  ended_by text check (ended_by in ('revoked', 'logged-out', 'refresh-reused', 'account-closed')),
  check ((ended_at is null) = (ended_by is null))
);
create index sign_in_by_user on identity.sign_in (user_id) where ended_at is null;
create index sign_in_by_session on identity.sign_in (session_id) where ended_at is null;
create index sign_in_by_end on identity.sign_in (ends_at);

create table identity.access_token (
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  sign_in_id uuid not null references identity.sign_in on delete cascade,
  issued_at timestamptz not null,
  expires_at timestamptz not null
);
create index access_token_by_sign_in on identity.access_token (sign_in_id);
create index access_token_by_expiry on identity.access_token (expires_at);

create table identity.refresh_token (
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  sign_in_id uuid not null references identity.sign_in on delete cascade,
  issued_at timestamptz not null,
  -- Set when it was taken; seen again after that, it was stolen or copied.
  used_at timestamptz
);
create index refresh_token_by_sign_in on identity.refresh_token (sign_in_id);

-- An assertion is taken once, whichever instance sees it.
create table identity.used_assertion (
  client_id text not null,
  jti_hash bytea not null check (octet_length(jti_hash) = 32),
  expires_at timestamptz not null,
  primary key (client_id, jti_hash)
);
create index used_assertion_by_expiry on identity.used_assertion (expires_at);

-- Sessions CIS2 said are over: an ID token got before then is exchanged no more.
create table identity.ended_session (
  ended_session_id uuid primary key,
  issuer text not null,
  user_id text,
  session_id text,
  at timestamptz not null,
  check (user_id is not null or session_id is not null)
);
create index ended_session_by_age on identity.ended_session (at);

-- Refused requests of a caller in a minute.
create table identity.refused_request (
  caller_hash bytea not null check (octet_length(caller_hash) = 32),
  minute timestamptz not null,
  refused integer not null,
  primary key (caller_hash, minute)
);
create index refused_request_by_age on identity.refused_request (minute);

grant select on identity.application, identity.closed_account to cpis_identity;
grant select, insert, update, delete on identity.sign_in, identity.access_token, identity.refresh_token to cpis_identity;
grant select, insert, delete on identity.used_assertion, identity.ended_session to cpis_identity;
grant select, insert, update, delete on identity.refused_request to cpis_identity;
