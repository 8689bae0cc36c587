import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Complaint } from '../faults.ts'
import type { MeshServer } from '../mesh-server.ts'
import { addReport, type NewReport } from './add-report.ts'
import { resetMailbox, resetMailboxes } from './reset.ts'

type Named = FastifyRequest<{ Params: { mailbox: string } }>

/**
 * The routes without a token that public test suites prepare a MESH server with (mesh.md 17), with and without the
 * prefix. They empty mailboxes for anybody, so that they are added in the test profile only.
 */
export function addTestRoutes(server: FastifyInstance, mesh: MeshServer): void {
  for (const prefix of ['', '/messageexchange']) {
    server.delete(`${prefix}/admin/reset`, async () => {
      await resetMailboxes(mesh.db)
      return { message: 'all mailboxes reset' }
    })
    server.delete(`${prefix}/admin/reset/:mailbox`, async (request: Named, reply) => {
      const mailboxId = request.params.mailbox.toUpperCase()
      if (!(await resetMailbox(mesh.db, mailboxId))) return noMailbox(reply)
      return { message: `mailbox ${mailboxId} reset` }
    })
    server.post(`${prefix}/admin/report`, async (request, reply) => {
      const report = readReport(request.body)
      if (Array.isArray(report)) return reply.code(400).send({ detail: report })
      const messageId = await addReport(mesh, report)
      return messageId === undefined ? noMailbox(reply) : { message_id: messageId }
    })
  }
}

function noMailbox(reply: FastifyReply): FastifyReply {
  return reply.code(404).send({ detail: 'mailbox does not exist' })
}

const REQUIRED = ['mailbox_id', 'code', 'description', 'workflow_id'] as const
const OPTIONAL = ['subject', 'local_id', 'file_name', 'linked_message_id'] as const

/** The report asked for, or what is wrong with it. */
function readReport(body: unknown): NewReport | Complaint[] {
  const fields: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {}
  const status = fields['status'] ?? 'undeliverable'
  const wrong = [
    ...REQUIRED.filter(name => typeof fields[name] !== 'string' || fields[name] === ''),
    ...OPTIONAL.filter(name => (fields[name] ?? null) !== null && typeof fields[name] !== 'string'),
    ...(status === 'error' || status === 'undeliverable' ? [] : ['status']),
  ]
  if (wrong.length > 0)
    return wrong.map(name => ({ loc: ['body', name], msg: 'must be given rightly', type: 'invalid' }))
  return { ...fields, status } as NewReport
}
