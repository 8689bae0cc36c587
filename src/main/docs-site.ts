import fs from 'node:fs'
import path from 'node:path'
import fastifyStatic from '@fastify/static'
import { listen, openHttp, PROJECT_FOLDER, type Running, refusal } from '../platform/index.ts'
import { commandErrors } from './command-failure.ts'
import { groundOf } from './processes.ts'
import type { Settings } from './settings.ts'

const SITE = path.join(PROJECT_FOLDER, 'build', 'docs')

/** Serves the documents that `bin/docs` built, on the port of the API. Throws DOCS_NOT_BUILT when they are not there. */
export async function startDocs(settings: Settings, site = SITE): Promise<Running & { readonly url: string }> {
  if (!fs.existsSync(path.join(site, 'index.html'))) throw refusal(commandErrors, 'DOCS_NOT_BUILT')
  const ground = groundOf('docs', settings)
  const server = openHttp({ log: ground.log, metrics: ground.metrics, ready: async () => {} })
  await server.register(fastifyStatic, { root: site, extensions: ['html'] })
  const url = await listen(server, settings.docsPort, settings.host)
  console.log(url)
  return { url, stop: async () => void (await server.close()) }
}
