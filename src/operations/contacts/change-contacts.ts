import { type CalendarDate, type Database, dayInEngland, isAlreadyThere, refusal } from '../../platform/index.ts'
import type { OperationsDeps } from '../deps.ts'
import { operationsErrors } from '../errors.ts'
import { addContactEvent, type ContactEvent, contactEventsOf, lastContactEvent } from './event-store.ts'
import { isEmail, isToConfirm } from './keep-contacts.ts'
import { type Contact, contactsOf, replaceContacts } from './store.ts'

/** What staff of an authority do to its contact group. */
export type ContactChange =
  | { readonly what: 'confirmed' }
  | { readonly what: 'added'; readonly role: string; readonly email: string }
  | { readonly what: 'removed'; readonly email: string }

/** Whom operations write to at an authority, whether it has to say again that it is right, and who changed what. */
export type ContactGroup = {
  readonly contacts: readonly (Contact & { readonly isToConfirm: boolean })[]
  /** Newest first. */
  readonly events: readonly ContactEvent[]
}

const LONGEST = 200
/** Beyond that many nobody is responsible. Ours. */
const MOST_CONTACTS = 20

/** The contact group of an authority. */
export async function readContactGroup(
  { db, clock }: Pick<OperationsDeps, 'db' | 'clock'>,
  authorityCode: string,
): Promise<ContactGroup> {
  const today = dayInEngland(clock.now())
  const contacts = await contactsOf(db, [authorityCode])
  return {
    contacts: contacts.map(contact => ({ ...contact, isToConfirm: isToConfirm(contact, today) })),
    events: await contactEventsOf(db, authorityCode),
  }
}

type By = { readonly authorityCode: string; readonly byUser: string; readonly byName: string }

/**
 * Changes the contact group of an authority, or confirms it for a year; whoever says so is kept. Throws CONTACTS_INVALID
 * where an address is none, or nobody would be left.
 */
export async function changeContacts(
  { db, clock }: Pick<OperationsDeps, 'db' | 'clock'>,
  by: By,
  change: ContactChange,
): Promise<void> {
  const at = clock.now()
  try {
    await db.transaction(tx => changeAt(tx, by, { change, at }))
  } catch (error) {
    // Both began from the same last change: the second would undo the first.
    if (isAlreadyThere(error)) throw invalid('somebody else changed the contacts at the same moment')
    throw error
  }
}

async function changeAt(tx: Database, by: By, { change, at }: { readonly change: ContactChange; readonly at: Date }) {
  const { authorityCode } = by
  // Read first: who comes in between takes the next number.
  const eventNo = (await lastContactEvent(tx, authorityCode)) + 1
  const before = await contactsOf(tx, [authorityCode])
  const contacts = changed(before, change, { authorityCode, today: dayInEngland(at) })
  if (contacts.length === 0) throw invalid('one contact at least must be left')
  await addContactEvent(tx, { ...by, eventNo, at, what: change.what, contacts })
  await replaceContacts(tx, contacts)
}

type Now = { readonly authorityCode: string; readonly today: CalendarDate }

function changed(before: readonly Contact[], change: ContactChange, { authorityCode, today }: Now): Contact[] {
  if (change.what === 'confirmed') return before.map(contact => ({ ...contact, confirmedOn: today }))
  const email = change.email.trim().toLowerCase()
  const others = before.filter(contact => contact.email !== email)
  if (change.what === 'removed') return others
  const role = change.role.trim()
  if (role === '' || role.length > LONGEST) throw invalid('the role must be given in at most 200 characters')
  if (!isEmail(email) || email.length > LONGEST) throw invalid('email must be one address')
  if (others.length >= MOST_CONTACTS) throw invalid('there are twenty contacts already')
  return [...others, { authorityCode, role, email, confirmedOn: today }]
}

function invalid(what: string) {
  return refusal(operationsErrors, 'CONTACTS_INVALID', what)
}
