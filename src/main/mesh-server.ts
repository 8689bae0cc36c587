import {
  addMeshRoutes,
  deleteMessages,
  expireMessages,
  forgetCutUploads,
  MESH_SESSION,
  type MeshServerDeps,
  pruneNonces,
} from '../mesh/index.ts'
import {
  type Loop,
  listen,
  openHttp,
  platformErrors,
  processKeyring,
  type Running,
  refusal,
  startLoop,
  type Tls,
} from '../platform/index.ts'
import { type Ground, groundOf } from './processes.ts'
import type { Settings } from './settings.ts'
import { mayBeUpload } from './upload-beginning.ts'

const MINUTE_MS = 60_000

/** When all mailboxes come back at once, a call does better to wait its turn than to be told 503 and come again. */
const WAIT_MS = 10_000

/** Starts our own MESH server. */
export async function startMesh(settings: Settings): Promise<Running & { readonly url: string }> {
  const ground = groundOf('mesh', settings)
  const deps = meshServerDepsOf(ground)
  const tls = tlsOf(settings)
  const ready = async () => {
    await deps.db.query({ text: 'select 1' })
  }
  const server = openHttp({ log: ground.log, metrics: ground.metrics, ready, ...(tls && { tls }) })
  addMeshRoutes(server, { ...deps, isAcceptable: acceptance(settings) })
  const loops = loopsOf(deps).map(startLoop)
  const url = await listen(server, settings.meshPort, settings.host)
  ground.log.info({ url }, 'the MESH server listens')
  return {
    url,
    async stop() {
      await Promise.all(loops.map(loop => loop.stop()))
      await server.close()
      await ground.end()
    },
  }
}

/** What becomes of tokens, messages and bodies by the clock alone; a round that did something is followed at once. */
function loopsOf(deps: MeshServerDeps): Loop[] {
  const rounds: [name: string, everyMs: number, round: (deps: MeshServerDeps) => Promise<number>][] = [
    ['tokens', 5 * MINUTE_MS, pruneNonces],
    ['expiry', MINUTE_MS, expireMessages],
    ['deletion', 60 * MINUTE_MS, deleteMessages],
    ['cut uploads', 60 * MINUTE_MS, forgetCutUploads],
  ]
  return rounds.map(([name, everyMs, round]) => ({
    name,
    everyMs,
    log: deps.log,
    round: async () => (await round(deps)) > 0,
  }))
}

/** Only uploads are judged; with passed-on, none is. */
function acceptance(settings: Settings): NonNullable<MeshServerDeps['isAcceptable']> {
  if (settings.meshUnacceptableFiles === 'passed-on') return () => true
  return (workflowId, head) => (workflowId !== settings.uploadWorkflow || mayBeUpload(head) ? true : 'bad-cpis-file')
}

function tlsOf(settings: Settings): Tls | undefined {
  const { meshTlsKey: key, meshTlsCertificate: certificate, meshTlsAuthorities: authorities } = settings
  if (key !== undefined && certificate !== undefined && authorities !== undefined)
    return { key, certificate, authorities }
  if ((key ?? certificate ?? authorities) === undefined) return undefined
  throw refusal(platformErrors, 'CONFIG_INVALID', 'TLS of MESH needs CPIS_MESH_TLS_KEY, _CERTIFICATE, _AUTHORITIES')
}

/** What the MESH server and the administration of its mailboxes need. */
export function meshServerDepsOf(ground: Ground): MeshServerDeps {
  const { clock, randomness, log, settings } = ground
  const { meshUnacceptableFiles: files } = settings
  return {
    db: ground.pool('mesh', { sessionSettings: MESH_SESSION, connectWithinMs: WAIT_MS }),
    keyring: processKeyring(),
    clock,
    randomness,
    log,
    settings: {
      sharedKey: settings.meshSharedKey,
      passwordKey: settings.meshPasswordKey,
      profile: settings.profile,
      refusalReports: settings.meshRefusalReports,
      unacceptableFiles: files === 'refused' ? 'refused' : 'reported',
      bindCertificates: settings.meshTlsKey !== undefined && settings.meshBindCertificates,
    },
  }
}
