import type { Verb } from '../verb.ts'

export type WitnessOptions = {
  readonly log: string
  readonly logKey: string
  readonly memory: string
  readonly name: string
  readonly keyFile: string
}
export type SeenCheckpoint = { readonly number: number; readonly size: number; readonly cosignature: string }

/** `cpis audit witness`: countersigns the newest checkpoint for an authority or a regulator. */
export function auditWitness(
  run: (options: WitnessOptions) => Promise<SeenCheckpoint | undefined>,
  say: (line: string) => void,
): Verb {
  return {
    noun: 'audit',
    name: 'witness',
    what: 'countersign the newest checkpoint, if it continues the one seen last; needs no database',
    define: command =>
      command
        .requiredOption('--log <folder>', 'the folder of the checkpoints and tiles')
        .requiredOption('--log-key <key>', "the log's public key, name+id+base64")
        .requiredOption('--memory <folder>', 'where this witness keeps what it saw; nobody else writes there')
        .requiredOption('--name <name>', 'what this witness is called, as witness.example.org')
        .requiredOption('--key-file <pem>', 'the Ed25519 private key of this witness')
        .option('--json', 'one line of JSON', false)
        .action(async ({ json, ...options }: WitnessOptions & { json: boolean }) => {
          const seen = await run(options)
          if (json) say(JSON.stringify(seen ?? {}))
          else if (seen === undefined) say('there is no checkpoint yet')
          else say(`checkpoint ${seen.number}, ${seen.size} links\n${seen.cosignature.trimEnd()}`)
        }),
  }
}
