import type { Session } from '../../../identity/index.ts'

export function presentStart() {
  return {
    title: 'Child Protection - Information Sharing',
    lead: 'See whether a child, or the mother of an unborn child, is known to a local authority for child protection.',
  }
}

type Wish = { readonly returnTo: string; readonly isMissing: boolean }

/** The roles to choose from; with one only, to confirm. The one in use, else the one chosen at CIS2, stands ready. */
export function presentRoles(
  { roles, actor, offeredRole }: Pick<Session, 'roles' | 'actor' | 'offeredRole'>,
  wish: Wish,
) {
  const author = actor?.author
  const inUse = author?.kind === 'person' ? author.roleProfileId : undefined
  const [only, ...others] = roles
  const ready = inUse ?? offeredRole ?? (others.length === 0 ? only?.roleProfileId : undefined)
  const title = roles.length > 1 ? 'Choose your role' : 'Confirm your role'
  return {
    title: wish.isMissing ? `Error: ${title}` : title,
    heading: title,
    returnTo: wish.returnTo,
    errors: wish.isMissing ? [{ text: 'Choose the role you act in', href: '#role' }] : [],
    hasNone: roles.length === 0,
    roles: roles.map(role => ({
      value: role.roleProfileId,
      text: role.organisation.name,
      hint: { text: `${role.jobRoleName} (${role.organisation.odsCode})` },
      checked: role.roleProfileId === ready,
    })),
  }
}
