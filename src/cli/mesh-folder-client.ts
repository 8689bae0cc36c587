import type { Verb } from './verb.ts'

/** `cpis mesh folder-client`: works a mailbox through folders, in the place of the Java client, until it is stopped. */
export function meshFolderClient(run: (config: string) => Promise<void>): Verb {
  return {
    noun: 'mesh',
    name: 'folder-client',
    what: 'send and receive through folders, as the Java MESH client does',
    define: command =>
      command
        .requiredOption('--config <file>', 'meshclient.cfg')
        .action(async ({ config }: { config: string }) => run(config)),
  }
}
