-- Sessions of people signed in to the pages. The id a browser holds is kept as its SHA-256 only; it changes at sign-in,
-- at a change of role and when the user proves again who they are, while `session_id`, which the audit names, stays.
create table identity.portal_session (
  session_hash bytea primary key check (octet_length(session_hash) = 32),
  session_id uuid not null unique,
  user_id text not null check (user_id ~ '^[0-9]{12}$'),
  assurance_level smallint not null check (assurance_level between 1 and 3),
  -- How the user proved who they are (`acr`).
  authenticator text,
  issuer text not null,
  -- CIS2's session (`sid`): what a back-channel logout names.
  cis2_session_id text,
  -- The hint for signing out at CIS2.
  id_token text not null,
  -- The role chosen at CIS2, offered first; and the role confirmed here. The role directory is asked at every request.
  offered_role text,
  role_profile_id text,
  -- Where the user wanted to go before signing in: a path of ours.
  return_to text not null,
  authenticated_at timestamptz not null,
  started_at timestamptz not null,
  ends_at timestamptz not null,
  last_used_at timestamptz not null,
  ended_at timestamptz,
  ended_by text check (ended_by in ('signed-out', 'logged-out', 'account-closed', 'signed-in-anew')),
  check ((ended_at is null) = (ended_by is null))
);
create index portal_session_by_user on identity.portal_session (user_id) where ended_at is null;
create index portal_session_by_cis2 on identity.portal_session (cis2_session_id) where ended_at is null;
create index portal_session_by_end on identity.portal_session (ends_at);

-- Sign-ins under way, by the cookie of the browser that began them; taken once.
create table identity.portal_sign_in (
  browser_hash bytea primary key check (octet_length(browser_hash) = 32),
  state text not null,
  nonce text not null,
  code_verifier text not null,
  return_to text not null,
  begun_at timestamptz not null
);
create index portal_sign_in_by_age on identity.portal_sign_in (begun_at);

-- How often something was done on the pages in a minute, by whom: limits against sweeps.
create table identity.portal_pace (
  kind text not null,
  subject text not null,
  minute timestamptz not null,
  times integer not null,
  primary key (kind, subject, minute)
);
create index portal_pace_by_age on identity.portal_pace (minute);

grant select, insert, update, delete on identity.portal_session, identity.portal_sign_in, identity.portal_pace
  to cpis_identity;
