import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { messageAttributes } from '../messages/message-attributes.ts'
import { actionOf, INTERACTIONS } from '../spine/interactions.ts'
import { writeEnvelope } from '../spine/soap-envelope.ts'
import { type SoapFault, writeFault } from '../spine/soap-fault.ts'
import { type Xml, xml } from '../xml/xml-writer.ts'
import { certificateNamesOf } from './certificate-names.ts'
import type { SpineDeps } from './deps.ts'
import { type EbxmlTaken, refusedEbxml, takeEbxml } from './ebxml-door.ts'
import { refusedBySpine } from './errors.ts'
import { answerTo, SOAP_STEPS } from './pipeline.ts'
import { type AnswerMessage, known, type QueryInHand, type Received } from './query-in-hand.ts'
import { refuseQuery } from './refuse.ts'

/** In bytes; the longest query there can be, with every person responsible and every name, is far below. */
const LONGEST_MESSAGE = 262_144

const NOTHING_HERE: SoapFault = {
  by: 'Client',
  code: '101',
  location: 'HTTP request',
  description: refusedBySpine('SPINE_UNKNOWN_PATH').message,
}

/** An answer, whole before any of it leaves. */
type HttpAnswer = { readonly status: number; readonly body: string }

/**
 * Adds the door for queries over synchronous SOAP (hl7v3.md 6.1, 6.2): POST to the path of the settings. HTTP 200 for
 * plans, no record, and a query that was taken and refused; HTTP 500 with a SOAP fault for a message that was not taken.
 * With `settings.ebxml`, also the one for ebXML messages (6.4).
 */
export function addSpineRoutes(server: FastifyInstance, deps: SpineDeps): void {
  if (deps.settings.bindCertificates) showNothingElse(server, deps)
  server.register(async spine => {
    spine.removeAllContentTypeParsers()
    spine.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) => body)
    spine.route({
      method: 'POST',
      url: deps.settings.path,
      bodyLimit: LONGEST_MESSAGE,
      handler: async (request, reply) => send(reply, await answerSoap(deps, queryOf(deps, request))),
      errorHandler: async (error, request, reply) =>
        send(reply, await refuseSoap(deps, queryOf(deps, request), unread(error))),
    })
    if (deps.settings.ebxml) addEbxmlRoute(spine, deps, deps.settings.ebxml.path)
    spine.route({
      method: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      url: deps.settings.path,
      handler: async (request, reply) => {
        const refused = await refuseSoap(deps, queryOf(deps, request), refusedBySpine('SPINE_WRONG_METHOD'))
        return send(reply.header('allow', 'POST'), { ...refused, status: 405 })
      },
    })
    spine.setNotFoundHandler((_request, reply) => send(reply, { status: 404, body: writeFault(NOTHING_HERE) }))
  })
}

/** With TLS this port is let out of the network: health and metrics of the process are not for suppliers. */
function showNothingElse(server: FastifyInstance, { settings }: SpineDeps): void {
  const paths = [settings.path, settings.ebxml?.path]
  server.addHook('onRequest', async (request, reply) => {
    if (!paths.includes(request.url.split('?', 1)[0]))
      return send(reply, { status: 404, body: writeFault(NOTHING_HERE) })
  })
}

/** Answers still on their way when the process is told to stop leave first. */
function addEbxmlRoute(spine: FastifyInstance, deps: SpineDeps, url: string): void {
  const onTheirWay = new Set<Promise<void>>()
  const sendTaken = (reply: FastifyReply, { status, body, delivered }: EbxmlTaken) => {
    if (delivered) onTheirWay.add(delivered.finally(() => onTheirWay.delete(delivered)))
    return send(reply, { status, body })
  }
  spine.addHook('onClose', async () => {
    await Promise.all(onTheirWay)
  })
  spine.route({
    method: 'POST',
    url,
    bodyLimit: LONGEST_MESSAGE,
    handler: async (request, reply) => sendTaken(reply, await takeEbxml(deps, queryOf(deps, request))),
    errorHandler: async (error, request, reply) =>
      sendTaken(reply, await refusedEbxml(deps, queryOf(deps, request), unread(error))),
  })
}

function queryOf(deps: SpineDeps, request: FastifyRequest): QueryInHand {
  const certificateNames = certificateNamesOf(request.raw.socket)
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const received: Received = { headers: request.headers, body, ...(certificateNames && { certificateNames }) }
  return { received, requestId: deps.randomness.uuid() }
}

/** Fastify's own words for a request it could not read, in ours; anything else stays the fault it is. */
function unread(error: unknown): unknown {
  return (error as Partial<FastifyError>).statusCode === 413 ? refusedBySpine('SPINE_TOO_LARGE') : error
}

async function answerSoap(deps: SpineDeps, query: QueryInHand): Promise<HttpAnswer> {
  const answer = () => answerTo(deps, query, SOAP_STEPS)
  try {
    return { status: 200, body: enveloped(deps, query, await (deps.hand ? deps.hand.hold(answer) : answer())) }
  } catch (error) {
    return refuseSoap(deps, query, error)
  }
}

async function refuseSoap(deps: SpineDeps, query: QueryInHand, thrown: unknown): Promise<HttpAnswer> {
  const refused = await refuseQuery(deps, query, thrown)
  if (refused.as === 'fault') return { status: 500, body: writeFault(refused.fault) }
  return { status: 200, body: enveloped(deps, query, refused.message) }
}

function enveloped({ settings }: SpineDeps, query: QueryInHand, answer: AnswerMessage): string {
  const { to, relatesTo } = known(query, 'replyTo')
  const { interaction, messageId } = answer
  const addressing = {
    messageId,
    action: actionOf(interaction),
    to,
    from: settings.address,
    receiver: known(query, 'sender'),
    sender: settings.systemId,
    relatesTo,
  }
  return writeEnvelope(addressing, bodyOf(answer))
}

/** Answers of the register stand in one more element; an acknowledgement is bare (hl7v3.md 6.2). */
function bodyOf({ interaction, xml: written }: AnswerMessage): Xml {
  if (interaction === INTERACTIONS.acknowledgement) return written
  return xml`<CP-ISNHSQueryResponse ${messageAttributes}>${written}</CP-ISNHSQueryResponse>`
}

/** Nothing about a child may be kept by anything on the way. */
function send(reply: FastifyReply, { status, body }: HttpAnswer): FastifyReply {
  return reply
    .code(status)
    .headers({ 'Content-Type': 'text/xml; charset=UTF-8', 'Cache-Control': 'no-store' })
    .send(body)
}
