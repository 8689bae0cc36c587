import type { Verb } from './verb.ts'

export type NewPassword = { readonly id: string; readonly passwordFile: string }

/** `cpis mailbox password`: gives a mailbox another password; the old one may pass five seconds longer. */
export function mailboxPassword(run: (password: NewPassword) => Promise<void>, say: (line: string) => void): Verb {
  return {
    noun: 'mailbox',
    name: 'password',
    what: 'give a mailbox another password',
    define: command =>
      command
        .requiredOption('--id <mailbox>', 'the mailbox id')
        .requiredOption('--password-file <file>', 'the file that holds the password; - for standard input')
        .action(async (password: NewPassword) => {
          await run(password)
          say(`${password.id.toUpperCase()} has another password`)
        }),
  }
}
