import type { Verb } from './verb.ts'

/** A month of the history, in an archive. */
export type ArchivedMonth = {
  readonly month: string
  readonly id: string
  readonly at: string
  readonly entries: number
  readonly accesses: number
}

type MakeOptions = { readonly ownerUrl: string; readonly month: string; readonly folder: string }
type ReturnOptions = Omit<MakeOptions, 'month'>

export type ArchiveWork = {
  make(options: MakeOptions): Promise<ArchivedMonth>
  return(options: ReturnOptions): Promise<ArchivedMonth>
  list(): Promise<readonly ArchivedMonth[]>
}

const OWNER = ['--owner-url <url>', 'PostgreSQL URL of the owner of the database'] as const
const JSON_OPTION = ['--json', 'one line of JSON', false] as const

/** `cpis archive make|return|list`: months of the history, out of the database and back. */
export function archiveVerbs(work: ArchiveWork, say: (line: string) => void): Verb[] {
  const noun = 'archive'
  return [
    {
      noun,
      name: 'make',
      what: 'take a month that is long over out of the database into a sealed folder, the whole history verified first',
      define: command =>
        command
          .requiredOption(...OWNER)
          .requiredOption('--month <month>', 'as 2026-01')
          .requiredOption('--folder <folder>', 'where the archive is to be written; nothing may be there')
          .option(...JSON_OPTION)
          .action(async ({ json, ...options }: MakeOptions & { json: boolean }) => {
            const done = await work.make(options)
            say(json ? JSON.stringify(done) : `${sentence(done)} in ${options.folder}`)
          }),
    },
    {
      noun,
      name: 'return',
      what: 'put the month of an archive back into the database; the folder stays as it is',
      define: command =>
        command
          .requiredOption(...OWNER)
          .requiredOption('--folder <folder>', 'where the archive is')
          .option(...JSON_OPTION)
          .action(async ({ json, ...options }: ReturnOptions & { json: boolean }) => {
            const done = await work.return(options)
            say(json ? JSON.stringify(done) : `${sentence(done)} back in the database`)
          }),
    },
    {
      noun,
      name: 'list',
      what: 'show which months are in an archive',
      define: command =>
        command.option(...JSON_OPTION).action(async ({ json }: { json: boolean }) => {
          const months = await work.list()
          if (json) say(JSON.stringify(months))
          else say(months.length === 0 ? 'The whole history is in the database.' : months.map(sentence).join('\n'))
        }),
    },
  ]
}

function sentence({ month, entries, accesses, id }: ArchivedMonth): string {
  return `${month}: ${entries} entries, ${accesses} accesses, archive ${id}`
}
