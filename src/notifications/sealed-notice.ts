import { byteaText, childKey, openJson, processKeyring, sealJson } from '../platform/index.ts'
import type { Notice } from './notice.ts'

/** What a notice tells as it is kept: sealed, with what it is found by beside. */
export type KeptContent = { readonly childKey: string | null; readonly orderedAt: Date; readonly sealed: string }

export const contextOfNotice = (noticeId: string): string => `notifications.notification ${noticeId}`
export const contextOfNote = (noticeId: string): string => `notifications.notice_event ${noticeId}`

/** Seals a notice. It was ordered by the access it tells of, else when it was made. */
export function sealNotice(notice: Notice): KeptContent {
  const about =
    notice.kind === 'access' ? notice.accesses[0] : notice.kind === 'inactive-number' ? notice.numbers[0] : notice.alert
  const keyring = processKeyring()
  return {
    childKey: about === undefined ? null : childKey(keyring, about.nhsNumber),
    orderedAt: about !== undefined && 'at' in about ? about.at : notice.createdAt,
    sealed: byteaText(sealJson(keyring, notice, contextOfNotice(notice.noticeId))),
  }
}

/** Opens a notice. Throws SEALED_VALUE_UNREADABLE. */
export function openNotice(noticeId: string, sealed: Buffer): Notice {
  return withDates(openJson<Notice>(processKeyring(), sealed, contextOfNotice(noticeId)))
}

/** Seals what somebody wrote about a notice. */
export function sealNote(noticeId: string, note: string): Buffer {
  return sealJson(processKeyring(), note, contextOfNote(noticeId))
}

/** Opens what `sealNote` sealed. Throws SEALED_VALUE_UNREADABLE. */
export function openNote(noticeId: string, sealed: Buffer): string {
  return openJson<string>(processKeyring(), sealed, contextOfNote(noticeId))
}

/** Times inside a notice come back as text. */
function withDates(notice: Notice): Notice {
  const createdAt = new Date(notice.createdAt)
  if (notice.kind === 'inactive-number') return { ...notice, createdAt }
  if (notice.kind === 'was-not-brought') {
    const { at, appointmentAt } = notice.alert
    return {
      ...notice,
      createdAt,
      alert: { ...notice.alert, at: new Date(at), appointmentAt: new Date(appointmentAt) },
    }
  }
  return { ...notice, createdAt, accesses: notice.accesses.map(access => ({ ...access, at: new Date(access.at) })) }
}
