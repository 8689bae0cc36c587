import type { Verb } from './verb.ts'

export type MailboxToCreate = {
  readonly id: string
  readonly name: string
  readonly ods: string
  readonly passwordFile: string
  readonly certificateName?: string
}

/** `cpis mailbox create`: makes a mailbox; one of that id that is there already stays as it is. */
export function mailboxCreate(run: (mailbox: MailboxToCreate) => Promise<boolean>, say: (line: string) => void): Verb {
  return {
    noun: 'mailbox',
    name: 'create',
    what: 'make a mailbox of our own MESH server',
    define: command =>
      command
        .requiredOption('--id <mailbox>', 'the mailbox id')
        .requiredOption('--name <name>', 'what the mailbox is called')
        .requiredOption('--ods <code>', 'the ODS code of its organisation')
        .requiredOption('--password-file <file>', 'the file that holds the password; - for standard input')
        .option('--certificate-name <name>', "the first name of its client's certificate, if not the mailbox id")
        .action(async (mailbox: MailboxToCreate) => {
          const isMade = await run(mailbox)
          say(isMade ? `${mailbox.id.toUpperCase()} made` : `${mailbox.id.toUpperCase()} is there already, unchanged`)
          if (!isMade) process.exitCode = 1
        }),
  }
}
