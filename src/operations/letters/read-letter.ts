import { refusal } from '../../platform/index.ts'
import type { OperationsDeps } from '../deps.ts'
import { operationsErrors } from '../errors.ts'
import { type Letter, newestLetter } from './store.ts'

/** The newest letter about a mailbox, whether it has left or not. Throws LETTER_NOT_WRITTEN. */
export async function readLetter({ db }: Pick<OperationsDeps, 'db'>, mailboxId: string): Promise<Letter> {
  const letter = await newestLetter(db, mailboxId)
  if (letter === undefined) throw refusal(operationsErrors, 'LETTER_NOT_WRITTEN', mailboxId)
  return letter
}
