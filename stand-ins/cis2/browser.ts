import { refusal } from '../../src/platform/index.ts'
import { cis2StandInErrors } from './errors.ts'

export type Choice = {
  /** The sign-in's first address: the client's authorisation request. */
  readonly url: string | URL
  /** Where the client waits for the code; the walk ends at the first address that starts so. */
  readonly redirectUri: string
  readonly userId: string
  /** Which role, for somebody with several. */
  readonly roleProfileId?: string | undefined
}

const MOST_STEPS = 20

/**
 * Walks the stand-in's pages as a browser would, by redirects, cookies and forms, and returns the address the client
 * is called back at, code or error in it. Throws CIS2_SIGN_IN_FAILED naming the step that did not go on.
 */
export async function walkSignIn(choice: Choice): Promise<URL> {
  const cookies = new Map<string, string>()
  let next: Step = { url: new URL(choice.url) }
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    const response = await visit(next, cookies)
    const location = response.headers.get('location')
    if (location !== null) {
      const url = new URL(location, next.url)
      if (url.href.startsWith(choice.redirectUri)) return url
      next = { url }
    } else next = answered(await pageOf(response), next.url, choice)
  }
  throw refusal(cis2StandInErrors, 'CIS2_SIGN_IN_FAILED', 'the pages go round in a circle')
}

type Step = { readonly url: URL; readonly form?: URLSearchParams }

async function visit(step: Step, cookies: Map<string, string>): Promise<Response> {
  const headers = { accept: 'text/html', cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
  const sent = step.form === undefined ? {} : { method: 'POST', body: step.form }
  const response = await fetch(step.url, { ...sent, headers, redirect: 'manual' })
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (value === '') cookies.delete(name)
    else cookies.set(name, value)
  }
  return response
}

async function pageOf(response: Response): Promise<string> {
  const html = await response.text()
  if (response.ok) return html
  const said = /<p>([^<]*)<\/p>/.exec(html)?.[1] ?? 'no reason given'
  const reason = said.replaceAll(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code)))
  throw refusal(cis2StandInErrors, 'CIS2_SIGN_IN_FAILED', `status ${response.status}, ${reason}`)
}

/** Presses the button of the user on the first page, of the role on the second. */
function answered(html: string, url: URL, choice: Choice): Step {
  const action = /<form method="post" action="([^"]+)"/.exec(html)?.[1]
  const asksRole = html.includes('name="role"')
  const wanted = asksRole ? choice.roleProfileId : choice.userId
  if (wanted === undefined) throw refusal(cis2StandInErrors, 'CIS2_SIGN_IN_FAILED', 'a role must be chosen')
  if (action === undefined || !html.includes(`name="${asksRole ? 'role' : 'user'}" value="${wanted}"`))
    throw refusal(cis2StandInErrors, 'CIS2_SIGN_IN_FAILED', `there is no ${asksRole ? 'role' : 'user'} ${wanted}`)
  const form = new URLSearchParams({ user: choice.userId, ...(asksRole ? { role: wanted } : {}) })
  return { url: new URL(action, url), form }
}
