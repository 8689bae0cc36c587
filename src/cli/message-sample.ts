import fs from 'node:fs'
import path from 'node:path'
import { InvalidArgumentError } from 'commander'
import type { Verb } from './verb.ts'

export type SampleMessages = (type: string, count: number, seed: number) => Iterable<{ name: string; xml: string }>

/** `cpis message sample`: writes valid generated messages into a folder, the same ones for the same seed. */
export function messageSample(samples: SampleMessages, say: (line: string) => void): Verb {
  return {
    noun: 'message',
    name: 'sample',
    what: 'write valid generated messages, invented people only',
    define: command =>
      command
        .requiredOption('--type <type>', 'which message: 01 to 06')
        .option('--count <n>', 'how many', count, 1)
        .option('--seed <n>', 'the same seed gives the same messages', count, 1)
        .requiredOption('--out <dir>', 'the folder to write into; made when missing')
        .action((options: { type: string; count: number; seed: number; out: string }) => {
          fs.mkdirSync(options.out, { recursive: true })
          let written = 0
          for (const { name, xml } of samples(options.type, options.count, options.seed)) {
            fs.writeFileSync(path.join(options.out, name), xml)
            written += 1
          }
          say(`${written} messages of type ${options.type} written to ${options.out}`)
        }),
  }
}

function count(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > 1_000_000) {
    throw new InvalidArgumentError('must be a whole number from 1 to 1000000')
  }
  return number
}
