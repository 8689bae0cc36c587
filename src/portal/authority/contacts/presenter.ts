import type { ContactChange, ContactGroup } from '../../../operations/index.ts'
import type { GivenPhones } from '../../../register/index.ts'
import type { Table } from '../../components/table/presenter.ts'
import { dateAndTime, day } from '../../frame/words.ts'
import type { FieldError } from '../words.ts'
import { countOf, errorAt } from '../words.ts'

export type TypedContact = { readonly role: string; readonly email: string }

type Filled = { readonly typed?: TypedContact; readonly errors?: readonly FieldError[] }

const EVENT_WORDS: Readonly<Record<ContactChange['what'], string>> = {
  confirmed: 'Said that all are right',
  added: 'Added a contact',
  removed: 'Removed a contact',
}

/** The phones NHS staff are given, whom operations write to, and who said when that it is right. */
export function presentContacts(
  { contacts, events }: ContactGroup,
  phones: GivenPhones | undefined,
  { typed = { role: '', email: '' }, errors = [] }: Filled = {},
) {
  const stale = contacts.some(contact => contact.isToConfirm)
  return {
    title: errors.length > 0 ? 'Error: Contacts' : 'Contacts',
    heading: 'Contacts',
    errors,
    phones: summaryOf(phonesOf(phones)),
    warnings: [
      ...(stale ? ['A year has passed since these contacts were said to be right.'] : []),
      ...(contacts.length === 0 ? ['There is nobody to write to. Add a role mailbox that is read every day.'] : []),
    ],
    contacts: contacts.map(contact => ({
      role: contact.role,
      email: contact.email,
      said: `right on ${day(contact.confirmedOn)}`,
      remove: `Remove ${contact.email}`,
    })),
    confirm: contacts.length > 0 ? ['All of them are right'] : [],
    role: field('role', 'Role', { value: typed.role, hint: 'What they do, not who they are.', errors }),
    email: field('email', 'E-mail address', {
      value: typed.email,
      hint: 'Best a mailbox several people read.',
      errors,
    }),
    history: {
      caption: 'Who said or changed what',
      head: ['When', 'What', 'By whom', 'Contacts afterwards'],
      rows: events.map(event => [
        { text: dateAndTime(event.at) },
        { text: EVENT_WORDS[event.what] },
        { text: `${event.byName} (${event.byUser})` },
        { text: countOf(event.contacts, 'contact') },
      ]),
      empty: 'Nobody of you has said or changed anything here yet.',
    } satisfies Table,
  }
}

function phonesOf(phones: GivenPhones | undefined): (readonly [string, string])[] {
  if (phones === undefined) return [['Phones', 'None yet: they come with your first file']]
  return [
    ['Emergency duty', phones.emergencyPhone],
    ['Office hours', phones.officePhone ?? 'None given'],
    ['From your file of', dateAndTime(phones.givenAt)],
  ]
}

function summaryOf(rows: readonly (readonly [string, string])[]) {
  return { rows: rows.map(([key, value]) => ({ key: { text: key }, value: { text: value } })) }
}

type FieldWish = { readonly value: string; readonly hint: string; readonly errors: readonly FieldError[] }

function field(name: string, label: string, { value, hint, errors }: FieldWish) {
  return {
    id: name,
    name,
    label: { text: label, classes: 'nhsuk-label--s' },
    hint: { text: hint },
    value,
    autocomplete: 'off',
    ...errorAt(errors, `#${name}`),
  }
}
