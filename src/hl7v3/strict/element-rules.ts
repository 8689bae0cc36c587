import type { ElementRules } from './element-rule.ts'
import { FILE_RULES } from './rules-files.ts'
import { NOTICE_RULES } from './rules-notices.ts'
import { QUERY_RULES } from './rules-query.ts'
import { SHARED_RULES } from './rules-shared.ts'
import { WRAPPER_RULES } from './rules-wrapper.ts'

/** Every rule by name; a message's root rule has the name of its root element. */
export const ELEMENT_RULES: ElementRules = {
  ...SHARED_RULES,
  ...FILE_RULES,
  ...NOTICE_RULES,
  ...QUERY_RULES,
  ...WRAPPER_RULES,
}

/** Files between authorities and the service, read part by part: an upload may be large. */
export const FILE_ROOTS = [
  'File',
  'FileResponse',
  'CP-ISAccessToServiceNotification',
  'CP-ISInactiveNHSNumberNotification',
] as const

/** Interactions of the query leg, and the payloads of 03 and 04 without their wrapper; read whole. */
export const QUERY_ROOTS = [
  'QUPC_IN000006GB01',
  'REPC_IN000007GB01',
  'QUQI_IN010000UK14',
  'MCCI_IN010000UK13',
  'CP-ISQueryStub',
  'CP-ISNHSQueryResponse',
] as const
