import type { Verb } from './verb.ts'

/** `cpis mailbox activate`: lets a mailbox call again, from its next request on. */
export function mailboxActivate(run: (mailboxId: string) => Promise<void>, say: (line: string) => void): Verb {
  return {
    noun: 'mailbox',
    name: 'activate',
    what: 'let a deactivated mailbox call again',
    define: command =>
      command.requiredOption('--id <mailbox>', 'the mailbox id').action(async ({ id }: { id: string }) => {
        await run(id)
        say(`${id.toUpperCase()} is active`)
      }),
  }
}
