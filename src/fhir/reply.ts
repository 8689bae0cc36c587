import type { FastifyReply } from 'fastify'
import { correlationHeaders } from './request/correlation.ts'
import type { Exchange } from './request/exchange.ts'

/** An answer, whole before any of it leaves. Its content type is FHIR's unless `headers` says otherwise. */
export type Reply = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: object
}

/** On every answer; nothing about a child may be kept by anything on the way (fhir-api.md 4.2, 4.4). */
const ALWAYS = {
  'Content-Type': 'application/fhir+json',
  'Cache-Control': 'no-store',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
}

/** Sends an answer. The body goes as bytes: given a text, Fastify would add a charset to the content type. */
export function send(reply: FastifyReply, { request, requestId }: Exchange, answer: Reply): FastifyReply {
  return reply
    .code(answer.status)
    .headers({ ...ALWAYS, ...correlationHeaders(request.headers, requestId), ...answer.headers })
    .send(Buffer.from(JSON.stringify(answer.body)))
}
