import type { CalendarDate, Database } from '../../platform/index.ts'

/** Somebody to write to at an authority: a role with an address, and the day the authority last said it is right. */
export type Contact = {
  readonly authorityCode: string
  readonly email: string
  readonly role: string
  readonly confirmedOn: CalendarDate
}

/** The contact groups of these authorities. */
export function contactsOf(db: Database, authorities: readonly string[]): Promise<Contact[]> {
  return db.query<Contact>({
    name: 'operations-contacts-of',
    text: `select authority_code as "authorityCode", email, role, confirmed_on as "confirmedOn"
      from operations.contact where authority_code = any ($1) order by authority_code, email`,
    values: [authorities],
  })
}

/** Puts these contacts in the place of all that their authorities had. */
export async function replaceContacts(db: Database, contacts: readonly Contact[]): Promise<void> {
  await db.transaction(async tx => {
    await tx.query({
      text: 'delete from operations.contact where authority_code = any ($1)',
      values: [contacts.map(one => one.authorityCode)],
    })
    await tx.query({
      text: `insert into operations.contact (authority_code, email, role, confirmed_on)
        select c."authorityCode", c.email, c.role, c."confirmedOn"
        from jsonb_to_recordset($1::jsonb) as c ("authorityCode" text, email text, role text, "confirmedOn" date)`,
      values: [JSON.stringify(contacts)],
    })
  })
}
