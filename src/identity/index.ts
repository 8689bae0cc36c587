export { type AdministrationDeps, closeAccount, reopenAccount } from './accounts.ts'
export {
  type AccreditedSystem,
  type AccreditedSystems,
  findAccreditedSystem,
  openAccreditedSystems,
} from './accredited-systems/accredited-system.ts'
export { type AuthorClaim, actorOfAuthor } from './accredited-systems/actor-of-author.ts'
export {
  actorOfRoleProfile,
  type ClaimedRole,
  type RoleProfileDeps,
  type Through,
} from './accredited-systems/actor-of-role-profile.ts'
export { accreditationErrors, authorErrors } from './accredited-systems/errors.ts'
export { loadAccreditedSystems } from './accredited-systems/load-accredited-systems.ts'
export * from './actor.ts'
export { actorOfBearer, type IdentityDeps, type IdentityHeaders } from './actor-of-bearer.ts'
export { actorsOfUser } from './actors-of-user.ts'
export * from './applications/administer.ts'
export type { ApplicationRow, Channel, RegisteredKeys } from './applications/application.ts'
export { type ApplicationKeys, openApplicationKeys } from './applications/application-keys.ts'
export { type ApplicationPace, openApplicationPace, type PaceDeps } from './applications/application-pace.ts'
export { administrationErrors } from './applications/errors.ts'
export { loadApplications, readApplications } from './applications/reference.ts'
export { jwksUrlOf, type KeySource, openKeySource } from './bearer/key-source.ts'
export { readBearer } from './bearer/read-bearer.ts'
export { type SignIn, type VerifyDeps, verifyIdToken } from './bearer/verify-id-token.ts'
export { identityErrors } from './errors.ts'
export * from './load-role-directory.ts'
export { type ActivityRow, type RoleProfileRow, readActivities, readRoleProfiles } from './reference.ts'
export { sessionErrors } from './sessions/errors.ts'
export { countOnPages } from './sessions/pace.ts'
export { choosePortalRole, endPortalSession, readPortalSession } from './sessions/read-session.ts'
export { hashOf as hashOfBrowserId, type Session, type SessionDeps, type SessionSettings } from './sessions/session.ts'
export {
  beginPortalSignIn,
  type CameBack,
  completePortalSignIn,
} from './sessions/sign-in.ts'
export * from './settings.ts'
export * from './sign-in/errors.ts'
export * from './sign-in/relying-party.ts'
export type { TokenDeps, TokenSettings } from './token-deps.ts'
export { tokenErrors } from './token-errors.ts'
export { forgetTokens } from './tokens/forget-tokens.ts'
export type { TokenAnswer } from './tokens/hand-out-tokens.ts'
export { type IssueWish, issueToken } from './tokens/issue-token.ts'
export { addTokenRoutes } from './tokens/routes.ts'
