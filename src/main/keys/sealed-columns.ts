import { DEMOGRAPHICS_SEALED } from '../../demographics/index.ts'
import { LOOKUP_SEALED } from '../../lookup/index.ts'
import { MESH_SEALED } from '../../mesh/index.ts'
import { NOTIFICATIONS_SEALED } from '../../notifications/index.ts'
import { AUDIT_SEALED, type SealedColumn } from '../../platform/index.ts'
import { RECORDS_SEALED } from '../../records/index.ts'
import { REGISTER_SEALED } from '../../register/index.ts'

/** Every column that holds what a master key sealed. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  ...REGISTER_SEALED,
  ...LOOKUP_SEALED,
  ...NOTIFICATIONS_SEALED,
  ...AUDIT_SEALED,
  ...DEMOGRAPHICS_SEALED,
  ...MESH_SEALED,
  ...RECORDS_SEALED,
]
