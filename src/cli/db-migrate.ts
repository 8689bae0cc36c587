import type { Verb } from './verb.ts'

/** `cpis db migrate`: brings a database up to this version. */
export function dbMigrate(
  run: (options: { ownerUrl: string }) => Promise<string[]>,
  say: (line: string) => void,
): Verb {
  return {
    noun: 'db',
    name: 'migrate',
    what: 'make roles so far as missing, run the migrations that have not run, load the reference data',
    define: command =>
      command
        .requiredOption(
          '--owner-url <url>',
          'PostgreSQL URL of cpis_migrator; of who may create roles where one is missing',
        )
        .action(async (options: { ownerUrl: string }) => {
          const done = await run(options)
          say(done.length === 0 ? 'nothing to do' : done.join('\n'))
        }),
  }
}
