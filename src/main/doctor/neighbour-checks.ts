import { X509Certificate } from 'node:crypto'
import { jwksUrlOf } from '../../identity/index.ts'
import { openMeshClient } from '../../mesh/index.ts'
import { meshClientTls } from '../mesh-client-tls.ts'
import type { Ground } from '../processes.ts'
import type { Settings } from '../settings.ts'
import type { Check } from './finding.ts'

const WITHIN_MS = 5_000
/** A certificate is renewed a month before its end. */
const RENEW_DAYS = 30
const DAY_MS = 86_400_000

/** What is looked at around the service: CIS2, PDS, MESH, and the certificates it shows. */
export function neighbourChecks(ground: Ground): Check[] {
  const { settings } = ground
  return [
    {
      place: 'CIS2',
      mend: 'check CPIS_CIS2_ISSUER letter by letter, and that this host may reach it',
      look: async () => {
        const answer = await get(jwksUrlOf(settings.cis2Issuer))
        if (!answer.ok) throw new Error(`its keys are answered ${answer.status}`)
        const { keys = [] } = (await answer.json()) as { keys?: unknown[] }
        return `${keys.length} keys`
      },
    },
    {
      place: 'PDS',
      mend: 'check CPIS_PDS_URL and that this host may reach it',
      look: async () => {
        // Any answer at all says that it is there: a number is not asked for.
        const { status } = await get(`${settings.pdsUrl}/metadata`)
        if (status >= 500) throw new Error(`answers ${status}`)
        return `answers ${status}`
      },
    },
    {
      place: 'MESH',
      mend: 'check CPIS_MESH_URL, the mailbox, its password, the shared key and the certificate: runbook mesh-away',
      look: async () => {
        await openMeshClient({
          baseUrl: settings.meshUrl,
          mailboxId: settings.hubMailbox,
          password: settings.hubMailboxPassword,
          sharedKey: settings.meshSharedKey,
          ...meshClientTls(settings),
          clock: ground.clock,
          randomness: ground.randomness,
          log: ground.log,
        }).handshake()
        return `mailbox ${settings.hubMailbox} is let in`
      },
    },
    ...certificatesOf(settings).map(([place, pem]) => ({
      place,
      mend: 'renew it: runbook certificate-expiring',
      look: async () => {
        const { validTo } = new X509Certificate(pem)
        const days = Math.floor((new Date(validTo).getTime() - ground.clock.now().getTime()) / DAY_MS)
        if (days < RENEW_DAYS) throw new Error(`ends in ${days} days`)
        return `${days} days left`
      },
    })),
  ]
}

function get(address: string): Promise<Response> {
  return fetch(address, { signal: AbortSignal.timeout(WITHIN_MS), redirect: 'manual' })
}

function certificatesOf(settings: Settings): [place: string, pem: string | Buffer][] {
  const { spineTlsCertificate, meshTlsCertificate, meshClientCertificate } = settings
  const all = {
    'certificate of the HL7 v3 door': spineTlsCertificate,
    'certificate of our MESH server': meshTlsCertificate,
    'certificate of our MESH client': meshClientCertificate,
  }
  return Object.entries(all).flatMap(([place, pem]) => (pem ? [[place, pem] as [string, string]] : []))
}
