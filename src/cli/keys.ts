import type { Verb } from './verb.ts'

/** How many values there are under which master key. */
export type SealedUnder = {
  /** The version new values are sealed under. */
  readonly current: number
  /** Every key the process has, and every one a value is under. */
  readonly keys: readonly { readonly version: number; readonly values: number }[]
  readonly columns: readonly { readonly column: string; readonly byKey: Readonly<Record<string, number>> }[]
}

export type KeysWork = {
  status(ownerUrl: string): Promise<SealedUnder>
  /** `onColumn` is told after each column how many values of it were sealed anew. */
  reseal(
    ownerUrl: string,
    onColumn: (column: string, resealed: number) => void,
  ): Promise<{ readonly resealed: number; readonly unreadable: number }>
}

type Options = { readonly ownerUrl: string; readonly json: boolean }

const OWNER = ['--owner-url <url>', 'PostgreSQL URL of the owner of the database'] as const
const JSON_OPTION = ['--json', 'one line of JSON', false] as const

/** `cpis keys status|reseal`: master keys are changed while the service runs (docs/assurance/keys.md). */
export function keysVerbs(work: KeysWork, say: (line: string) => void): Verb[] {
  const noun = 'keys'
  return [
    {
      noun,
      name: 'status',
      what: 'count what is sealed under which master key; one that seals nothing any more may go',
      define: command =>
        command
          .requiredOption(...OWNER)
          .option(...JSON_OPTION)
          .action(async ({ ownerUrl, json }: Options) => {
            const status = await work.status(ownerUrl)
            say(json ? JSON.stringify(status) : statusLines(status).join('\n'))
          }),
    },
    {
      noun,
      name: 'reseal',
      what: 'seal what older master keys sealed under the current one, a few rows at a time; the service may run',
      define: command =>
        command
          .requiredOption(...OWNER)
          .option(...JSON_OPTION)
          .action(async ({ ownerUrl, json }: Options) => {
            const done = await work.reseal(ownerUrl, (column, resealed) => {
              if (!json && resealed > 0) say(`${column}: ${resealed}`)
            })
            say(json ? JSON.stringify(done) : sentence(done))
          }),
    },
  ]
}

function statusLines({ current, keys }: SealedUnder): string[] {
  return keys.map(({ version, values }) => {
    if (version === current) return `key ${version}: ${values} values; new ones are sealed under it`
    return values === 0 ? `key ${version}: no values, it may go` : `key ${version}: ${values} values`
  })
}

function sentence({ resealed, unreadable }: { readonly resealed: number; readonly unreadable: number }): string {
  const done = `${resealed} values are under the current key now`
  return unreadable === 0 ? done : `${done}; ${unreadable} do not open under any key there is`
}
