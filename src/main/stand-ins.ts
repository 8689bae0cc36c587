import { type Cis2StandIn, readStandInUsers, type StandInClient, startCis2StandIn } from '../../stand-ins/cis2/index.ts'
import { type PdsStandIn, startPdsStandIn } from '../../stand-ins/pds/index.ts'
import { readPeople } from '../../stand-ins/people/index.ts'
import { type Running, systemClock } from '../platform/index.ts'
import { announceOverMesh } from './announce-change.ts'
import { groundOf } from './processes.ts'
import type { Settings } from './settings.ts'

/** The application the laptop's people sign in through. */
export const LAPTOP_CLIENT = {
  clientId: 'open-cpis',
  clientSecret: 'laptop-client-secret',
  redirectUris: ['http://127.0.0.1:8400/signed-in'],
} as const

/** On ports of its own, as in a story, the API cannot be told that a session is over. */
function told({ apiPort, publicUrl }: Settings, client: StandInClient): StandInClient {
  return apiPort === 0 ? client : { ...client, backchannelLogoutUri: `${publicUrl}/oauth2/backchannel-logout` }
}

/** The clients of the laptop: the application, and the pages where they are served. */
export function laptopClients(settings: Settings): StandInClient[] {
  const { portalUrl, portalClientId: clientId, portalClientSecret: clientSecret } = settings
  if (portalUrl === undefined || clientSecret === undefined) return [told(settings, LAPTOP_CLIENT)]
  const redirectUris = [`${portalUrl}/signed-in`]
  const portal = { clientId, clientSecret, redirectUris, postLogoutRedirectUris: [`${portalUrl}/signed-out`] }
  return [LAPTOP_CLIENT, portal].map(client => told(settings, client))
}

export type StandIns = Running & { readonly pds: PdsStandIn; readonly cis2: Cis2StandIn }

/**
 * Starts PDS and CIS2 of invented people; PDS tells of numbers that change over the MESH server at `meshUrl`. Both
 * refuse the production profile.
 */
export async function startStandIns(settings: Settings, meshUrl: () => string): Promise<StandIns> {
  const { profile } = settings
  const pds = await startPdsStandIn({
    port: settings.pdsPort,
    people: readPeople(),
    clock: systemClock,
    profile,
    mode: 'sandbox',
    log: groundOf('pds-stand-in', settings).log,
    onChange: announceOverMesh(groundOf('mns-stand-in', settings), meshUrl),
  })
  const cis2 = await startCis2StandIn({
    port: settings.cis2Port,
    users: readStandInUsers(),
    clients: laptopClients(settings),
    profile,
    log: groundOf('cis2-stand-in', settings).log,
  })
  return {
    pds,
    cis2,
    async stop() {
      await cis2.stop()
      await pds.stop()
    },
  }
}
