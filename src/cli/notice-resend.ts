import { InvalidArgumentError } from 'commander'
import type { Verb } from './verb.ts'

/** The notice that repeats one that expired; not new when that was repeated before. */
export type ResentNotice = { readonly noticeId: string; readonly authorityCode: string; readonly isNew: boolean }

/** `cpis notice resend`: sends a notice that expired uncollected once more. */
export function noticeResend(run: (noticeId: string) => Promise<ResentNotice>, say: (line: string) => void): Verb {
  return {
    noun: 'notice',
    name: 'resend',
    what: 'send a notice that expired uncollected once more, as a notice of its own linked to the first',
    define: command =>
      command
        .argument('<id>', 'the id of the notice (cpis mesh cases lists them)', noticeIdOf)
        .action(async (id: string) => {
          const { noticeId, authorityCode, isNew } = await run(id)
          say(isNew ? `sent again to ${authorityCode} as ${noticeId}` : `was sent again before, as ${noticeId}`)
        }),
  }
}

function noticeIdOf(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw new InvalidArgumentError('must be a UUID')
  return text.toLowerCase()
}
