import { walkSignIn } from '../../stand-ins/cis2/index.ts'
import type { PortalUnderTest } from './portal.ts'

/** Somebody at the pages without a browser: follows no redirect, keeps cookies, sends forms with their token. */
export type Visitor = {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Seen>
  /** Sends a form; the token of the session goes with it unless `fields` has one. */
  post(
    path: string,
    fields?: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Seen>
  /** Signs in at CIS2 and confirms the role, the only one when none is given. */
  signIn(userId: string, roleProfileId?: string): Promise<Seen>
  /** As far as CIS2 sends one back, without a role. */
  comeBackFromCis2(userId: string, wish?: { path?: string; roleProfileId?: string | undefined }): Promise<Seen>
  readonly cookies: Map<string, string>
  /** The same browser at another process of the pages. */
  elsewhere(portal: Pick<PortalUnderTest, 'url'>): Visitor
}

export type Seen = {
  readonly status: number
  readonly headers: Headers
  readonly html: string
  /** Where it sends one on; empty when it does not. */
  readonly location: string
}

export function openVisitor(portal: Pick<PortalUnderTest, 'url'>): Visitor {
  return visitorWith({ cookies: new Map(), token: '' }, portal)
}

/** What a browser keeps, and the token of the page it has before it. */
type Browser = { readonly cookies: Map<string, string>; token: string }

function visitorWith(browser: Browser, portal: Pick<PortalUnderTest, 'url'>): Visitor {
  const { cookies } = browser
  const seen = async (response: Response): Promise<Seen> => {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const html = await response.text()
    browser.token = /name="token" value="([\w-]+)"/.exec(html)?.[1] ?? browser.token
    return {
      status: response.status,
      headers: response.headers,
      html,
      location: response.headers.get('location') ?? '',
    }
  }
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const visitor: Visitor = {
    cookies,
    elsewhere: other => visitorWith(browser, other),
    get: async (path, headers = {}) =>
      seen(await fetch(portal.url + path, { redirect: 'manual', headers: { cookie: cookie(), ...headers } })),
    post: async (path, fields = {}, headers = {}) => {
      const body = new URLSearchParams({ token: browser.token, ...fields })
      const sent = { method: 'POST', redirect: 'manual', body, headers: { cookie: cookie(), ...headers } } as const
      return seen(await fetch(portal.url + path, sent))
    },
    async comeBackFromCis2(userId, { path = '/sign-in', roleProfileId } = {}) {
      const { location } = await visitor.get(path)
      const redirectUri = `${portal.url}/signed-in`
      const back = await walkSignIn({ url: location, redirectUri, userId, roleProfileId })
      return visitor.get(back.pathname + back.search)
    },
    async signIn(userId, roleProfileId) {
      await visitor.comeBackFromCis2(userId, { roleProfileId })
      const { html } = await visitor.get('/role')
      const only = /name="role" [^>]*value="(\d{12})"/.exec(html)?.[1] ?? ''
      await visitor.post('/role', { role: roleProfileId ?? only, return_to: '/' })
      // The session goes on under another id, and its forms carry another token.
      return visitor.get('/signed-out')
    },
  }
  return visitor
}

/** Finds a child by number and returns the page of the child and its path. */
export async function findChild(visitor: Visitor, number: string): Promise<Seen & { readonly path: string }> {
  const { location } = await visitor.post('/child', { number })
  return { ...(await visitor.get(location)), path: location }
}

/** The hidden id a form carries. */
export function requestIn(html: string): string {
  return /name="request" value="([0-9a-f-]{36})"/.exec(html)?.[1] ?? ''
}
