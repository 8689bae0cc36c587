import type { FastifyReply } from 'fastify'
import type { Exchange } from './exchange.ts'
import { layoutOf } from './layout.ts'
import type { Frame } from './portal.ts'
import type { Reply } from './reply.ts'

/** Sends a reply; a page within the layout. */
export function send(frame: Frame, exchange: Exchange, answer: Reply): FastifyReply {
  const { reply } = exchange
  switch (answer.kind) {
    case 'redirect':
      return reply.redirect(answer.to, 303)
    case 'file':
      return reply
        .type(answer.type)
        .header('content-disposition', `attachment; filename="${answer.name.replaceAll(/[^\w.-]/g, '-')}"`)
        .send(answer.body)
    case 'page':
      return reply
        .code(answer.status)
        .type('text/html; charset=utf-8')
        .send(frame.render(answer.template, { ...answer.model, frame: layoutOf(frame, exchange) }))
  }
}
