import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor, Session } from '../../identity/index.ts'
import { refusal } from '../../platform/index.ts'
import { portalErrors } from '../errors.ts'
import type { Exchange } from './exchange.ts'
import { formOf } from './form.ts'
import type { Area, Frame, Visit, Work } from './portal.ts'
import { sendProblem } from './problem.ts'
import { redirect } from './reply.ts'
import { readReturnTo } from './return-to.ts'
import { isFormToken, opened, sealed } from './secrets.ts'
import { send } from './send.ts'

/** A page of an area. */
export type Route = { readonly area: Area; readonly work: Work; readonly freshSignIn: boolean }

/** A request with a live session. */
export type SignedIn = Exchange & { readonly browserId: string; readonly session: Session }

/** What a request to a page goes through, in order; each step throws, or sends the browser elsewhere. */
export async function serveVisit(
  frame: Frame,
  route: Route,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<FastifyReply> {
  const exchange = await exchangeOf(frame, { request, reply }, route.area)
  try {
    if (exchange.fault !== undefined) throw exchange.fault
    if (!isSignedIn(exchange)) return send(frame, exchange, redirect(signInPath(request)))
    checkForm(exchange)
    const { actor } = exchange.session
    if (actor === undefined) return send(frame, exchange, redirect(rolePath(request)))
    checkArea(route.area, actor)
    if (route.freshSignIn && !isFresh(frame, exchange.session))
      return send(frame, exchange, redirect(signInPath(request, '&again=yes')))
    return send(frame, exchange, await route.work(visitOf(frame, exchange, actor)))
  } catch (error) {
    return sendProblem(frame, exchange, error)
  }
}

/** A request with whatever session it has; never throws, so that a page can say what went wrong. */
export async function exchangeOf(
  frame: Frame,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  area?: Area,
): Promise<Exchange> {
  const browserId = frame.cookies.read(request, 'session')
  const requestId = frame.randomness.uuid()
  const base = { request, reply, requestId, browserId, ...(area && { area }) }
  try {
    return { ...base, session: browserId === undefined ? undefined : await frame.sessions.read(browserId) }
  } catch (fault) {
    return { ...base, session: undefined, fault }
  }
}

export function isSignedIn(exchange: Exchange): exchange is SignedIn {
  return exchange.session !== undefined && exchange.browserId !== undefined
}

/** Back to this page afterwards; after a form, to the first page of the area. */
function signInPath(request: FastifyRequest, more = ''): string {
  return `/sign-in?return_to=${encodeURIComponent(backTo(request))}${more}`
}

function rolePath(request: FastifyRequest): string {
  return `/role?return_to=${encodeURIComponent(backTo(request))}`
}

function backTo({ method, url }: FastifyRequest): string {
  return method === 'GET' ? readReturnTo(url) : '/'
}

/** A form counts only from a page of this session (the token) and of this site (what the browser says of itself). */
export function checkForm({ request, browserId }: SignedIn): void {
  if (request.method !== 'POST') return
  const site = request.headers['sec-fetch-site']
  const isOurs = site === undefined || site === 'same-origin' || site === 'none'
  if (!isOurs || !isFormToken(browserId, formOf(request.body).get('token')))
    throw refusal(portalErrors, 'PORTAL_FORM_STALE')
}

function checkArea(area: Area, actor: Actor): void {
  if (!area.activities.some(code => actor.activities.has(code))) throw refusal(portalErrors, 'PORTAL_AREA_NOT_ALLOWED')
}

function isFresh({ clock, settings }: Frame, { authenticatedAt }: Session): boolean {
  return clock.now().getTime() - authenticatedAt.getTime() <= settings.freshMinutes * 60_000
}

function visitOf(frame: Frame, { request, browserId, session, requestId }: SignedIn, actor: Actor): Visit {
  const { pathname, searchParams } = new URL(request.url, 'http://portal')
  return {
    requestId,
    actor,
    session,
    now: frame.clock.now(),
    path: pathname,
    params: request.params as Record<string, string>,
    query: searchParams,
    form: formOf(request.body),
    seal: text => sealed(frame.randomness, browserId, text),
    open: handle => opened(browserId, handle),
  }
}
