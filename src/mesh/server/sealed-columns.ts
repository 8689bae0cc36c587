import type { SealedColumn } from '../../platform/index.ts'
import { keyOfMessage, keyOfUpload } from './sealed-message.ts'

/** The keys of messages and of bodies that came in pieces; what these seal stays as it is. */
export const MESH_SEALED: readonly SealedColumn[] = [
  {
    table: 'mesh.message',
    column: 'wrapped_key',
    key: { message_id: 'text' },
    more: ['sealed_as'],
    contextOf: ({ message_id: id = '', sealed_as: sealedAs }) => keyOfMessage(sealedAs ?? id),
  },
  {
    table: 'mesh.part',
    column: 'wrapped_key',
    key: { message_id: 'text', part_no: 'integer' },
    more: ['upload_id'],
    contextOf: ({ upload_id: id = '' }) => keyOfUpload(id),
  },
  {
    table: 'mesh.upload',
    column: 'wrapped_key',
    key: { upload_id: 'uuid' },
    contextOf: ({ upload_id: id = '' }) => keyOfUpload(id),
  },
]
