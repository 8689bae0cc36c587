import type { SealedColumn } from '../../platform/index.ts'
import { contextOfOrder } from './orders.ts'
import { contextOfNumbers } from './sealed-numbers.ts'
import { contextOfPerson } from './sealed-person.ts'
import { contextOfRecords } from './uploads.ts'

const ofPlan: SealedColumn['contextOf'] = ({ child_key: childKey = '', authority_code: authorityCode = '' }) =>
  contextOfPerson({ childKey, authorityCode })

/** What of the register is sealed under the master keys. */
export const REGISTER_SEALED: readonly SealedColumn[] = [
  {
    table: 'register.plan',
    column: 'person_sealed',
    key: { child_key: 'uuid', authority_code: 'text', type: 'text' },
    contextOf: ofPlan,
  },
  {
    table: 'register.plan_version',
    column: 'person_sealed',
    key: { child_key: 'uuid', authority_code: 'text', type: 'text', version: 'integer' },
    contextOf: ofPlan,
  },
  {
    table: 'register.number_alias',
    column: 'numbers_sealed',
    key: { old_key: 'uuid' },
    contextOf: ({ old_key: key = '' }) => contextOfNumbers(key),
  },
  {
    table: 'register.inactive_number_order',
    column: 'person_sealed',
    key: { order_id: 'uuid' },
    contextOf: ({ order_id: id = '' }) => contextOfOrder(id),
  },
  {
    table: 'register.upload_verdicts',
    column: 'records_sealed',
    key: { upload_id: 'uuid' },
    contextOf: ({ upload_id: id = '' }) => contextOfRecords(id),
  },
]
