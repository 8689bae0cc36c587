import type { Verb } from './verb.ts'

type Options = { readonly ownerUrl: string; readonly isDry: boolean }
type Step = { readonly table: string; readonly statement: string; readonly isDone: boolean }

const AFTERWARDS = 'Start every role with CPIS_LOOK_UP_FORM=transaction: the one statement is slow on a cluster.'

/** `cpis db distribute`: shares the tables of a look-up out over the machines of a Citus cluster. */
export function dbDistribute(run: (options: Options) => Promise<readonly Step[]>, say: (line: string) => void): Verb {
  return {
    noun: 'db',
    name: 'distribute',
    what: 'share the tables of a look-up out over the machines of a Citus cluster, by child',
    define: command =>
      command
        .requiredOption('--owner-url <url>', 'PostgreSQL URL of the owner, on the machine the service talks to')
        .option('--dry-run', 'say what would be done, and do nothing', false)
        .option('--json', 'one line of JSON', false)
        .action(async ({ ownerUrl, dryRun, json }: { ownerUrl: string; dryRun: boolean; json: boolean }) => {
          const steps = await run({ ownerUrl, isDry: dryRun })
          if (json) return say(JSON.stringify(steps))
          for (const { statement, isDone } of steps) say(`${isDone ? 'was there   ' : ''}${statement}`)
          say(AFTERWARDS)
        }),
  }
}
