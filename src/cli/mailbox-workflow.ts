import type { Verb } from './verb.ts'

export type WorkflowToRegister = {
  readonly id: string
  readonly sender: readonly string[]
  readonly receiver: readonly string[]
}

const more = (mailbox: string, before: readonly string[]) => [...before, mailbox]

/** `cpis mailbox workflow`: registers mailboxes as senders and receivers of a workflow; others stay registered. */
export function mailboxWorkflow(
  run: (workflow: WorkflowToRegister) => Promise<void>,
  say: (line: string) => void,
): Verb {
  return {
    noun: 'mailbox',
    name: 'workflow',
    what: 'register mailboxes as senders and receivers of a workflow',
    define: command =>
      command
        .requiredOption('--id <workflow>', 'the workflow id, in its case')
        .option('--sender <mailbox>', 'a mailbox that may send it; may be given again', more, [])
        .option('--receiver <mailbox>', 'a mailbox that may receive it; may be given again', more, [])
        .action(async (workflow: WorkflowToRegister) => {
          await run(workflow)
          say(`${workflow.id}: ${workflow.sender.length} senders and ${workflow.receiver.length} receivers registered`)
        }),
  }
}
