import type { Verb } from './verb.ts'

/** How many numbers were looked at, went out of use, got another birth date, and could not be settled. */
export type Swept = {
  readonly looked: number
  readonly changed: number
  readonly corrected: number
  readonly unsettled: number
  /** PDS went away in between: the rest was not looked at. */
  readonly isPdsAway: boolean
}

/** `cpis number sweep`: asks PDS about every number shown, apart from the nightly sweep. */
export function numberSweep(run: () => Promise<Swept>, say: (line: string) => void): Verb {
  return {
    noun: 'number',
    name: 'sweep',
    what: 'ask PDS about every number the register shows now and act on the answers',
    define: command =>
      command.action(async () => {
        const { looked, changed, corrected, unsettled, isPdsAway } = await run()
        say(`looked at ${looked}: ${changed} out of use, ${corrected} birth dates corrected, ${unsettled} unsettled`)
        if (!isPdsAway) return
        say('PDS is away: the rest was not looked at')
        process.exitCode = 1
      }),
  }
}
