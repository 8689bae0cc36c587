import { Option } from 'commander'
import { type DecidedPart, RELATIONS, type SubjectAnswer, type SubjectRequest } from '../../records/index.ts'
import { NHS_NUMBER, typedNumber } from '../typed-number.ts'
import type { Verb } from '../verb.ts'

/** The request, and where the answer goes: `.json` and `.html` are put behind it. */
export type SubjectExportOptions = Omit<SubjectRequest, 'by'> & { readonly out: string }

export type SubjectExported = {
  readonly answer: SubjectAnswer
  readonly files: { readonly json: string; readonly html: string }
}

/** `cpis subject export`: all that is held about a person, but what is withheld by an exemption. */
export function subjectExport(
  run: (options: SubjectExportOptions) => Promise<SubjectExported>,
  say: (line: string) => void,
): Verb {
  return {
    noun: 'subject',
    name: 'export',
    what: 'write what is held about a person into two files for who asked; what is withheld is named with its reason',
    define: command =>
      command
        .requiredOption(...NHS_NUMBER, typedNumber)
        .requiredOption('--out <file>', 'where to; .json and .html are put behind it, and neither may be there')
        .requiredOption('--requested-by <name>', 'who asks to see it')
        .addOption(
          new Option('--relation <relation>', 'what they are to the person').choices(RELATIONS).makeOptionMandatory(),
        )
        .requiredOption('--reason <text>', 'the request, as its reference')
        .requiredOption('--decided-by <name>', 'who at the controller applied the exemptions: name and role')
        .option('--give <parts...>', 'give these parts though an exemption could be used', [])
        .option('--withhold <parts...>', 'withhold these parts whole', [])
        .option('--because <text>', 'why it was decided otherwise than the table of exemptions proposes')
        .action(async (options: SubjectExportOptions) => {
          const { answer, files } = await run(options)
          say(`request ${answer.requestId}: ${files.json}, ${files.html}`)
          for (const part of answer.parts) say(`  ${part.part}: ${said(part)}`)
        }),
  }
}

function said({ held, withheld, isDecided }: DecidedPart): string {
  const by = isDecided ? ', as decided' : ''
  if (withheld === undefined) return `${held} given${by}`
  const what = withheld.fields.length === 0 ? `${held} withheld` : `${held} given without ${withheld.fields.join(', ')}`
  return `${what} (${withheld.exemption})${by}`
}
