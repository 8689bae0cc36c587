import { type Author, displayName } from '../identity/index.ts'
import { childKey, type Database, processKeyring, type SubjectPart, type SubjectRecord } from '../platform/index.ts'
import type { Notice } from './notice.ts'
import { openNote, openNotice } from './sealed-notice.ts'

type NoticeRow = {
  readonly notice_id: string
  readonly authority_code: string
  readonly state: string
  readonly sent_at: Date | null
  readonly settled_at: Date | null
  readonly content_sealed: Buffer
  readonly events: readonly { readonly at: string; readonly state: string; readonly note: string | null }[]
}

/** What local authorities were told about a child, and what they noted on it. */
export async function notificationsAboutSubject(db: Database, nhsNumber: string): Promise<SubjectPart[]> {
  const rows = await db.query<NoticeRow>({
    text: `select notice_id, authority_code, state, sent_at, settled_at, content_sealed,
        (select coalesce(json_agg(json_build_object('at', e.at, 'state', e.state, 'note', e.note_sealed::text)
          order by e.event_no), '[]') from notifications.notice_event e where e.notice_id = n.notice_id) as events
      from notifications.notification n where child_key = $1 order by created_at, notice_id`,
    values: [childKey(processKeyring(), nhsNumber)],
  })
  return [{ part: 'notices', records: rows.map(recordOf) }]
}

function recordOf(row: NoticeRow): SubjectRecord {
  const notice = openNotice(row.notice_id, row.content_sealed)
  const authors = authorsOf(notice)
  return {
    at: notice.createdAt.toISOString(),
    kind: notice.kind,
    authority: row.authority_code,
    state: row.state,
    sentAt: row.sent_at?.toISOString() ?? null,
    settledAt: row.settled_at?.toISOString() ?? null,
    who: authors.map(nameOf).join('; ') || null,
    organisation: authors.map(author => author.organisation.name).join('; ') || null,
    told: notice.kind === 'was-not-brought' ? notice.alert.reason : null,
    notes: row.events.map(event => notedOf(row.notice_id, event)).join('; ') || null,
  }
}

function authorsOf(notice: Notice): Author[] {
  if (notice.kind === 'access') return notice.accesses.map(access => access.author)
  return notice.kind === 'was-not-brought' ? [notice.alert.author] : []
}

const nameOf = (author: Author) =>
  author.kind === 'person' ? displayName(author.name) : author.responsible.map(one => displayName(one.name)).join(', ')

function notedOf(noticeId: string, { at, state, note }: NoticeRow['events'][number]): string {
  const text = note === null ? '' : `: ${openNote(noticeId, Buffer.from(note.slice(2), 'hex'))}`
  return `${new Date(at).toISOString()} ${state}${text}`
}
