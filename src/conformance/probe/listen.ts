import type http from 'node:http'
import { listen, openHttp, openMetrics, silentLog } from '../../platform/index.ts'

export type Listening = { readonly url: string; stop(): Promise<void> }

/** Answers one request; its body has not been read. */
export type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => Promise<void>

/**
 * Listens on 127.0.0.1 (port 0: any free one) and gives every request to one function, as it came. A fault of that
 * function cuts the connection.
 */
export async function listenRaw(port: number, handle: Handler): Promise<Listening> {
  const ready = async () => {}
  const server = openHttp({ log: silentLog, metrics: openMetrics('conformance'), ready })
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', (_request, _payload, done) => done(null))
  server.all('/*', (request, reply) => {
    reply.hijack()
    handle(request.raw, reply.raw).catch(() => reply.raw.destroy())
  })
  const url = await listen(server, port)
  return {
    url,
    async stop() {
      server.server.closeAllConnections()
      await server.close()
    },
  }
}
