import type { FastifyReply, FastifyRequest } from 'fastify'
import { isRefusal } from '../../../platform/index.ts'
import type { Exchange } from '../exchange.ts'
import { formOf } from '../form.ts'
import { areasOpenTo } from '../layout.ts'
import type { Frame } from '../portal.ts'
import { sendProblem } from '../problem.ts'
import { page, type Reply, redirect } from '../reply.ts'
import { readReturnTo } from '../return-to.ts'
import { send } from '../send.ts'
import { checkForm, exchangeOf, isSignedIn, type SignedIn } from '../visit.ts'
import { presentRoles, presentStart } from './presenter.ts'

type Step = (frame: Frame, exchange: Exchange) => Promise<Reply>

/** Signing in at CIS2, the role, signing out. */
export function addSignInRoutes(frame: Frame): void {
  const { server } = frame
  const serve = (step: Step) => (request: FastifyRequest, reply: FastifyReply) => answer(frame, step, request, reply)
  server.get('/', serve(showStart))
  server.get('/sign-in', serve(goToCis2))
  server.get('/signed-in', serve(comeBack))
  server.get('/role', serve(withSession(showRoles)))
  server.post('/role', serve(withSession(takeRole)))
  server.post('/sign-out', serve(withSession(signOut)))
  server.get(
    '/signed-out',
    serve(async () => page('frame/sign-in/signed-out.njk', { title: 'You are signed out' })),
  )
}

async function answer(frame: Frame, step: Step, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const exchange = await exchangeOf(frame, { request, reply })
  try {
    if (exchange.fault !== undefined) throw exchange.fault
    return send(frame, exchange, await step(frame, exchange))
  } catch (error) {
    return sendProblem(frame, exchange, error)
  }
}

const queryOf = ({ request }: Exchange) => new URL(request.url, 'http://portal').searchParams
const wantedOf = (exchange: Exchange) => readReturnTo(queryOf(exchange).get('return_to') ?? '/')

/** The first page: an invitation to sign in, or the first area of the role. */
async function showStart(frame: Frame, { session }: Exchange): Promise<Reply> {
  if (session === undefined) return page('frame/sign-in/start.njk', presentStart())
  if (session.actor === undefined) return redirect('/role')
  const [first] = areasOpenTo(frame, session.actor.activities)
  return first === undefined
    ? page('frame/sign-in/nothing.njk', { title: 'Nothing here for your role' })
    : redirect(first.path)
}

/** Off to CIS2; with `again=yes` the user proves anew who they are. */
async function goToCis2(frame: Frame, exchange: Exchange): Promise<Reply> {
  const again = queryOf(exchange).get('again') === 'yes'
  const { url, browserId } = await frame.sessions.begin({ returnTo: wantedOf(exchange), again })
  frame.cookies.write(exchange.reply, 'sign-in', browserId)
  return redirect(url.href)
}

/** Back from CIS2: a session under a new id. A sign-in that failed leaves no session behind it. */
async function comeBack(frame: Frame, { request, reply, browserId }: Exchange): Promise<Reply> {
  const calledBack = new URL(request.url, frame.settings.publicUrl)
  const pending = frame.cookies.read(request, 'sign-in')
  frame.cookies.clear(reply, 'sign-in')
  try {
    const { sessionBrowserId, returnTo } = await frame.sessions.complete({
      calledBack,
      browserId: pending,
      sessionBrowserId: browserId,
    })
    frame.cookies.write(reply, 'session', sessionBrowserId)
    frame.metrics.count('portal-sign-in', 'done')
    return redirect(readReturnTo(returnTo))
  } catch (error) {
    frame.metrics.count('portal-sign-in', isRefusal(error) ? error.code : 'failed')
    throw error
  }
}

type SessionStep = (frame: Frame, exchange: SignedIn) => Promise<Reply>

/** A step for a signed-in person, with or without a role; its forms carry the session's token. */
function withSession(step: SessionStep): Step {
  return async (frame, exchange) => {
    if (!isSignedIn(exchange)) return redirect('/')
    checkForm(exchange)
    return step(frame, exchange)
  }
}

async function showRoles(_frame: Frame, exchange: SignedIn): Promise<Reply> {
  return page(
    'frame/sign-in/role.njk',
    presentRoles(exchange.session, { returnTo: wantedOf(exchange), isMissing: false }),
  )
}

/** The session goes on in another role under another id. */
async function takeRole(frame: Frame, exchange: SignedIn): Promise<Reply> {
  const form = formOf(exchange.request.body)
  const returnTo = readReturnTo(form.get('return_to'))
  const role = form.get('role')
  if (role === '')
    return page('frame/sign-in/role.njk', presentRoles(exchange.session, { returnTo, isMissing: true }), 422)
  frame.cookies.write(exchange.reply, 'session', await frame.sessions.chooseRole(exchange.browserId, role))
  return redirect(returnTo)
}

/** Ends the session here, then at CIS2; when CIS2 is away it has ended here all the same. */
async function signOut(frame: Frame, { reply, browserId, session }: SignedIn): Promise<Reply> {
  await frame.sessions.end(browserId)
  frame.cookies.clear(reply, 'session')
  try {
    return redirect((await frame.sessions.signOutUrl(session.idToken, `${frame.settings.publicUrl}/signed-out`)).href)
  } catch (error) {
    frame.log.warn({ err: error }, 'signed out here, but not at CIS2')
    return redirect('/signed-out')
  }
}
