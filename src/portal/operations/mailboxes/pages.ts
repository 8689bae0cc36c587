import { type Letter, operationsErrors } from '../../../operations/index.ts'
import { isRefusal, refusal } from '../../../platform/index.ts'
import type { Visit } from '../../frame/portal.ts'
import { csv, redirect } from '../../frame/reply.ts'
import type { OperationsPagesDeps } from '../deps.ts'
import { nameOf, refusedOr, sectionPage } from '../section.ts'
import { type MailboxPage, pathOf, presentMailbox, presentWatch, rowsOfWatch, type TypedStep } from './presenter.ts'
import { readPause, readStep } from './read-step.ts'

/** The watch over the mailboxes (S-096). */
export async function showMailboxes(deps: OperationsPagesDeps) {
  return sectionPage('mailboxes', 'mailboxes/list.njk', presentWatch(await deps.readWatch()))
}

export async function saveMailboxes(deps: OperationsPagesDeps) {
  return csv('mailboxes.csv', rowsOfWatch(await deps.readWatch()))
}

export async function showMailbox(deps: OperationsPagesDeps, visit: Visit, typed?: TypedStep) {
  const model = presentMailbox(await readMailbox(deps, idOf(visit)), typed)
  return sectionPage('mailboxes', 'mailboxes/mailbox.njk', model, typed === undefined ? 200 : 422)
}

/** Takes its case a step on. */
export async function stepCase(deps: OperationsPagesDeps, visit: Visit) {
  const read = readStep(visit.form, visit.now)
  if ('errors' in read) return showMailbox(deps, visit, read)
  const step = { ...read, mailboxId: idOf(visit), by: nameOf(visit) }
  const refused = await refusedOr(() => deps.advanceCase(step))
  if (refused !== undefined) return showMailbox(deps, visit, { ...read, errors: [{ text: refused, href: '#to' }] })
  return redirect(pathOf(idOf(visit)))
}

export async function pauseMailbox(deps: OperationsPagesDeps, visit: Visit) {
  const read = readPause(visit.form, visit.now)
  if ('errors' in read) return showMailbox(deps, visit, read)
  await deps.pauseWatch({ ...read, mailboxId: idOf(visit), by: nameOf(visit) })
  return redirect(pathOf(idOf(visit)))
}

/** Sends an expired notice of its authority once more (S-100); one that was sent meanwhile, or of another, is left. */
export async function resendTo(deps: OperationsPagesDeps, visit: Visit) {
  const noticeId = visit.form.get('notice')
  const { story } = await readMailbox(deps, idOf(visit))
  const isIts = story?.expiredNotices.some(one => one.noticeId === noticeId)
  if (isIts) await deps.resendNotice({ noticeId, by: nameOf(visit) })
  return redirect(pathOf(idOf(visit)))
}

/** Throws WATCH_MAILBOX_UNKNOWN. */
async function readMailbox(deps: OperationsPagesDeps, mailboxId: string): Promise<MailboxPage> {
  const [{ rows }, stories, letter] = await Promise.all([deps.readWatch(), deps.readCases(), letterOf(deps, mailboxId)])
  const row = rows.find(one => one.mailboxId === mailboxId)
  if (row === undefined) throw refusal(operationsErrors, 'WATCH_MAILBOX_UNKNOWN')
  return { row, story: stories.find(one => one.mailboxId === mailboxId), letter }
}

async function letterOf(deps: OperationsPagesDeps, mailboxId: string): Promise<Letter | undefined> {
  try {
    return await deps.readLetter(mailboxId)
  } catch (error) {
    if (isRefusal(error) && error.code === 'LETTER_NOT_WRITTEN') return undefined
    throw error
  }
}

function idOf({ params }: Visit): string {
  return params['id'] ?? ''
}
