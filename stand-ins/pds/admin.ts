import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { calendarDate } from '../../src/platform/index.ts'
import type { People } from './people.ts'

const Health = Type.Object(
  { down: Type.Optional(Type.Boolean()), delayMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 60_000 })) },
  { additionalProperties: false },
)
const BirthDate = Type.Object({ birthDate: Type.String({ format: 'date' }) })
const Successor = Type.Object({ by: Type.String() })

/** How the whole stand-in feels: `down` answers 503 to all, `delayMs` is waited before every answer. */
export type Health = Static<typeof Health>

/** The side door, which the real PDS has not: what tests and the story change. */
export type Admin = Pick<People, 'restrict' | 'correctBirthDate'> & {
  /** Done at once; resolves when the news of it is out, or could not be sent. */
  supersede(number: string, by: string): Promise<void>
  invalidate(number: string): Promise<void>
  /** Ends every access token at once. */
  revokeTokens(): void
  /** Sets what is given and leaves the rest as it was. */
  behave(news: Health): void
}

/** `POST /admin/people/{number}/supersede|invalidate|restrict|birth-date` and `POST /admin/behaviour`; 204 when done. */
export function addAdminRoutes(server: FastifyInstance, admin: Admin): void {
  const numbered = '/admin/people/:number'
  type Numbered = { Params: { number: string } }
  server.post<Numbered & { Body: Static<typeof Successor> }>(
    `${numbered}/supersede`,
    { schema: { body: Successor } },
    async (request, reply) => {
      await admin.supersede(request.params.number, request.body.by)
      return reply.code(204).send()
    },
  )
  server.post<Numbered>(`${numbered}/invalidate`, async (request, reply) => {
    await admin.invalidate(request.params.number)
    return reply.code(204).send()
  })
  server.post<Numbered>(`${numbered}/restrict`, async (request, reply) => {
    admin.restrict(request.params.number)
    return reply.code(204).send()
  })
  server.post<Numbered & { Body: Static<typeof BirthDate> }>(
    `${numbered}/birth-date`,
    { schema: { body: BirthDate } },
    async (request, reply) => {
      admin.correctBirthDate(request.params.number, calendarDate(request.body.birthDate))
      return reply.code(204).send()
    },
  )
  server.post<{ Body: Health }>('/admin/behaviour', { schema: { body: Health } }, async (request, reply) => {
    admin.behave(request.body)
    return reply.code(204).send()
  })
}
