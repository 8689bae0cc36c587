import type { CalendarDate } from '../../platform/index.ts'

/** Files of a day, and those of which nothing was stored as a whole. */
export type UploadDay = { readonly day: CalendarDate; readonly files: number; readonly refused: number }
/** Notices made on a day, and those of them that expired uncollected since. */
export type NoticeDay = { readonly day: CalendarDate; readonly made: number; readonly undeliverable: number }
/** Mailboxes of a daily watch. */
export type MeshDay = {
  readonly day: CalendarDate
  readonly watched: number
  readonly disconnected: number
  readonly uncollected: number
}
/** Look-ups from a care setting, by its name. */
export type SettingCount = { readonly setting: string; readonly standard: number; readonly silent: number }
