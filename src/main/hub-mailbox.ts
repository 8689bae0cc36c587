import { UPLOAD_LIMITS } from '../hl7v3/index.ts'
import { type MeshClient, openMeshClient } from '../mesh/index.ts'
import { meshClientTls } from './mesh-client-tls.ts'
import type { Ground } from './processes.ts'

/** The mailbox of this service. */
export function meshClientOf({ settings, clock, randomness, log }: Omit<Ground, 'pool'>): MeshClient {
  return openMeshClient({
    baseUrl: settings.meshUrl,
    mailboxId: settings.hubMailbox,
    password: settings.hubMailboxPassword,
    sharedKey: settings.meshSharedKey,
    mostBytes: UPLOAD_LIMITS.bytes,
    ...meshClientTls(settings),
    clock,
    randomness,
    log,
  })
}
