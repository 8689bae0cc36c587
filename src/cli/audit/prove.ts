import type { Verb } from '../verb.ts'

export type ProveOptions = { readonly check?: string; readonly key?: string; readonly checkpoints?: string }
export type Proved = { readonly proof: object } | { readonly entryId: string; readonly at: string }

/** `cpis audit prove`: shows that an entry was there when a checkpoint was signed, or checks what another was shown. */
export function auditProve(
  run: (entryId: string | undefined, options: ProveOptions) => Promise<Proved>,
  say: (line: string) => void,
): Verb {
  return {
    noun: 'audit',
    name: 'prove',
    what: 'print the proof, as JSON, that an entry stands in the newest checkpoint; with --check, check one',
    define: command =>
      command
        .argument('[entry]', 'id of the entry')
        .option('--check <file>', 'a proof to check; needs no database')
        .option('--checkpoints <folder>', 'where checkpoints are kept; the one that is set unless told otherwise')
        .option('--key <key>', "the log's public key, name+id+base64; our own unless told otherwise")
        .option('--json', 'one line of JSON, which a proof is anyway', false)
        .action(async (entryId: string | undefined, options: ProveOptions & { json: boolean }) => {
          const proved = await run(entryId, options)
          if ('proof' in proved) say(JSON.stringify(proved.proof))
          else if (options.json) say(JSON.stringify(proved))
          else say(`entry ${proved.entryId} was there when the checkpoint of ${proved.at} was signed`)
        }),
  }
}
