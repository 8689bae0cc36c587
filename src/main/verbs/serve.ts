import { serve, serveByMany, type Verb } from '../../cli/index.ts'
import { openLog, processEnvironment, type Running, untilTold } from '../../platform/index.ts'
import { serveRole } from '../cluster/serve-role.ts'
import { type Settings, settingsFrom } from '../settings.ts'

// A role is loaded when it is started, so that one does not wait for the parts of all the others.

type Start = (settings: Settings) => Promise<Running>

const startApi: Start = async settings => (await import('../api.ts')).startApi(settings)
const startWorker: Start = async settings => (await import('../worker.ts')).startWorker(settings)
const startMesh: Start = async settings => (await import('../mesh-server.ts')).startMesh(settings)
const startPortal: Start = async settings => (await import('../portal/portal.ts')).startPortal(settings)
const startSandbox: Start = async settings => (await import('../sandbox.ts')).startSandbox(settings)
const startDocs: Start = async settings => (await import('../docs-site.ts')).startDocs(settings)

/** A role in which nothing is secret starts as it is. */
function open(start: Start): () => Promise<void> {
  return async () => {
    const settings = settingsFrom(processEnvironment)
    untilTold([await start(settings)], openLog('main', settings.logLevel, settings.logFile || undefined))
  }
}

/** The verbs of `cpis serve`. */
export const verbs: readonly Verb[] = [
  serveByMany('api', 'FHIR for those who ask', count => serveRole({ name: 'api', start: startApi }, count)),
  serve('worker', 'uploads in, acknowledgements and notices out', () =>
    serveRole({ name: 'worker', start: startWorker }),
  ),
  serveByMany('mesh', 'our own MESH server', count => serveRole({ name: 'mesh', start: startMesh }, count)),
  serve('sandbox', 'the documented numbers with canned answers, without a database', open(startSandbox)),
  serve('docs', 'the documents as a site, where bin/docs built it', open(startDocs)),
  serveByMany('portal', 'the pages for people', count => serveRole({ name: 'portal', start: startPortal }, count)),
]
