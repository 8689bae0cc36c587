import { loadReference } from '../../../src/care-settings/index.ts'
import { loadAccreditedSystems, loadRoleDirectory } from '../../../src/identity/index.ts'
import { testDatabase } from '../../support/database.ts'
import { openAgentTarget } from './agent.ts'
import { openApiTargets } from './api.ts'
import { openMeshTarget } from './mesh.ts'
import { openPortalTarget } from './portal.ts'
import type { Target } from './target.ts'
import { uploadTarget } from './upload.ts'

export const TARGETS = ['fhir', 'hl7v3', 'upload', 'mesh', 'agent', 'portal'] as const

/** Opens everything that reads what others write. */
export async function openTargets(): Promise<{ targets: readonly Target[]; end(): Promise<void> }> {
  const database = await testDatabase()
  await loadReference(database.owner, { invented: true })
  await loadRoleDirectory(database.owner)
  await loadAccreditedSystems(database.owner)
  const api = await openApiTargets(database)
  const mesh = await openMeshTarget(database)
  const agent = openAgentTarget()
  const portal = await openPortalTarget()
  return {
    targets: [...api.targets, uploadTarget(database), mesh.target, agent.target, portal.target],
    async end() {
      agent.end()
      await portal.end()
      await mesh.end()
      await api.end()
      await database.end()
    },
  }
}
