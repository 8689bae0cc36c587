import type { Verb } from '../verb.ts'

export type TakenCheckpoints = {
  /** The log's public key, for those who verify. */
  readonly key: string
  readonly checkpoints: readonly { readonly number: number; readonly size: number; readonly root: string }[]
}

/** `cpis audit checkpoint`: signs heads of the chain now, apart from the hourly ones. */
export function auditCheckpoint(run: () => Promise<TakenCheckpoints>, say: (line: string) => void): Verb {
  return {
    noun: 'audit',
    name: 'checkpoint',
    what: 'sign the head of the chain now and keep it where CPIS_AUDIT_CHECKPOINTS says',
    define: command =>
      command.option('--json', 'one line of JSON', false).action(async ({ json }: { json: boolean }) => {
        const taken = await run()
        if (json) return say(JSON.stringify(taken))
        for (const { number, size, root } of taken.checkpoints) say(`checkpoint ${number}: ${size} links, ${root}`)
        if (taken.checkpoints.length === 0) say('another process is taking one')
        say(`key ${taken.key}`)
      }),
  }
}
