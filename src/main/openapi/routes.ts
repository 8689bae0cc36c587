import type { FastifyInstance } from 'fastify'
import { type OpenApiSettings, openApiDocument } from './document.ts'
import { openApiPage, PAGE_POLICY } from './page.ts'

/** Adds `/openapi.json`, and `/docs`, the same as a page for people. */
export function addOpenApiRoutes(server: FastifyInstance, settings: OpenApiSettings): void {
  const document = openApiDocument(settings)
  const page = openApiPage(document)
  server.get('/openapi.json', async (_request, reply) => reply.send(document))
  server.get('/docs', async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .headers({ 'content-security-policy': PAGE_POLICY, 'x-content-type-options': 'nosniff' })
      .send(page),
  )
}
