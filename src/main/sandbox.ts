import { addSandboxRoutes } from '../fhir/index.ts'
import { listen, openHttp, type Running, refuseOtherPaths } from '../platform/index.ts'
import { addOpenApiRoutes } from './openapi/routes.ts'
import { groundOf } from './processes.ts'
import type { Settings } from './settings.ts'

/**
 * Starts the sandbox alone: the FHIR doors with the documented numbers and their canned answers, no database, no
 * sign-in, nothing kept. For a supplier's first hour.
 */
export async function startSandbox(settings: Settings): Promise<Running & { readonly url: string }> {
  const ground = groundOf('sandbox', settings)
  const { publicUrl, statusApiKey } = settings
  const ready = async () => {}
  const server = openHttp({ log: ground.log, metrics: ground.metrics, ready })
  refuseOtherPaths(server)
  addSandboxRoutes(server, { ...ground, ready, settings: { publicUrl, statusApiKey } })
  addOpenApiRoutes(server, { publicUrl, sandbox: true })
  const url = await listen(server, settings.apiPort, settings.host)
  ground.log.info({ url }, 'the sandbox listens')
  return { url, stop: async () => void (await server.close()) }
}
