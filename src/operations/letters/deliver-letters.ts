import { afterStep } from '../cases/advance-cases.ts'
import { holdOpenCase, keepCase, keepEvents } from '../cases/store.ts'
import type { OperationsDeps } from '../deps.ts'
import type { MailPort } from './mail.ts'
import { keepDelivered, type Letter, lettersToDeliver } from './store.ts'

const AT_ONCE = 50

/**
 * Hands over the letters that were written; with the first of a case, the authority is notified. One that cannot be
 * handed over is logged and tried again the next round. Returns how many left.
 */
export async function deliverLetters(deps: OperationsDeps, mail: MailPort): Promise<number> {
  let left = 0
  for (const letter of await lettersToDeliver(deps.db, AT_ONCE)) {
    try {
      await deliver(deps, letter, await mail({ ...letter, about: letter.mailboxId, isUrgent: true }))
      left += 1
    } catch (error) {
      deps.log.error({ err: error, letterId: letter.letterId }, 'a letter could not be handed over')
    }
  }
  return left
}

async function deliver({ db, clock }: OperationsDeps, letter: Letter, as: string): Promise<void> {
  const at = clock.now()
  await db.transaction(async tx => {
    await keepDelivered(tx, letter, at, as)
    const open = await holdOpenCase(tx, letter.mailboxId)
    if (open?.caseId !== letter.caseId) return
    const to = open.state === 'opened' ? 'notified' : open.state
    if (to !== open.state) await keepCase(tx, afterStep(open, to, at))
    const note = `letter to ${letter.recipients.length} contacts`
    await keepEvents(tx, [{ caseId: open.caseId, at, from: open.state, to, by: 'watch', note }])
  })
}
