import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import type { FastifyInstance } from 'fastify'
import { refusal } from '../../platform/index.ts'
import { portalErrors } from '../errors.ts'
import { readAssets } from './assets.ts'
import { openCookies } from './cookies.ts'
import { securityHeaders } from './headers.ts'
import type { Area, Frame, Pages, Portal, PortalDeps } from './portal.ts'
import { sendProblem } from './problem.ts'
import { openRendering } from './rendering.ts'
import { addSignInRoutes } from './sign-in/routes.ts'
import { exchangeOf, serveVisit } from './visit.ts'

/**
 * Opens the portal on a server: headers, cookies, forms, signing in, the stylesheet, problem pages. Areas add their
 * pages to what it returns.
 */
export async function openPortal(server: FastifyInstance, deps: PortalDeps): Promise<Portal> {
  const { publicUrl, issuer } = deps.settings
  const areas: Area[] = []
  const frame: Frame = {
    ...deps,
    server,
    areas,
    render: openRendering(),
    assets: readAssets(),
    cookies: openCookies(publicUrl),
    headers: securityHeaders(publicUrl, new URL(issuer).origin),
  }
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers(frame.headers)
  })
  await server.register(cookie)
  await server.register(formbody, { parser: text => new URLSearchParams(text) as unknown as Record<string, unknown> })
  addAssets(frame)
  addSignInRoutes(frame)
  addProblems(frame)
  return {
    area(area) {
      areas.push(area)
      return pagesOf(frame, area)
    },
  }
}

function pagesOf(frame: Frame, area: Area): Pages {
  return {
    get(path, work, { freshSignIn = false } = {}) {
      const route = { area, work, freshSignIn }
      frame.server.get(area.path + path, (request, reply) => serveVisit(frame, route, { request, reply }))
    },
    post(path, work, { freshSignIn = false } = {}) {
      const route = { area, work, freshSignIn }
      frame.server.post(area.path + path, (request, reply) => serveVisit(frame, route, { request, reply }))
    },
  }
}

/** The stylesheet and images: their path names their content, so a browser may keep them for good. */
function addAssets(frame: Frame): void {
  frame.server.get<{ Params: { version: string; '*': string } }>('/assets/:version/*', async (request, reply) => {
    const { version, '*': name } = request.params
    const asset = frame.assets.path === `/assets/${version}` ? frame.assets.files.get(name) : undefined
    if (asset === undefined) throw refusal(portalErrors, 'PORTAL_PAGE_UNKNOWN')
    return reply.type(asset.type).header('cache-control', 'public, max-age=31536000, immutable').send(asset.body)
  })
}

function addProblems(frame: Frame): void {
  frame.server.setErrorHandler(async (error, request, reply) =>
    sendProblem(frame, await exchangeOf(frame, { request, reply }), error),
  )
  frame.server.setNotFoundHandler(async (request, reply) =>
    sendProblem(frame, await exchangeOf(frame, { request, reply }), refusal(portalErrors, 'PORTAL_PAGE_UNKNOWN')),
  )
}
