import type { Verb } from './verb.ts'

/** `cpis db migrate`: brings a database up to this version. */
export function dbMigrate(
  run: (options: { ownerUrl: string }) => Promise<readonly { readonly name: string; readonly ms: number }[]>,
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
        .option('--json', 'the migrations that ran and how many milliseconds each took, as JSON')
        .action(async ({ json, ...options }: { ownerUrl: string; json?: boolean }) => {
          const done = await run(options)
          if (json) say(JSON.stringify(done))
          else say(done.length === 0 ? 'nothing to do' : done.map(({ name }) => name).join('\n'))
        }),
  }
}
