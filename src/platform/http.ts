import http from 'node:http'
import https from 'node:https'
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'

/** Mutual TLS, all as PEM: our key and certificate, and the authorities whose clients are let in. */
export type Tls = { readonly key: string; readonly certificate: string; readonly authorities: string }

export type HttpOptions = {
  readonly log: Log
  readonly metrics: Metrics
  /** Resolves when the process can do its work; its rejection says why not. */
  readonly ready: () => Promise<void>
  /** The largest body taken, in bytes. */
  readonly bodyLimit?: number
  /** The longest part of a path a route takes as a parameter, in characters; 100 when not given. */
  readonly longestParameter?: number
  /** Connections without a certificate of these authorities are refused; absent: no TLS. */
  readonly tls?: Tls
}

/** A route of a server of this process. */
export type ServedRoute = { readonly method: string; readonly url: string; readonly server: FastifyInstance }

/** The routes of a server live as long as it does; a server that is closed, or that nobody holds any more, has none. */
const routesOf = new WeakMap<FastifyInstance, Omit<ServedRoute, 'server'>[]>()
const opened = new Set<WeakRef<FastifyInstance>>()

/** Every route of every open server of this process, whoever added it: what a test holds against the policies. */
export function servedRoutes(): readonly ServedRoute[] {
  return [...opened].flatMap(reference => {
    const server = reference.deref()
    if (server === undefined) opened.delete(reference)
    return server === undefined ? [] : (routesOf.get(server) ?? []).map(route => ({ ...route, server }))
  })
}

function keepRoutes(server: FastifyInstance): void {
  const routes: Omit<ServedRoute, 'server'>[] = []
  const reference = new WeakRef(server)
  routesOf.set(server, routes)
  opened.add(reference)
  server.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push({ method: one, url })
  })
  server.addHook('onClose', async () => {
    opened.delete(reference)
  })
}

/**
 * Lets each connection go with its last answer once the server is told to close: one that its client keeps alive would
 * hold the end up until that client gives it up.
 */
function letGoWhenClosing(server: FastifyInstance): void {
  let closing = false
  server.addHook('preClose', async () => {
    closing = true
  })
  server.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })
}

/**
 * A connection nobody uses is kept for longer than gateways keep theirs, mostly 60 seconds: whoever lets go first must be
 * the caller, or a question crosses with the end of its connection. Node's own 5 seconds are over while a machine is busy.
 */
const KEPT_ALIVE_MS = 72_000

/**
 * A Fastify server as every role has it: one log line a request (the route's pattern, never its query), a time for each
 * in the metrics, `/health/live`, `/health/ready` and `/metrics`. Told to close, it lets each connection go with its last
 * answer.
 */
export function openHttp(options: HttpOptions): FastifyInstance {
  const server = Fastify({
    logger: false,
    bodyLimit: options.bodyLimit ?? 1_048_576,
    forceCloseConnections: 'idle',
    ...(options.longestParameter !== undefined && { routerOptions: { maxParamLength: options.longestParameter } }),
    return503OnClosing: true,
    frameworkErrors: unreadableAddress,
    serverFactory: handler => {
      const made = options.tls ? mutualTls(options.tls, handler) : http.createServer(handler)
      made.keepAliveTimeout = KEPT_ALIVE_MS
      return made
    },
  })
  keepRoutes(server)
  letGoWhenClosing(server)
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    const ms = reply.elapsedTime
    options.metrics.requestTook(request.method, route, reply.statusCode, ms)
    options.log.info({ method: request.method, route, status: reply.statusCode, ms: Math.round(ms) }, 'request')
  })
  server.get('/health/live', async () => ({ status: 'pass' }))
  server.get('/health/ready', async (_request, reply) => {
    try {
      await options.ready()
      return { status: 'pass' }
    } catch (error) {
      options.log.warn({ err: error }, 'not ready')
      return reply.code(503).send({ status: 'fail' })
    }
  })
  server.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4').send(await options.metrics.text()),
  )
  return server
}

/** Fastify's own words repeat the address, and a search by GET has an NHS number in it. */
function unreadableAddress({ statusCode = 400 }: FastifyError, _request: unknown, reply: unknown): void {
  ;(reply as FastifyReply).code(statusCode).send({ statusCode, message: 'The address of the request cannot be read' })
}

/** Answers every path nobody serves with 404, without repeating it: it may have an NHS number in it. */
export function refuseOtherPaths(server: FastifyInstance): void {
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ statusCode: 404, message: 'Nothing is served at this address' }),
  )
}

function mutualTls({ key, certificate: cert, authorities: ca }: Tls, handler: http.RequestListener): https.Server {
  const options = { key, cert, ca, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const
  return https.createServer(options, handler)
}

/** Listens on a port of 127.0.0.1 unless told otherwise (0: any free one) and returns the address, `http://host:port`, `https` with TLS. */
export async function listen(server: FastifyInstance, port: number, host = '127.0.0.1'): Promise<string> {
  await server.listen({ port, host })
  const address = server.server.address()
  const scheme = server.server instanceof https.Server ? 'https' : 'http'
  return `${scheme}://${host}:${typeof address === 'object' && address ? address.port : port}`
}
