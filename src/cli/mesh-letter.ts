import type { Letter } from '../operations/index.ts'
import { minuteInEngland } from './england-time.ts'
import type { Verb } from './verb.ts'

/** `cpis mesh letter`: the newest letter about a mailbox, to whom it went and how. */
export function meshLetter(read: (mailbox: string) => Promise<Letter>, say: (line: string) => void): Verb {
  return {
    noun: 'mesh',
    name: 'letter',
    what: 'show the newest letter about a mailbox',
    define: command =>
      command.argument('<mailbox>', 'the mailbox id').action(async (mailbox: string) => {
        const letter = await read(mailbox.toUpperCase())
        const left = letter.deliveredAt ? `${minuteInEngland(letter.deliveredAt)} as ${letter.deliveredAs}` : 'not yet'
        say(`To: ${letter.recipients.join(', ') || 'nobody: the authority has no contacts'}`)
        say(`Written: ${minuteInEngland(letter.writtenAt)}; left: ${left}`)
        say(`Subject: ${letter.subject}\n\n${letter.body}`)
      }),
  }
}
