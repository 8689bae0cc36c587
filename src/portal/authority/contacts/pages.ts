import { isRefusal } from '../../../platform/index.ts'
import { redirect } from '../../frame/reply.ts'
import type { AuthorityDeps } from '../deps.ts'
import { type OwnVisit, sectionPage } from '../own-visit.ts'
import { asSentence, type FieldError } from '../words.ts'
import { presentContacts, type TypedContact } from './presenter.ts'

const PATH = '/authority/contacts'

/** The phones and the contact group. */
export function showContacts(deps: AuthorityDeps, visit: OwnVisit) {
  return contactsPage(deps, visit)
}

/** All contacts are right, for another year. */
export async function confirmContacts(deps: AuthorityDeps, { member }: OwnVisit) {
  await deps.changeContacts(member, { what: 'confirmed' })
  return redirect(PATH)
}

/** One more to write to; a wrong address comes back to be mended. */
export async function addContact(deps: AuthorityDeps, visit: OwnVisit) {
  const typed = { role: visit.form.get('role'), email: visit.form.get('email') }
  try {
    await deps.changeContacts(visit.member, { what: 'added', ...typed })
  } catch (error) {
    if (!isRefusal(error) || error.code !== 'CONTACTS_INVALID') throw error
    const href = error.detail?.startsWith('the role') ? '#role' : '#email'
    return contactsPage(deps, visit, {
      typed,
      errors: [{ text: asSentence(error.detail ?? 'this is not right'), href }],
    })
  }
  return redirect(PATH)
}

/** One fewer; the last stays. */
export async function removeContact(deps: AuthorityDeps, visit: OwnVisit) {
  try {
    await deps.changeContacts(visit.member, { what: 'removed', email: visit.form.get('email') })
  } catch (error) {
    if (!isRefusal(error) || error.code !== 'CONTACTS_INVALID') throw error
    return contactsPage(deps, visit, {
      errors: [{ text: asSentence(error.detail ?? 'this is not right'), href: '#email' }],
    })
  }
  return redirect(PATH)
}

type Filled = { readonly typed?: TypedContact; readonly errors?: readonly FieldError[] }

async function contactsPage(deps: AuthorityDeps, { authority: { code } }: OwnVisit, filled: Filled = {}) {
  const [group, phones] = await Promise.all([deps.readContacts(code), deps.readPhones(code)])
  const status = filled.errors === undefined ? 200 : 422
  return sectionPage('contacts', 'contacts/template.njk', presentContacts(group, phones, filled), status)
}
