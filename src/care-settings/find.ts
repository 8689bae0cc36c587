import type { CalendarDate, Database } from '../platform/index.ts'
import type { CareSetting } from './care-setting.ts'
import type { LocalAuthority } from './local-authority.ts'
import type { OdsCode } from './ods-code.ts'
import type { Organisation } from './organisation.ts'
import {
  authoritiesOn,
  authorityByCode,
  authorityByMailbox,
  organisationByCode,
  settingByCode,
  settingsOn,
} from './store.ts'

/** The authorities may be asked for under the roles of `register` and `notifications` too; the rest only under our own. */
export type FindDeps = { readonly db: Database }

/** The local authority whose MESH mailbox this is on this day; `undefined` when nobody's. */
export function findAuthorityByMailbox(
  deps: FindDeps,
  mailboxId: string,
  on: CalendarDate,
): Promise<LocalAuthority | undefined> {
  return authorityByMailbox(deps.db, mailboxId, on)
}

/** The local authority of this code (ODS code, or `X-` and the DfE code) on this day; `undefined` when there is none. */
export function findAuthority(deps: FindDeps, code: string, on: CalendarDate): Promise<LocalAuthority | undefined> {
  return authorityByCode(deps.db, code, on)
}

/** All local authorities there are on this day, by code. */
export function listAuthorities(deps: FindDeps, on: CalendarDate): Promise<LocalAuthority[]> {
  return authoritiesOn(deps.db, on)
}

/** The organisation of this ODS code on this day; `undefined` when it is not known or no longer there. */
export function findOrganisation(
  deps: FindDeps,
  odsCode: OdsCode,
  on: CalendarDate,
): Promise<Organisation | undefined> {
  return organisationByCode(deps.db, odsCode, on)
}

/** The care setting of this code on this day; `undefined` when it is in no table, or not open yet. */
export function findCareSetting(deps: FindDeps, code: string, on: CalendarDate): Promise<CareSetting | undefined> {
  return settingByCode(deps.db, code, on)
}

/** All care settings there are on this day, the shut ones too, by code. */
export function listCareSettings(deps: FindDeps, on: CalendarDate): Promise<CareSetting[]> {
  return settingsOn(deps.db, on)
}
