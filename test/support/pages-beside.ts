import { after } from 'node:test'
import { startPortalOn } from '../../src/main/portal/portal.ts'
import { groundOf } from '../../src/main/processes.ts'
import { settingsFrom } from '../../src/main/settings.ts'
import { laptopClients } from '../../src/main/stand-ins.ts'
import { silentLog, systemClock } from '../../src/platform/index.ts'
import { readStandInUsers, startCis2StandIn } from '../../stand-ins/cis2/index.ts'
import { openVisitor, type Seen, type Visitor } from './portal-visitor.ts'
import { freePort } from './role-process.ts'
import type { Service } from './service.ts'

/** Starts the pages in the test's own process beside a service, on its database and into its log; returns their address. */
export async function startPagesBeside(service: Service): Promise<{ readonly url: string }> {
  const port = await freePort()
  const given = {
    ...service.environment,
    ...{ CPIS_PORTAL_PORT: String(port), CPIS_PORTAL_URL: `http://127.0.0.1:${port}` },
  }
  const clients = laptopClients(settingsFrom(given))
  const common = { clock: systemClock, profile: 'test', log: silentLog } as const
  const cis2 = await startCis2StandIn({ ...common, port: 0, users: readStandInUsers(), clients })
  const portal = await startPortalOn(groundOf('portal', settingsFrom({ ...given, CPIS_CIS2_ISSUER: cis2.issuer })))
  after(async () => {
    await portal.stop()
    await cis2.stop()
  })
  return portal
}

/** Somebody signed in at these pages, and every page they were at: its address, and what came of it. */
export async function openWalker(portal: { readonly url: string }, userId: string) {
  const visitor = openVisitor(portal)
  await visitor.signIn(userId)
  const seen: (Seen & { readonly at: string })[] = []
  const kept = async (at: string, one: Promise<Seen>) => {
    const page = { ...(await one), at }
    seen.push(page)
    return page
  }
  const walker: Pick<Visitor, 'get' | 'post'> = {
    get: (path, headers) => kept(path, visitor.get(path, headers)),
    post: (path, fields, headers) => kept(path, visitor.post(path, fields, headers)),
  }
  return {
    ...walker,
    seen,
    /** Follows every link below these pages, to so many. */
    async follow(starts: readonly string[], most: number): Promise<void> {
      const open = [...starts]
      const been = new Set<string>()
      for (let path = open.shift(); path !== undefined && been.size < most; path = open.shift()) {
        if (been.has(path) || path.startsWith('/sign-out')) continue
        been.add(path)
        const { html, location } = await walker.get(path)
        open.push(...linksIn(html).filter(link => link.startsWith('/') && !link.startsWith('/assets')))
        if (location.startsWith('/')) open.push(location)
      }
    },
  }
}

/** Every address a page leads to, sends to or shows. */
export function linksIn(html: string): string[] {
  return [...html.matchAll(/\b(?:href|action|src|content)="([^"]*)"/g)].map(([, link = '']) =>
    link.replaceAll('&amp;', '&'),
  )
}
