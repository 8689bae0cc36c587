import type { JWK } from 'jose'
import { type Database, refusal, writeAudit } from '../../platform/index.ts'
import type { AdministrationDeps } from '../accounts.ts'
import { makeToken } from '../opaque-token.ts'
import type { ApplicationRow, RegisteredKeys } from './application.ts'
import { administrationErrors } from './errors.ts'
import { storeActive, storeApplication, storeKeys, storeSecret } from './store.ts'

/**
 * Registers an application, or changes what is registered of it. Its keys and its secret stay as they are.
 * Whatever is narrowed here counts for tokens that are out already.
 */
export function registerApplication(deps: AdministrationDeps, row: ApplicationRow): Promise<void> {
  return administered(deps, { action: 'application-registered', clientId: row.clientId }, async tx => {
    await storeApplication(tx, row, deps.clock.now())
    return true
  })
}

/**
 * Puts other public keys in the place of an application's. Throws APPLICATION_UNKNOWN, and APPLICATION_KEYS_INVALID for
 * a key that is not RSA of 2048 bits or more, has no `kid` or carries its private part, and for an address that is
 * neither `https` nor of this machine.
 */
export function changeApplicationKeys(deps: AdministrationDeps, clientId: string, keys: RegisteredKeys): Promise<void> {
  checkKeys(keys)
  return administered(deps, { action: 'application-keys-changed', clientId }, tx => storeKeys(tx, clientId, keys))
}

/**
 * Makes a new secret for an application that refreshes by client id and secret, and returns it; we keep its hash only,
 * and the one before counts no more. Throws APPLICATION_UNKNOWN.
 */
export async function renewApplicationSecret(deps: AdministrationDeps, clientId: string): Promise<string> {
  const { token, hash } = makeToken(deps.randomness)
  await administered(deps, { action: 'application-secret-renewed', clientId }, tx => storeSecret(tx, clientId, hash))
  return token
}

/** Switches an application off or on again; off, its tokens count no more from this moment. Throws APPLICATION_UNKNOWN. */
export function switchApplication(deps: AdministrationDeps, clientId: string, active: boolean): Promise<void> {
  const action = active ? 'application-switched-on' : 'application-switched-off'
  return administered(deps, { action, clientId }, tx => storeActive(tx, clientId, active))
}

type Administering = { readonly action: string; readonly clientId: string }

/** Does the work and writes it to the audit, both or neither. */
function administered(
  { owner, clock, randomness }: AdministrationDeps,
  { action, clientId }: Administering,
  work: (tx: Database) => Promise<boolean>,
): Promise<void> {
  return owner.transaction(async tx => {
    if (!(await work(tx))) throw refusal(administrationErrors, 'APPLICATION_UNKNOWN')
    await writeAudit(tx, {
      entryId: randomness.uuid(),
      at: clock.now(),
      action,
      outcome: 'done',
      channel: 'administration',
      requestId: randomness.uuid(),
      asker: { clientId },
    })
  })
}

function checkKeys(keys: RegisteredKeys): void {
  if (keys === 'none') return
  if ('jwksUrl' in keys) checkAddress(keys.jwksUrl)
  else for (const key of keys.jwks.keys) checkKey(key)
}

function checkAddress(jwksUrl: string): void {
  const url = URL.parse(jwksUrl)
  const isOfThisMachine = url?.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname)
  if (url?.protocol !== 'https:' && !isOfThisMachine) throw invalid('the address must be https')
}

/** The modulus of 2048 bits, written in base64url, has 342 characters. */
function checkKey(key: JWK): void {
  if (key.kty !== 'RSA' || (key.n?.length ?? 0) < 342) throw invalid('a key must be RSA of 2048 bits or more')
  if (!key.kid) throw invalid('a key must have a kid')
  if (key.d !== undefined) throw invalid('a key must be public')
}

function invalid(detail: string) {
  return refusal(administrationErrors, 'APPLICATION_KEYS_INVALID', detail)
}
