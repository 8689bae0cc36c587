import type { FastifyInstance } from 'fastify'

/**
 * Lets each connection go with its last answer once the server is told to close: one that its client keeps alive would
 * hold the end up until that client gives it up.
 */
export function letGoWhenClosing(server: FastifyInstance): void {
  let closing = false
  server.addHook('preClose', async () => {
    closing = true
  })
  server.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })
}
