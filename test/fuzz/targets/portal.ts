import assert from 'node:assert/strict'
import { NURSE } from '../../support/caller.ts'
import { startPortalUnderTest } from '../../support/portal.ts'
import { findChild, openVisitor } from '../../support/portal-visitor.ts'
import { assertNoFault, type HttpAnswer, sendKept, type Target } from './target.ts'

const OFFICER = '656005750301'
/** Of `stand-ins/people`; nobody holds a plan for them. */
const CHILD = '9990100004'
const ENVIRONMENT = { CPIS_PORTAL_LOOK_UPS_OF_PERSON: '10000', CPIS_PORTAL_LOOK_UPS_OF_SITE: '100000' }

/** The pages, asked by a nurse, by somebody of an authority, and by a stranger. */
export async function openPortalTarget(): Promise<{ target: Target; end(): Promise<void> }> {
  let end = async () => {}
  const portal = await startPortalUnderTest({
    environment: ENVIRONMENT,
    atEnd(close) {
      end = close
    },
  })
  const [nurse, officer] = [openVisitor(portal), openVisitor(portal)]
  const tokens = { nurse: tokenIn((await nurse.signIn(NURSE.userId)).html), officer: '' }
  tokens.officer = tokenIn((await officer.signIn(OFFICER)).html)
  const { path } = await findChild(nurse, CHILD)
  const fill = (kept: string) =>
    kept
      .replaceAll('{nurse}', `cpis-session=${nurse.cookies.get('cpis-session')}`)
      .replaceAll('{nurse-token}', tokens.nurse)
      .replaceAll('{officer}', `cpis-session=${officer.cookies.get('cpis-session')}`)
      .replaceAll('{officer-token}', tokens.officer)
      .replaceAll('{child}', path)
  const target: Target = {
    name: 'portal',
    taken: /^2|^303|^422/,
    grammar: 'lines',
    async attempt(input) {
      const answer = await sendKept(portal.url, fill(input))
      if (answer === undefined) return 'no HTTP'
      assertNoFault(answer)
      if (answer.status >= 400) assertSaysWhy(answer)
      return String(answer.status)
    },
  }
  return { target, end: () => end() }
}

function tokenIn(html: string): string {
  return /name="token" value="([\w-]+)"/.exec(html)?.[1] ?? assert.fail('no form on the page')
}

/** A page with a code, or the form again with what must be mended in it; what is no HTTP the server refuses itself. */
function assertSaysWhy({ status, type, body }: HttpAnswer): void {
  if (!type.startsWith('text/html')) assert.ok([400, 414, 431].includes(status), `${status} ${type} ${body}`)
  else assert.match(body, status === 422 ? /nhsuk-error-summary|<code>[A-Z_]+</ : /<code>[A-Z0-9_]+</)
}
