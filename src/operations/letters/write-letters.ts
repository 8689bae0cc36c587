import { listAuthorities } from '../../care-settings/index.ts'
import { type CalendarDate, dayInEngland } from '../../platform/index.ts'
import type { OpenCase } from '../cases/case.ts'
import { contactsOf } from '../contacts/store.ts'
import type { OperationsDeps } from '../deps.ts'
import type { MailboxState } from '../watch/store.ts'
import { letterText } from './letter-text.ts'
import { keepLetters } from './store.ts'

/** A case a letter is due in (`isLetterDue`), with what was found. */
export type LetterDue = { readonly open: OpenCase; readonly state: MailboxState }

/**
 * Writes the letters of a day, each to the whole contact group (S-098); returns how many. One without anybody to go to is
 * kept as well: the watch shows that there is nobody to write to.
 */
export async function writeLetters(
  deps: OperationsDeps,
  day: CalendarDate,
  due: readonly LetterDue[],
): Promise<number> {
  if (due.length === 0) return 0
  const { db, clock, randomness, settings } = deps
  const writtenAt = clock.now()
  const authorities = new Map((await listAuthorities({ db }, dayInEngland(writtenAt))).map(one => [one.code, one]))
  const groups = await contactsOf(
    db,
    due.map(({ open }) => open.authorityCode),
  )
  const letters = due.map(({ open, state }) => {
    const { caseId, mailboxId, authorityCode } = open
    const authority = authorities.get(authorityCode) ?? { name: authorityCode }
    const recipients = groups.filter(one => one.authorityCode === authorityCode).map(one => one.email)
    const { subject, body } = letterText({ authority, open, state }, settings)
    return { letterId: randomness.uuid(), caseId, day, mailboxId, recipients, subject, body, writtenAt }
  })
  await keepLetters(db, letters)
  return letters.length
}
