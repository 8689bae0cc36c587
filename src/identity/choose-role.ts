import { refusal } from '../platform/index.ts'
import { identityErrors } from './errors.ts'

/** The role a caller says it acts in: by the token, and by the header `NHSD-Session-URID`. */
export type AskedRole = { readonly selected?: string | undefined; readonly session?: string | undefined }

/**
 * The one role a user acts in, out of those held today (fhir-api.md 8.4, ours): the token's role wins; a header that
 * differs from it is refused; a header alone counts when the user holds that role; without either there must be
 * exactly one. Throws SELECTED_ROLE_INVALID, SESSION_ROLE_INVALID, ROLES_NONE, ROLES_SEVERAL.
 */
export function chooseRole<Role extends { readonly roleProfileId: string }>(
  held: readonly Role[],
  asked: AskedRole,
): Role {
  const session = asked.session?.trim() || undefined
  if (asked.selected !== undefined) {
    const role = held.find(one => one.roleProfileId === asked.selected)
    if (role === undefined) throw refusal(identityErrors, 'SELECTED_ROLE_INVALID')
    if (session !== undefined && session !== asked.selected) throw refusal(identityErrors, 'SESSION_ROLE_INVALID')
    return role
  }
  const [first, ...others] = held
  if (first === undefined) throw refusal(identityErrors, 'ROLES_NONE')
  if (session === undefined && others.length > 0) throw refusal(identityErrors, 'ROLES_SEVERAL')
  if (session === undefined) return first
  const role = held.find(one => one.roleProfileId === session)
  if (role === undefined) throw refusal(identityErrors, 'SESSION_ROLE_INVALID')
  return role
}
