import type { Verb } from './verb.ts'

/** `cpis mailbox deactivate`: refuses a mailbox from its next request on; what waits for it comes back to its senders. */
export function mailboxDeactivate(run: (mailboxId: string) => Promise<void>, say: (line: string) => void): Verb {
  return {
    noun: 'mailbox',
    name: 'deactivate',
    what: 'refuse a mailbox, and return what waits for it to the senders',
    define: command =>
      command.requiredOption('--id <mailbox>', 'the mailbox id').action(async ({ id }: { id: string }) => {
        await run(id)
        say(`${id.toUpperCase()} is deactivated`)
      }),
  }
}
