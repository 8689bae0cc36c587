import type { Command } from 'commander'
import { countBar } from './progress.ts'
import type { Verb } from './verb.ts'

type OnTable = (name: string, rows: number) => void
type Counts = { readonly tables: number; readonly rows: number; readonly ms: number; readonly at: string }
type Work<Result extends Counts> = (url: string, folder: string, onTable: OnTable) => Promise<Result>

/** `cpis backup make|restore|drill`: the whole database as a sealed copy, and proven back. */
export function backupVerbs(
  work: { make: Work<Counts>; restore: Work<Counts>; drill: Work<Counts> },
  say: (text: string) => void,
): Verb[] {
  const verb = (name: 'make' | 'restore' | 'drill', what: string, who: string): Verb => ({
    noun: 'backup',
    name,
    what,
    define: (command: Command) =>
      command
        .requiredOption('--owner-url <url>', who)
        .requiredOption('--folder <folder>', 'where the copy is, or is to be')
        .option('--json', 'what was done as JSON')
        .action(async ({ ownerUrl, folder, json }: { ownerUrl: string; folder: string; json?: boolean }) => {
          const done = await withProgress(json === true, onTable => work[name](ownerUrl, folder, onTable))
          say(
            json
              ? JSON.stringify(done)
              : `${done.rows} rows of ${done.tables} tables, as they were at ${done.at}, in ${done.ms} ms`,
          )
        }),
  })
  return [
    verb(
      'make',
      'copy the whole database, as it is at one moment, into a new sealed folder',
      'PostgreSQL URL of the owner of the database',
    ),
    verb(
      'restore',
      'restore a copy into an empty database',
      'PostgreSQL URL of a role that owns the empty database and may create roles',
    ),
    verb(
      'drill',
      'restore a copy beside, hold everything against it, and drop it again',
      'PostgreSQL URL of a role that may create databases and roles',
    ),
  ]
}

async function withProgress<Result>(json: boolean, work: (onTable: OnTable) => Promise<Result>): Promise<Result> {
  const bar = countBar('{value} rows', { json })
  let rows = 0
  try {
    return await work((_name, more) => {
      rows += more
      bar.onRow(rows)
    })
  } finally {
    bar.stop()
  }
}
