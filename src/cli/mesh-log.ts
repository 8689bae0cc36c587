import type { Verb } from './verb.ts'

/** Explains a log, as text or as JSON. */
export type ExplainLog = (file: string, options: { readonly json: boolean }) => Promise<string>

/** `cpis mesh log explain`: what is wrong by a MESH.log, and what to do. */
export function meshLog(explain: ExplainLog, say: (text: string) => void): Verb {
  return {
    noun: 'mesh',
    name: 'log',
    what: 'the log of a folder client, ours or the Java client',
    define: command =>
      command
        .command('explain')
        .description('say in plain words what is wrong and what to do')
        .argument('<file>', 'MESH.log')
        .option('--json', 'print JSON', false)
        .action(async (file: string, options: { json: boolean }) => say(await explain(file, options))),
  }
}
