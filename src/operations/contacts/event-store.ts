import type { Database } from '../../platform/index.ts'
import type { Contact } from './store.ts'

/** A change of a contact group: by whom, and how many there were afterwards. */
export type ContactEvent = {
  readonly at: Date
  readonly what: 'confirmed' | 'added' | 'removed'
  readonly byUser: string
  readonly byName: string
  readonly contacts: number
}

/** What was changed, newest first; the last fifty. */
export function contactEventsOf(db: Database, authorityCode: string): Promise<ContactEvent[]> {
  return db.query<ContactEvent>({
    name: 'operations-contact-events-of',
    text: `select at, what, by_user as "byUser", by_name as "byName", jsonb_array_length(contacts) as contacts
      from operations.contact_event where authority_code = $1 order by event_no desc limit 50`,
    values: [authorityCode],
  })
}

/** The number of the last change; 0 before the first. */
export async function lastContactEvent(tx: Database, authorityCode: string): Promise<number> {
  const [row] = await tx.query<{ last: number }>({
    name: 'operations-contact-event-last',
    text: 'select coalesce(max(event_no), 0) as last from operations.contact_event where authority_code = $1',
    values: [authorityCode],
  })
  return row?.last ?? 0
}

/** Adds a change under its number; fails when somebody else took that number meanwhile. */
export async function addContactEvent(
  tx: Database,
  event: Omit<ContactEvent, 'contacts'> & {
    readonly authorityCode: string
    readonly eventNo: number
    readonly contacts: readonly Contact[]
  },
): Promise<void> {
  const { authorityCode, eventNo, at, what, byUser, byName, contacts } = event
  await tx.query({
    name: 'operations-contact-event-add',
    text: `insert into operations.contact_event (authority_code, event_no, at, what, by_user, by_name, contacts)
      values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [
      authorityCode,
      eventNo,
      at,
      what,
      byUser,
      byName,
      JSON.stringify(contacts.map(({ role, email, confirmedOn }) => ({ role, email, confirmedOn }))),
    ],
  })
}
