import type { FastifyRequest } from 'fastify'

/** A request as it came in, and the id it goes by from now on. */
export type Exchange = { readonly request: FastifyRequest; readonly requestId: string }
