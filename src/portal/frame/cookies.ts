import type { FastifyReply, FastifyRequest } from 'fastify'

/** What a browser keeps: the id of its session, and of a sign-in under way. */
export type CookieName = 'session' | 'sign-in'

export type Cookies = {
  read(request: FastifyRequest, name: CookieName): string | undefined
  write(reply: FastifyReply, name: CookieName, value: string): void
  clear(reply: FastifyReply, name: CookieName): void
}

/**
 * Cookies no script reads and no other site sends along with a form. Over https they are bound to this very host
 * (`__Host-`); a laptop on http cannot have that. They end with the browser: the session itself has the limits.
 */
export function openCookies(publicUrl: string): Cookies {
  const secure = publicUrl.startsWith('https:')
  const nameOf = (name: CookieName) => `${secure ? '__Host-' : ''}cpis-${name}`
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const
  return {
    read: (request, name) => request.cookies[nameOf(name)],
    write: (reply, name, value) => void reply.setCookie(nameOf(name), value, options),
    clear: (reply, name) => void reply.clearCookie(nameOf(name), options),
  }
}
