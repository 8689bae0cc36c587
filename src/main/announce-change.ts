import { openMeshClient } from '../mesh/index.ts'
import { LAPTOP_MNS } from './laptop-mailboxes.ts'
import type { Ground } from './processes.ts'

/**
 * Tells this service that a number changed, as the national Multicast Notification Service would: one CloudEvent in one
 * message (fhir-api.md 10). Laptop and tests only.
 */
export function announceOverMesh(ground: Ground, meshUrl: () => string): (nhsNumber: string) => Promise<void> {
  const { clock, randomness, log, settings } = ground
  const { hubMailbox: to, numberChangeWorkflow: workflowId, meshSharedKey: sharedKey } = settings
  return async nhsNumber => {
    const mesh = openMeshClient({ baseUrl: meshUrl(), ...LAPTOP_MNS, sharedKey, clock, randomness, log })
    const event = {
      specversion: '1.0',
      id: randomness.uuid(),
      source: 'urn:open-cpis:pds-stand-in',
      type: 'nhs-number-change-2',
      time: clock.now().toISOString(),
      dataref: `${settings.pdsUrl}/Patient/${nhsNumber}`,
      subject: nhsNumber,
    }
    await mesh.send({ to, workflowId, localId: event.id, body: JSON.stringify(event) })
  }
}
