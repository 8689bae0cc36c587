import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Session } from '../../identity/index.ts'
import type { Area } from './portal.ts'

/** A request and the answer to it, with what is known so far. */
export type Exchange = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly requestId: string
  /** The id of its session the browser sent. */
  readonly browserId: string | undefined
  readonly session: Session | undefined
  /** Why the session could not be read, where that failed. */
  readonly fault?: unknown
  /** The area the page belongs to. */
  readonly area?: Area
}
