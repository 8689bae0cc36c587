import type { SealedColumn } from '../platform/index.ts'
import { contextOfNote, contextOfNotice } from './sealed-notice.ts'

/** What of the notices is sealed under the master keys. */
export const NOTIFICATIONS_SEALED: readonly SealedColumn[] = [
  {
    table: 'notifications.notification',
    column: 'content_sealed',
    key: { notice_id: 'uuid' },
    contextOf: ({ notice_id: id = '' }) => contextOfNotice(id),
  },
  {
    table: 'notifications.notice_event',
    column: 'note_sealed',
    key: { notice_id: 'uuid', event_no: 'integer' },
    contextOf: ({ notice_id: id = '' }) => contextOfNote(id),
  },
]
