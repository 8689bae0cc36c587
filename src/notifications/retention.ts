import { type Database, type RetentionPart, rowsPart } from '../platform/index.ts'

/** Notices that were collected or given up; one that was sent again goes after the one that names it. */
export function notificationsRetention(db: Database): RetentionPart[] {
  return [
    rowsPart(db, {
      kind: 'notices',
      table: 'notifications.notification',
      where: `state in ('collected', 'undeliverable') and settled_at < $1
        and not exists (select from notifications.notification again where again.resent_from = notification.notice_id)`,
      children: ['child_key'],
    }),
  ]
}
