import { displayName } from '../../identity/index.ts'
import type { Exchange } from './exchange.ts'
import type { Area, Frame } from './portal.ts'
import { formToken } from './secrets.ts'

/** What the layout of every page shows around its content. */
export type Layout = {
  readonly assets: string
  readonly token: string
  readonly requestId: string
  readonly inventedPeople: boolean
  readonly isSignedIn: boolean
  /** Empty until a role is confirmed. */
  readonly who: string
  readonly role: string
  readonly organisation: string
  readonly mayChangeRole: boolean
  readonly navigation: readonly { readonly text: string; readonly href: string; readonly current: boolean }[]
}

/** Who is signed in as what, and the areas this role may open. */
export function layoutOf(frame: Frame, { browserId, session, requestId, area }: Exchange): Layout {
  const author = session?.actor?.author
  const person = author?.kind === 'person' ? author : undefined
  return {
    assets: frame.assets.path,
    token: browserId === undefined ? '' : formToken(browserId),
    requestId,
    inventedPeople: frame.settings.inventedPeople,
    isSignedIn: session !== undefined,
    who: person === undefined ? '' : displayName(person.name),
    role: person?.roleName ?? '',
    organisation: person?.organisation.name ?? '',
    mayChangeRole: (session?.roles.length ?? 0) > 1,
    navigation: areasOpenTo(frame, session?.actor?.activities).map(one => ({
      text: one.title,
      href: one.path,
      current: one === area,
    })),
  }
}

/** The areas one of these activities opens, in the order they were added. */
export function areasOpenTo(frame: Pick<Frame, 'areas'>, activities: ReadonlySet<string> = new Set()): Area[] {
  return frame.areas.filter(area => area.activities.some(code => activities.has(code)))
}
