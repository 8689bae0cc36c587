import type { careSettingsErrors } from '../../care-settings/index.ts'
import type { authorErrors, identityErrors } from '../../identity/index.ts'
import { isDatabaseFault, isRefusal, type platformErrors } from '../../platform/index.ts'
import type { Hl7v3ErrorCode } from '../errors.ts'
import type { spineErrors } from './errors.ts'

/** Codes of this edge that reading a query cannot bring: they are of files, of writing, of our own client. */
type Elsewhere = `UPLOAD_${string}` | `WRITE_${string}` | 'MESSAGE_TYPE_UNSUPPORTED' | 'QUERY_SILENT_NOT_EXPRESSIBLE'

/** Every code that can reach this door. A code without a row below does not compile. */
type Catalogue = typeof spineErrors &
  typeof authorErrors &
  typeof identityErrors &
  typeof careSettingsErrors &
  typeof platformErrors
export type ErrorCode = keyof Catalogue | Exclude<Hl7v3ErrorCode, Elsewhere>

/**
 * How a code looks to the caller. `fault`: the message was not taken, a SOAP fault with HTTP 500 (hl7v3.md 7).
 * `acknowledged`: it was taken and cannot be answered, MCCI_IN010000UK13 with AE and HTTP 200 (4.8). Codes that begin
 * with X- are ours: the national numbers are not public (9.1, 16).
 */
export type Outcome =
  | { readonly as: 'fault'; readonly code: string; readonly by: 'Client' | 'Server'; readonly location: string }
  | { readonly as: 'acknowledged'; readonly code: string; readonly display?: string }

const fault = (code: string, location = 'SOAP Body', by: 'Client' | 'Server' = 'Client'): Outcome => ({
  as: 'fault',
  code,
  by,
  location,
})
const acknowledged = (code: string, display?: string): Outcome => ({
  as: 'acknowledged',
  code,
  ...(display !== undefined && { display }),
})

const NOT_WELL_FORMED = fault('201')
const ACTION = fault('101', 'HTTP Header - SOAPAction')
const WRAPPER = 'ErrorBase1732'
const wrapper = (name: string) => fault(`X-${WRAPPER}.${name}`)
const SIGN_IN = acknowledged('X-SIGN-IN')
const SYSTEM_FAULT = acknowledged('GE002', 'Unexpected business error encountered.')
const NOT_CHECKED = acknowledged(
  'X-NOT-CHECKED',
  'The register could not be read, so nothing is known about this child either way. ' +
    'Phone the local authority and follow your local safeguarding procedure',
)
const REFUSED = acknowledged('X-NOT-PERMITTED')

/** Every error of this door. */
export const OUTCOMES: Readonly<Record<ErrorCode, Outcome>> = {
  SPINE_UNKNOWN_PATH: fault('101', 'HTTP request'),
  SPINE_WRONG_METHOD: fault('101', 'HTTP request'),
  SPINE_TOO_LARGE: NOT_WELL_FORMED,
  SPINE_ACTION_UNSUPPORTED: ACTION,
  SPINE_ACTION_DIFFERS: ACTION,
  SPINE_NOT_SOAP: NOT_WELL_FORMED,
  SPINE_ADDRESSING_INVALID: fault('X-ADDRESSING', 'SOAP Header'),
  SPINE_INVALID_ID: wrapper('INVALID_ID'),
  SPINE_INVALID_CREATION_TIME: wrapper('INVALID_CREATION_TIME'),
  SPINE_INVALID_VERSION_CODE: wrapper('INVALID_VERSION_CODE'),
  SPINE_INCONSISTENT_INTERACTION_ID: wrapper('INCONSISTENT_HL7_INTERACTION_ID'),
  SPINE_INVALID_RECEIVER: wrapper('INVALID_COMM_FUNC_RCV'),
  SPINE_INVALID_SENDER: wrapper('INVALID_COMM_FUNC_SND'),
  SPINE_INVALID_CONTROL_ACT: wrapper('INVALID_CONTROL_ACT'),
  SPINE_MANDATORY_DATA_MISSING: fault('X-ErrorBase1712.MANDATORY_DATA_MISSING'),
  SPINE_HL7_INVALID: fault('202'),
  SPINE_NOT_FOR_US: fault('X-RECEIVER'),
  SPINE_SENDERS_DIFFER: fault('X-SENDER'),
  SPINE_SYSTEM_UNKNOWN: fault('X-SYSTEM-NOT-ACCREDITED'),
  SPINE_CERTIFICATE_DIFFERS: fault('X-CERTIFICATE', 'TLS client certificate'),
  SPINE_AUTHORS_DIFFER: fault('X-AUTHORS-DIFFER'),
  SPINE_CONTRACT_UNKNOWN: fault('501319', 'eb:CPAId'),
  SPINE_EBXML_INVALID: NOT_WELL_FORMED,
  SPINE_SYSTEM_AUTHORS_OFF: acknowledged('X-SYSTEM-AUTHOR'),
  SPINE_NHS_NUMBER_INVALID: acknowledged('X-NHS-NUMBER-INVALID'),
  SPINE_NOT_CHECKED: NOT_CHECKED,
  SPINE_FAULT: SYSTEM_FAULT,

  QUERY_ACCESS_EVENT_TYPE: fault('X-ACCESS-EVENT-TYPE'),

  XML_NOT_WELL_FORMED: NOT_WELL_FORMED,
  XML_DOCTYPE: NOT_WELL_FORMED,
  XML_ENTITY_UNKNOWN: NOT_WELL_FORMED,
  XML_PROCESSING_INSTRUCTION: NOT_WELL_FORMED,
  XML_VERSION: NOT_WELL_FORMED,
  XML_ENCODING: NOT_WELL_FORMED,
  XML_TRUNCATED: NOT_WELL_FORMED,
  XML_TOO_DEEP: NOT_WELL_FORMED,
  XML_TOO_LARGE: NOT_WELL_FORMED,
  XML_TOO_MANY_ELEMENTS: NOT_WELL_FORMED,
  XML_TOO_MANY_ATTRIBUTES: NOT_WELL_FORMED,
  XML_TEXT_TOO_LONG: NOT_WELL_FORMED,
  MESSAGE_EMPTY: NOT_WELL_FORMED,
  MESSAGE_WRONG_ROOT: NOT_WELL_FORMED,
  MESSAGE_SEVERAL: NOT_WELL_FORMED,
  MESSAGE_INCOMPLETE: fault('202'),

  AUTHOR_UNKNOWN: acknowledged('X-AUTHOR-UNKNOWN'),
  AUTHOR_ROLE_NOT_HELD: acknowledged('X-AUTHOR-ROLE'),
  AUTHOR_ROLE_UNCLEAR: acknowledged('X-AUTHOR-ROLE'),
  AUTHOR_NOT_OF_SYSTEM: acknowledged('X-AUTHOR-ORGANISATION'),
  AUTHOR_NOT_SIGNED_IN: SIGN_IN,
  AUTHOR_SYSTEM_REFUSED: acknowledged('X-SYSTEM-AUTHOR'),
  AUTHOR_SYSTEM_DIFFERS: acknowledged('X-SYSTEM-AUTHOR'),

  AUTHORIZATION_MISSING: SIGN_IN,
  AUTHORIZATION_EMPTY: SIGN_IN,
  ACCESS_TOKEN_MISSING: SIGN_IN,
  TOKEN_TYPE_INVALID: SIGN_IN,
  ACCESS_TOKEN_INVALID: SIGN_IN,
  ACCESS_TOKEN_EXPIRED: SIGN_IN,
  NOT_USER_RESTRICTED: SIGN_IN,
  ASSURANCE_TOO_LOW: SIGN_IN,
  ROLES_SEVERAL: SIGN_IN,
  ROLES_NONE: SIGN_IN,
  SELECTED_ROLE_INVALID: SIGN_IN,
  SESSION_ROLE_INVALID: SIGN_IN,
  IDENTITY_PROVIDER_UNAVAILABLE: NOT_CHECKED,
  ROLE_DIRECTORY_INVALID: SYSTEM_FAULT,

  LOOK_UP_ORGANISATION_UNKNOWN: REFUSED,
  LOOK_UP_ORGANISATION_NOT_ONBOARDED: REFUSED,
  LOOK_UP_DSPT_EXPIRED: REFUSED,
  LOOK_UP_AGREEMENT_LAPSED: REFUSED,
  LOOK_UP_ACTIVITY_MISSING: REFUSED,
  LOOK_UP_SETTING_UNKNOWN: REFUSED,
  LOOK_UP_SETTING_CLOSED: REFUSED,
  LOOK_UP_NOTIFYING_CODE_REFUSED: REFUSED,
  LOOK_UP_SILENT_CODE_REFUSED: REFUSED,
  LOOK_UP_SETTING_SILENT_ONLY: REFUSED,
  LOOK_UP_ACTIVITY_SILENT_ONLY: REFUSED,
  REFERENCE_INVALID: SYSTEM_FAULT,

  DATABASE_UNAVAILABLE: NOT_CHECKED,
  TOO_MUCH_IN_HAND: NOT_CHECKED,
  CONFIG_INVALID: SYSTEM_FAULT,
  EMBEDDED_POSTGRES_UNREACHABLE: SYSTEM_FAULT,
  EMBEDDED_POSTGRES_MISSING: SYSTEM_FAULT,
  EMBEDDED_POSTGRES_FAILED: SYSTEM_FAULT,
  MASTER_KEYS_INVALID: SYSTEM_FAULT,
  INDEX_KEY_WRONG: SYSTEM_FAULT,
  SEALED_VALUE_UNREADABLE: SYSTEM_FAULT,
  AUDIT_CHAIN_BROKEN: SYSTEM_FAULT,
  AUDIT_ENTRY_UNPROVABLE: SYSTEM_FAULT,
  AUDIT_PROOF_INVALID: SYSTEM_FAULT,
  CHECKPOINT_INVALID: SYSTEM_FAULT,
  CHECKPOINT_STORE_DIFFERS: SYSTEM_FAULT,
  CHECKPOINT_STORE_INCOMPLETE: SYSTEM_FAULT,
  NOTE_KEY_INVALID: SYSTEM_FAULT,
  NOTE_SIGNATURE_INVALID: SYSTEM_FAULT,
  WITNESS_INCONSISTENT: SYSTEM_FAULT,
  MIGRATION_CHANGED: SYSTEM_FAULT,
  MIGRATION_LOCKED: SYSTEM_FAULT,
}

/**
 * The code an error has at this door. A database that could not be asked, wherever that was noticed, means that nothing
 * was checked; whatever nobody foresaw is a fault of ours. Neither is ever "no record".
 */
export function codeOf(thrown: unknown): ErrorCode {
  if (isRefusal(thrown)) return Object.hasOwn(OUTCOMES, thrown.code) ? (thrown.code as ErrorCode) : 'SPINE_FAULT'
  return isDatabaseFault(thrown) ? 'SPINE_NOT_CHECKED' : 'SPINE_FAULT'
}
