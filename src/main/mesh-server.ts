import { addMeshRoutes, type MeshServerDeps, pruneNonces } from '../mesh/index.ts'
import { listen, openHttp, type Running, startLoop } from '../platform/index.ts'
import { letGoWhenClosing } from './let-go.ts'
import { type Ground, groundOf } from './processes.ts'
import type { Settings } from './settings.ts'

/** The most one request may carry (mesh.md 9). */
const BODY_LIMIT = 100 * 1024 * 1024

const PRUNE_EVERY_MS = 300_000

async function prune(deps: MeshServerDeps): Promise<boolean> {
  await pruneNonces(deps)
  return false
}

/** Starts our own MESH server. */
export async function startMesh(settings: Settings): Promise<Running & { readonly url: string }> {
  const ground = groundOf('mesh', settings)
  const deps = meshServerDepsOf(ground)
  const ready = async () => {
    await deps.db.query({ text: 'select 1' })
  }
  const server = openHttp({ log: ground.log, metrics: ground.metrics, ready, bodyLimit: BODY_LIMIT })
  letGoWhenClosing(server)
  addMeshRoutes(server, deps)
  const pruning = startLoop({ name: 'tokens', everyMs: PRUNE_EVERY_MS, log: ground.log, round: () => prune(deps) })
  const url = await listen(server, settings.meshPort, settings.host)
  ground.log.info({ url }, 'the MESH server listens')
  return {
    url,
    async stop() {
      await pruning.stop()
      await server.close()
      await ground.end()
    },
  }
}

/** What the MESH server and the administration of its mailboxes need. */
export function meshServerDepsOf(ground: Ground): MeshServerDeps {
  const { clock, randomness, log, settings } = ground
  return {
    db: ground.pool('mesh'),
    clock,
    randomness,
    log,
    settings: {
      sharedKey: settings.meshSharedKey,
      passwordKey: settings.meshPasswordKey,
      profile: settings.profile,
    },
  }
}
