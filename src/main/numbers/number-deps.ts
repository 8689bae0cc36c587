import { findAuthorityByMailbox } from '../../care-settings/index.ts'
import {
  type Authorization,
  type DemographicsDeps,
  findInPds,
  openAppRestrictedAuthorization,
  openPdsClient,
  type PdsClient,
  type PdsClientOptions,
} from '../../demographics/index.ts'
import { dayInEngland, platformErrors, refusal } from '../../platform/index.ts'
import { DEFAULT_REGISTER_SETTINGS, type RegisterDeps } from '../../register/index.ts'
import type { Ground } from '../processes.ts'

/** PDS as this service reads it: its own access, and one pace for all processes. */
export function demographicsDepsOf(
  ground: Ground,
  patience: Pick<PdsClientOptions, 'attempts' | 'timeoutMs'> = {},
): DemographicsDeps & { readonly pds: PdsClient } {
  const { clock, randomness, log, settings } = ground
  const db = ground.pool('demographics')
  const pds = openPdsClient({
    ...patience,
    baseUrl: settings.pdsUrl,
    perSecond: settings.pdsPerSecond,
    authorization: authorizationOf(ground),
    db,
    clock,
    randomness,
    log,
  })
  return { db, pds, clock, settings: { cacheHours: 4 } }
}

/** None where no token endpoint is named: a sandbox wants none. Throws CONFIG_INVALID where a part is missing. */
function authorizationOf({ settings, clock, randomness }: Ground): Authorization | undefined {
  const { pdsTokenUrl: tokenUrl, pdsApiKey: apiKey, pdsKeyId: kid, pdsKey: privateKey } = settings
  if (tokenUrl === undefined) return undefined
  if (apiKey === undefined || kid === undefined || privateKey === undefined)
    throw refusal(
      platformErrors,
      'CONFIG_INVALID',
      'CPIS_PDS_TOKEN_URL needs CPIS_PDS_API_KEY, CPIS_PDS_KEY_ID and CPIS_PDS_KEY',
    )
  return openAppRestrictedAuthorization({ tokenUrl, apiKey, kid, privateKey, clock, randomness })
}

/** The register of a process that applies uploads or acts on numbers. */
export function registerDepsOf(ground: Ground, demographics: DemographicsDeps): RegisterDeps {
  const { clock, randomness, log, settings, cohorts = DEFAULT_REGISTER_SETTINGS.cohorts } = ground
  const db = ground.pool('register')
  return {
    db,
    clock,
    randomness,
    log,
    settings: { ...DEFAULT_REGISTER_SETTINGS, cohorts, endDateInFuture: settings.endDateInFuture },
    findInPds: numbers => findInPds(demographics, numbers),
    async findAuthorityOfMailbox(mailboxId) {
      const found = await findAuthorityByMailbox({ db }, mailboxId, dayInEngland(clock.now()))
      return found && { ...found, odsCode: found.odsCode ?? found.code }
    },
  }
}
