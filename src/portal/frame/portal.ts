import type { FastifyInstance } from 'fastify'
import type { Actor, CameBack, Session } from '../../identity/index.ts'
import type { Clock, Log, Metrics, Randomness } from '../../platform/index.ts'
import type { Assets } from './assets.ts'
import type { Cookies } from './cookies.ts'
import type { Form } from './form.ts'
import type { Render } from './rendering.ts'
import type { Reply } from './reply.ts'

export type PortalSettings = {
  /** The address browsers know the pages by, without a slash at its end. */
  readonly publicUrl: string
  /** CIS2's issuer: its origin is where signing in and out goes on. */
  readonly issuer: string
  /** Not production: everybody is invented, and every page says so. */
  readonly inventedPeople: boolean
  /** Before very sensitive acts the user must have proved who they are within so many minutes. */
  readonly freshMinutes: number
}

/** What signing in and out comes to, bound in `main` to identity. */
export type SessionUse = {
  readonly begin: (wish: { returnTo: string; again: boolean }) => Promise<{ url: URL; browserId: string }>
  readonly complete: (back: CameBack) => Promise<{ sessionBrowserId: string; returnTo: string }>
  readonly read: (browserId: string) => Promise<Session | undefined>
  readonly chooseRole: (browserId: string, roleProfileId: string) => Promise<string>
  readonly end: (browserId: string) => Promise<void>
  readonly signOutUrl: (idToken: string, returnTo: string) => Promise<URL>
}

export type PortalDeps = {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly metrics: Pick<Metrics, 'count'>
  readonly settings: PortalSettings
  readonly sessions: SessionUse
}

/** Pages that belong together: who may open them, and their place in the navigation. */
export type Area = {
  /** The words of the navigation. */
  readonly title: string
  /** Below this path lie all its pages; the path itself is its first page. */
  readonly path: string
  /** One of these activities opens it. */
  readonly activities: readonly string[]
}

/** One request of a signed-in person who acts in a role that may open the area. */
export type Visit = {
  readonly requestId: string
  readonly actor: Actor
  readonly session: Session
  readonly now: Date
  /** The path of the request, without its query. */
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly form: Form
  /** A handle for a path in the place of a text that may not stand there; only this session can open it. */
  seal(text: string): string
  /** Throws PORTAL_HANDLE_UNKNOWN. */
  open(handle: string): string
}

export type Work = (visit: Visit) => Promise<Reply>

/** Adds the pages of one area; `path` is below the path of the area, `''` its first page. */
export type Pages = {
  /** With `freshSignIn` the user must have proved who they are a moment ago: exports, and acts as grave. */
  get(path: string, work: Work, wish?: { readonly freshSignIn?: boolean }): void
  /** Takes a form; its token is checked before `work` sees it. */
  post(path: string, work: Work, wish?: { readonly freshSignIn?: boolean }): void
}

/** The portal areas are added to. */
export type Portal = { area(area: Area): Pages }

/** Everything the frame itself works with. */
export type Frame = PortalDeps & {
  readonly server: FastifyInstance
  readonly render: Render
  readonly assets: Assets
  readonly cookies: Cookies
  readonly headers: Readonly<Record<string, string>>
  readonly areas: readonly Area[]
}
