import { type CryptoKey, exportJWK, generateKeyPair } from 'jose'
import {
  type AdministrationDeps,
  changeApplicationKeys,
  issueToken,
  jwksUrlOf,
  loadApplications,
  openKeySource,
} from '../identity/index.ts'
import { openLog, openPoolAsNamed, systemClock, systemRandomness } from '../platform/index.ts'
import { startLaptopPostgres } from './laptop.ts'
import { groundOf } from './processes.ts'
import type { Settings } from './settings.ts'
import { LAPTOP_CLIENT } from './stand-ins.ts'
import { tokenDepsOf, tokenUrlOf } from './token-endpoint.ts'

/** The laptop's application as it signs its assertions; the key is made at each start and kept in memory only. */
export type LaptopApplication = {
  readonly clientId: string
  readonly kid: string
  readonly privateKey: CryptoKey
  /** The audience of its assertions. */
  readonly tokenUrl: string
}

/** Registers the invented applications, and a new key for the laptop's own. Never in production. */
export async function openLaptopApplication(settings: Settings): Promise<LaptopApplication> {
  const { clientId } = LAPTOP_CLIENT
  const { publicKey, privateKey } = await generateKeyPair('RS512')
  const kid = systemRandomness.uuid()
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'RS512', use: 'sig' }
  await asOwner(settings, async deps => {
    await loadApplications(deps.owner)
    await changeApplicationKeys(deps, clientId, { jwks: { keys: [jwk] } })
  })
  return { clientId, kid, privateKey, tokenUrl: tokenUrlOf(settings.publicUrl) }
}

async function asOwner(settings: Settings, work: (deps: AdministrationDeps) => Promise<void>): Promise<void> {
  const log = openLog('laptop', 'warn')
  const owner = openPoolAsNamed(settings.databaseUrl.replace('{role}', 'cpis_migrator'), { connections: 1, log })
  try {
    await work({ owner, clock: systemClock, randomness: systemRandomness })
  } finally {
    await owner.end()
  }
}

/**
 * An access token of the laptop's application for an invented user in one role, for `cpis token issue`. A database that
 * is `embedded` is the one of a running `bin/start`. Throws TOKEN_ISSUE_REFUSED in production, and what `issueToken`
 * throws.
 */
export async function issueTokenByHand(given: Settings, userId: string, roleProfileId: string): Promise<string> {
  const settings = given.databaseUrl === 'embedded' ? await onLaptop(given) : given
  const ground = groundOf('token-issue', settings)
  try {
    const { clientId } = LAPTOP_CLIENT
    const { profile } = settings
    if (profile !== 'production') await asOwner(settings, deps => loadApplications(deps.owner))
    const deps = tokenDepsOf(ground, ground.pool('identity'), openKeySource(jwksUrlOf(settings.cis2Issuer)))
    const { access_token } = await issueToken(deps, { clientId, userId, roleProfileId, profile })
    return access_token
  } finally {
    await ground.end()
  }
}

/** The settings with the database of a running `bin/start` in the place of `embedded`. */
export async function onLaptop(settings: Settings): Promise<Settings> {
  const postgres = await startLaptopPostgres('postgresql', openLog('laptop', 'warn'))
  return { ...settings, databaseUrl: postgres.url('{role}', 'cpis') }
}
