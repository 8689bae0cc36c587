import { parse } from 'csv-parse/sync'
import { listAuthorities } from '../../care-settings/index.ts'
import { addYears, type CalendarDate, dayInEngland, readCalendarDate, refusal } from '../../platform/index.ts'
import type { OperationsDeps } from '../deps.ts'
import { operationsErrors } from '../errors.ts'
import { type Contact, replaceContacts } from './store.ts'

const HEADER = ['authority_code', 'role', 'email', 'confirmed_on']
const EMAIL = /^[^@\s,<>]+@[^@\s,<>]+$/

/**
 * Reads contact groups: CSV in UTF-8 with the header `authority_code,role,email,confirmed_on`.
 * Throws CONTACTS_INVALID naming the line.
 */
export function readContacts(csv: string): Contact[] {
  const [header, ...rows] = rowsOf(csv)
  if (header?.join() !== HEADER.join()) throw invalid(1, `the header must be ${HEADER.join()}`)
  const contacts = rows.map(([authorityCode = '', role = '', email = '', day = ''], index) => {
    const confirmedOn = readCalendarDate(day)
    if (authorityCode === '' || role === '') throw invalid(index + 2, 'authority_code and role must be given')
    if (!isEmail(email)) throw invalid(index + 2, 'email must be one address')
    if (confirmedOn === undefined) throw invalid(index + 2, 'confirmed_on must be a day as 2026-04-01')
    return { authorityCode, role, email: email.toLowerCase(), confirmedOn }
  })
  const seen = new Set<string>()
  for (const [index, { authorityCode, email }] of contacts.entries()) {
    if (seen.has(`${authorityCode} ${email}`)) throw invalid(index + 2, 'stands there twice')
    seen.add(`${authorityCode} ${email}`)
  }
  return contacts
}

/** Whether a text is one address. */
export function isEmail(text: string): boolean {
  return EMAIL.test(text)
}

function rowsOf(csv: string): string[][] {
  try {
    return parse(csv, { bom: true, trim: true, skip_empty_lines: true }) as string[][]
  } catch (error) {
    throw refusal(operationsErrors, 'CONTACTS_INVALID', 'no CSV with as many cells in each line', error)
  }
}

function invalid(line: number, what: string) {
  return refusal(operationsErrors, 'CONTACTS_INVALID', `line ${line}: ${what}`)
}

/**
 * Puts contact groups in the place of those the same authorities had; returns of how many authorities.
 * Throws CONTACTS_INVALID naming codes no authority has.
 */
export async function keepContacts(
  { db, clock }: Pick<OperationsDeps, 'db' | 'clock'>,
  contacts: readonly Contact[],
): Promise<number> {
  const codes = new Set(contacts.map(one => one.authorityCode))
  const known = new Set((await listAuthorities({ db }, dayInEngland(clock.now()))).map(one => one.code))
  const unknown = [...codes].filter(code => !known.has(code))
  if (unknown.length > 0)
    throw refusal(operationsErrors, 'CONTACTS_INVALID', `no authority has the code ${unknown.join(', ')}`)
  await replaceContacts(db, contacts)
  return codes.size
}

/** Whether an authority has to be asked again whether a contact is right: once a year. */
export function isToConfirm(contact: Pick<Contact, 'confirmedOn'>, today: CalendarDate): boolean {
  return addYears(contact.confirmedOn, 1) <= today
}
