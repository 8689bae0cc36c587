export { portalErrors } from './errors.ts'
export { openPortal } from './frame/open-portal.ts'
export type { Area, Pages, Portal, PortalDeps, PortalSettings, SessionUse, Visit, Work } from './frame/portal.ts'
