import type { SealedColumn } from '../platform/index.ts'
import { contextOfPerson } from '../register/index.ts'
import { contextOfDeclared } from './asked.ts'

const ofAccess: SealedColumn['contextOf'] = ({ access_id: id = '' }) => contextOfDeclared(id)
const ACCESS_KEY = { child_key: 'uuid', at: 'timestamptz', access_id: 'uuid' }
const ORDER_KEY = { child_key: 'uuid', access_id: 'uuid', authority_code: 'text' }

/** What of the look-ups is sealed under the master keys. */
export const LOOKUP_SEALED: readonly SealedColumn[] = [
  { table: 'lookup.access', column: 'detail_sealed', key: ACCESS_KEY, contextOf: ofAccess },
  { table: 'lookup.access', column: 'number_sealed', key: ACCESS_KEY, contextOf: ofAccess },
  { table: 'lookup.notice_order', column: 'detail_sealed', key: ORDER_KEY, contextOf: ofAccess },
  {
    table: 'lookup.notice_order',
    column: 'person_sealed',
    key: ORDER_KEY,
    contextOf: ({ child_key: childKey = '', authority_code: authorityCode = '' }) =>
      contextOfPerson({ childKey, authorityCode }),
  },
]
