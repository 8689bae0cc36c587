import type { RegisterDeps } from './deps.ts'
import { readUploadsKept } from './store/uploads.ts'

/** A message of an authority, and the upload its answer was of where that is known: a file sent again has the first one's. */
export type AnsweredMessage = { readonly messageId: string; readonly uploadId?: string }

/** The ids of those messages whose answer is kept in the register. */
export async function findUploadsKept(
  deps: Pick<RegisterDeps, 'db'>,
  messages: readonly AnsweredMessage[],
): Promise<ReadonlySet<string>> {
  const kept = new Set<string>()
  for (let from = 0; from < messages.length; from += AT_ONCE)
    for (const id of await readUploadsKept(deps.db, messages.slice(from, from + AT_ONCE))) kept.add(id)
  return kept
}

const AT_ONCE = 5_000
