import type { CalendarDate, Database } from '../../platform/index.ts'
import type { Application, ApplicationRow, RegisteredKeys } from './application.ts'

const FIND = `select client_id as "clientId", cis2_client_id as "cis2ClientId", jwks, jwks_url as "jwksUrl",
    secret_hash as "secretHash", scopes,
    active and valid_from <= $2 and (valid_to is null or valid_to >= $2) as "isLive"
  from identity.application where client_id = $1`

/** The application of a client id, as it stands on a day. */
export async function findApplication(
  db: Database,
  clientId: string,
  day: CalendarDate,
): Promise<Application | undefined> {
  const [found] = await db.query<Application>({ name: 'identity-application', text: FIND, values: [clientId, day] })
  return found
}

/** Whether any application signs users in at CIS2 as one of these clients. */
export async function isCis2ClientOfOurs(db: Database, cis2ClientIds: readonly string[]): Promise<boolean> {
  const [row] = await db.query<{ found: boolean }>({
    name: 'identity-cis2-client',
    text: 'select exists (select from identity.application where cis2_client_id = any($1)) as found',
    values: [cis2ClientIds],
  })
  return row?.found === true
}

/** Adds an application, or brings what is registered of it up to date; its keys and its secret stay. */
export async function storeApplication(owner: Database, row: ApplicationRow, at: Date): Promise<void> {
  await owner.query({
    text: `insert into identity.application (client_id, name, cis2_client_id, scopes, channels, activities, active,
        valid_from, valid_to, source, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      on conflict (client_id) do update set name = excluded.name, cis2_client_id = excluded.cis2_client_id,
        scopes = excluded.scopes, channels = excluded.channels, activities = excluded.activities,
        active = excluded.active, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
        source = excluded.source, recorded_at = excluded.recorded_at`,
    values: [
      row.clientId,
      row.name,
      row.cis2ClientId,
      row.scopes,
      row.channels,
      row.activities,
      row.active,
      row.validFrom,
      row.validTo,
      row.source,
      at,
    ],
  })
}

/** Puts other keys in the place of those there were; false when there is no such application. */
export async function storeKeys(owner: Database, clientId: string, keys: RegisteredKeys): Promise<boolean> {
  const jwks = keys !== 'none' && 'jwks' in keys ? JSON.stringify(keys.jwks) : null
  const jwksUrl = keys !== 'none' && 'jwksUrl' in keys ? keys.jwksUrl : null
  const changed = await owner.query({
    text: 'update identity.application set jwks = $2, jwks_url = $3 where client_id = $1 returning 1',
    values: [clientId, jwks, jwksUrl],
  })
  return changed.length > 0
}

export async function storeSecret(owner: Database, clientId: string, secretHash: Buffer): Promise<boolean> {
  const changed = await owner.query({
    text: 'update identity.application set secret_hash = $2 where client_id = $1 returning 1',
    values: [clientId, secretHash],
  })
  return changed.length > 0
}

export async function storeActive(owner: Database, clientId: string, active: boolean): Promise<boolean> {
  const changed = await owner.query({
    text: 'update identity.application set active = $2 where client_id = $1 returning 1',
    values: [clientId, active],
  })
  return changed.length > 0
}

/** Takes an assertion's id as used; false when it was used before, at whichever instance. */
export async function takeJti(
  db: Database,
  assertion: { readonly clientId: string; readonly jtiHash: Buffer; readonly expiresAt: Date },
): Promise<boolean> {
  const taken = await db.query({
    name: 'identity-take-jti',
    text: `insert into identity.used_assertion (client_id, jti_hash, expires_at) values ($1, $2, $3)
      on conflict do nothing returning 1`,
    values: [assertion.clientId, assertion.jtiHash, assertion.expiresAt],
  })
  return taken.length > 0
}

/**
 * Adds requests of an application in a second, and returns how many all processes told of; `undefined` when the row is of
 * a later second by the clock of another.
 */
export async function addToPace(
  db: Database,
  { clientId, second, times }: { readonly clientId: string; readonly second: number; readonly times: number },
): Promise<number | undefined> {
  const [row] = await db.query<{ times: number }>({
    name: 'identity-application-pace',
    text: `insert into identity.application_pace as pace (client_id, second, times) values ($1, $2, $3)
      on conflict (client_id) do update set second = excluded.second,
        times = excluded.times + case when pace.second = excluded.second then pace.times else 0 end
        where pace.second <= excluded.second
      returning times`,
    values: [clientId, second, times],
  })
  return row?.times
}
