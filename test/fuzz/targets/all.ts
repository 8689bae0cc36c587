import { loadReference } from '../../../src/care-settings/index.ts'
import { loadAccreditedSystems, loadRoleDirectory } from '../../../src/identity/index.ts'
import { testDatabase } from '../../support/database.ts'
import { openAgentTarget } from './agent.ts'
import { openApiTargets } from './api.ts'
import { openMeshTarget } from './mesh.ts'
import type { Target } from './target.ts'
import { uploadTarget } from './upload.ts'

export const TARGETS = ['fhir', 'hl7v3', 'upload', 'mesh', 'agent'] as const

/** Opens everything that reads what others write, on a database of its own. */
export async function openTargets(): Promise<{ targets: readonly Target[]; end(): Promise<void> }> {
  const database = await testDatabase()
  await loadReference(database.owner, { invented: true })
  await loadRoleDirectory(database.owner)
  await loadAccreditedSystems(database.owner)
  const api = await openApiTargets(database)
  const mesh = await openMeshTarget(database)
  const agent = openAgentTarget()
  return {
    targets: [...api.targets, uploadTarget(database), mesh.target, agent.target],
    async end() {
      agent.end()
      await mesh.end()
      await api.end()
      await database.end()
    },
  }
}
