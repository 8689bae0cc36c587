import { type Command, Option } from 'commander'
import type { Verb } from './verb.ts'

/** What a run is about, and where its reports go. */
export type ReportOptions = {
  readonly product: string
  readonly mode: 'standard' | 'silent' | 'both'
  readonly to: string
  readonly key?: string
  readonly json: boolean
}
export type ServerOptions = ReportOptions & { readonly subject?: string }
export type ConsumerOptions = ReportOptions & {
  readonly port: string
  readonly minutes: string
  readonly over: 'fhir' | 'hl7v3'
  readonly system: string
  readonly mailbox?: string
}
export type ListOptions = { readonly json: boolean; readonly kit?: string; readonly key?: string }

export type ConformanceRuns = {
  readonly list: (options: ListOptions) => Promise<void>
  readonly explain: (id: string) => Promise<void>
  readonly server: (url: string | undefined, options: ServerOptions) => Promise<void>
  readonly consumer: (options: ConsumerOptions) => Promise<void>
  readonly verify: (report: string, options: { readonly key: string; readonly json: boolean }) => Promise<void>
  readonly key: (file: string) => Promise<void>
  readonly mutants: (options: { readonly json: boolean }) => Promise<void>
}

const json = (command: Command) => command.option('--json', 'answer as JSON', false)

function reported(command: Command): Command {
  return json(command)
    .requiredOption(
      '--product <name>',
      'the short name of the product, as reports and the register of suppliers have it',
    )
    .addOption(
      new Option('--mode <mode>', 'which mode is judged').choices(['standard', 'silent', 'both']).default('both'),
    )
    .option('--to <folder>', 'where the reports are written: HTML, JSON and JUnit', 'conformance')
    .option('--key <file>', 'the key the reports are signed with; without it one is made and thrown away')
}

/** `cpis conformance …`: judges a product by the contract. */
export function conformanceVerbs(runs: ConformanceRuns): Verb[] {
  const verb = (name: string, what: string, define: Verb['define']): Verb => ({
    noun: 'conformance',
    name,
    what,
    define,
  })
  return [
    verb('list', 'every case, safety first; with --kit as the programme registers a kit', command =>
      json(command)
        .option('--kit <name>', 'one kit, as open-cpis-server-fhir, as a file for cpis supplier kit')
        .option('--key <file>', 'the key its reports are signed with')
        .action(runs.list),
    ),
    verb('explain', 'one case: why, how, and what is expected', command =>
      command.argument('<case>', 'its id').action(runs.explain),
    ),
    verb('server', 'judge a server that claims to be CP-IS; ends with 2 where a case failed', command =>
      reported(command)
        .argument('[url]', 'where the documented numbers are answered: the FHIR base; or give --subject')
        .option('--subject <file>', 'the whole product: FHIR, MESH, HL7 v3 (docs/guides/conformance.md)')
        .action(runs.server),
    ),
    verb('consumer', 'play CP-IS for a product that asks, and judge it; ends with 2 where a case failed', command =>
      reported(command)
        .addOption(new Option('--over <interface>', 'how the product asks').choices(['fhir', 'hl7v3']).default('fhir'))
        .option('--system <asid>', 'over hl7v3: the accredited system id the kit answers as', '200000000001')
        .option('--port <port>', 'where the kit listens on 127.0.0.1; 0: any free port', '0')
        .option('--minutes <number>', 'how long it waits for each task', '30')
        .option('--mailbox <file>', 'a mailbox of the national service at MESH: judge the system of a local authority')
        .action(runs.consumer),
    ),
    verb('verify', 'check the signature of a report', command =>
      json(command)
        .argument('<report>', 'the JSON report')
        .requiredOption('--key <file>', 'the public key, as JWK')
        .action(runs.verify),
    ),
    verb('key', 'make a key that signs reports, and say its public half', command =>
      command.argument('<file>', 'where the private key is written').action(runs.key),
    ),
    verb('mutants', 'try the kit on broken variants of our own service; needs nothing running', command =>
      json(command).action(runs.mutants),
    ),
  ]
}
