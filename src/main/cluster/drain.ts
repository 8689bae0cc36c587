import type { Server } from 'node:http'
import net from 'node:net'
import { servedRoutes } from '../../platform/index.ts'

/** A connection nobody has used for so long is closed; one in use is let go with its next answer. */
const DRAIN_MS = 3_000
const LOOK_EVERY_MS = 20

/**
 * Lets every connection to this process go while others take new ones: it takes none, each answer closes its
 * connection, and only what stays idle is left to be closed. A caller that keeps its connection alive comes to another
 * process with its next request and notices nothing.
 */
export async function drainServers(): Promise<void> {
  const servers = new Set(servedRoutes().map(({ server }) => server.server as Server))
  await Promise.all([...servers].filter(server => server.listening).map(drain))
}

async function drain(server: Server): Promise<void> {
  server.prependListener('request', (_request, response) => {
    response.shouldKeepAlive = false
  })
  // An HTTP server's own `close` would cut idle connections at once, on which a request may be on its way.
  net.Server.prototype.close.call(server)
  for (let waited = 0; waited < DRAIN_MS && (await connectionsOf(server)) > 0; waited += LOOK_EVERY_MS)
    await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS))
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)))
  })
}
