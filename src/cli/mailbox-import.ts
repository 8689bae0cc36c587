import type { Verb } from './verb.ts'

export type FilesToImport = { readonly mailboxes?: string; readonly workflows?: string }

/** What was made, what was there and stays as it is, and the workflows registered. */
export type ImportedFiles = {
  readonly made: readonly string[]
  readonly there: readonly string[]
  readonly workflows: readonly string[]
}

/** `cpis mailbox import`: takes over the JSON Lines files of the public MESH sandbox. */
export function mailboxImport(
  run: (files: FilesToImport) => Promise<ImportedFiles>,
  say: (line: string) => void,
): Verb {
  return {
    noun: 'mailbox',
    name: 'import',
    what: 'make mailboxes and register workflows out of JSON Lines files',
    define: command =>
      command
        .option('--mailboxes <file>', 'mailbox_id, mailbox_name, ods_code, password, active, org_code, org_name')
        .option('--workflows <file>', 'workflow_id, senders, receivers')
        .action(async (files: FilesToImport) => {
          const { made, there, workflows } = await run(files)
          say(
            `mailboxes: ${made.length} made, ${there.length} there already and unchanged; workflows: ${workflows.length}`,
          )
        }),
  }
}
