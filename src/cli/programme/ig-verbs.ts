import type { CalendarDate } from '../../platform/index.ts'
import {
  addTask,
  documentKind,
  documentPage,
  draftDocument,
  finishTask,
  IG_DOCUMENT_KINDS,
  type IgDocumentState,
  modes,
  type NewDocument,
  placeInGateway,
  readAll,
  readiness,
  stepDocument,
  taskKind,
} from '../../programme/index.ts'
import type { Verb } from '../verb.ts'
import { codes, day, type Form, listed, mustChoose, type Say, sayRows, type WithProgramme } from './listing.ts'

const DOCUMENT = '<document>'
const DOCUMENT_IS = 'its short name, as dpia-2'

const STEPS: readonly [name: string, to: IgDocumentState, what: string][] = [
  ['review', 'in_review', 'put a draft into review'],
  ['approve', 'approved', 'approve a document that somebody else put into review'],
  ['return', 'draft', 'send a document back from review'],
  ['supersede', 'superseded', 'say that a document is replaced by a newer one'],
]

/** `cpis ig …`: the documents of information governance, what is left to do, and how each setting looks up. */
export function igVerbs(within: WithProgramme, say: Say): Verb[] {
  return [
    {
      noun: 'ig',
      name: 'documents',
      what: 'DPIA, IG framework and agreement texts with their versions',
      define: command =>
        listed(command).action(async (form: Form) =>
          sayRows(say, await within(deps => readAll(deps, documentKind)), {
            ...form,
            columns: {
              key: one => one.key,
              kind: one => one.kind,
              version: one => one.version,
              state: one => one.state,
              since: one => one.since,
              'review by': one => one.reviewBy,
              'care settings': one => one.careSettings.join('; '),
              gateway: one => one.gatewayReference,
              'approved by': one => one.approvedBy,
            },
          }),
        ),
    },
    {
      noun: 'ig',
      name: 'draft',
      what: 'enter a draft; a new version is a document of its own',
      define: command =>
        command
          .argument(DOCUMENT, DOCUMENT_IS)
          .addOption(mustChoose('--kind <kind>', 'what it is', IG_DOCUMENT_KINDS))
          .requiredOption('--title <title>', 'its title')
          .requiredOption('--version <version>', 'its version')
          .requiredOption('--care-settings <codes>', 'codes it covers, with commas between', codes)
          .option('--review-by <day>', 'when it is to be reviewed', day)
          .option('--available-by <date>', 'of an agreement: when it is to be there')
          .option('--sign-by <date>', 'of an agreement: when it is to be signed')
          .action(async (key: string, document: NewDocument) => {
            await within((deps, by) => draftDocument(deps, { key, by }, document))
            say(`${key}: draft`)
          }),
    },
    ...STEPS.map(
      ([name, to, what]): Verb => ({
        noun: 'ig',
        name,
        what,
        define: command =>
          command.argument(DOCUMENT, DOCUMENT_IS).action(async (key: string) => {
            const { state } = await within((deps, by) => stepDocument(deps, { key, by }, to))
            say(`${key}: ${state}`)
          }),
      }),
    ),
    {
      noun: 'ig',
      name: 'gateway',
      what: 'say where a document lies in the Information Sharing Gateway',
      define: command =>
        command
          .argument(DOCUMENT, DOCUMENT_IS)
          .requiredOption('--reference <reference>', 'its reference there')
          .option('--link <url>', 'https')
          .action(async (key: string, { reference, link }: { reference: string; link?: string }) => {
            const gateway = { gatewayReference: reference, ...(link !== undefined && { link }) }
            await within((deps, by) => placeInGateway(deps, { key, by }, gateway))
            say(`${key}: ${reference}`)
          }),
    },
    {
      noun: 'ig',
      name: 'page',
      what: 'print the first page of a document with the settings it covers and their modes, as Markdown',
      define: command =>
        command
          .argument(DOCUMENT, DOCUMENT_IS)
          .action(async (key: string) => say(await within(deps => documentPage(deps, key)))),
    },
    {
      noun: 'ig',
      name: 'modes',
      what: 'every care setting and how it looks up',
      define: command =>
        listed(command)
          .option('--on <day>', 'on that day', day)
          .action(async ({ on, ...form }: Form & { on?: CalendarDate }) =>
            sayRows(say, await within(deps => modes(deps, on)), {
              ...form,
              columns: {
                'care setting': one => one.careSetting,
                name: one => one.name,
                mode: one => one.words,
                new: one => (one.isNew ? 'new' : ''),
              },
            }),
          ),
    },
    ...tasks(within, say),
  ]
}

type NewTask = Parameters<typeof addTask>[2]

function tasks(within: WithProgramme, say: Say): Verb[] {
  return [
    {
      noun: 'ig',
      name: 'readiness',
      what: 'what each new care setting lacks before its early adopters and its full roll-out',
      define: command =>
        listed(command).action(async (form: Form) =>
          sayRows(say, await within(deps => readiness(deps)), {
            ...form,
            columns: {
              'care setting': one => one.careSetting,
              binding: one => (one.isBinding ? 'binding' : ''),
              missing: one => one.missing.join('; '),
              signed: one => `${one.signed} of ${one.authorities}`,
              'roll-out': one => one.rollOutMissing.join('; '),
            },
          }),
        ),
    },
    {
      noun: 'ig',
      name: 'tasks',
      what: 'what is to be done in each care setting',
      define: command =>
        listed(command).action(async (form: Form) =>
          sayRows(say, await within(deps => readAll(deps, taskKind)), {
            ...form,
            columns: {
              key: one => one.key,
              'care setting': one => one.careSetting,
              title: one => one.title,
              owner: one => one.owner,
              due: one => one.due,
              done: one => one.doneOn,
            },
          }),
        ),
    },
    {
      noun: 'ig',
      name: 'task',
      what: 'enter what is to be done in a care setting',
      define: command =>
        command
          .argument('<task>', 'its short name')
          .requiredOption('--title <title>', 'what is to be done')
          .requiredOption('--care-setting <code>', 'where')
          .requiredOption('--owner <role>', 'the role that does it')
          .option('--due <date>', 'as "end of June"')
          .action(async (key: string, task: NewTask) => {
            await within((deps, by) => addTask(deps, { key, by }, task))
            say(`${key}: to be done`)
          }),
    },
    {
      noun: 'ig',
      name: 'done',
      what: 'say that a task is done',
      define: command =>
        command.argument('<task>', 'its short name').action(async (key: string) => {
          const { doneOn } = await within((deps, by) => finishTask(deps, { key, by }))
          say(`${key}: done on ${doneOn}`)
        }),
    },
  ]
}
