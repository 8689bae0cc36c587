import fs from 'node:fs/promises'
import type { CalendarDate } from '../../platform/index.ts'
import {
  type CohortRow,
  type ConsultationRow,
  cohorts,
  consultationPage,
  consultationTable,
  decideConsultation,
  draftConsultation,
  enterReplies,
  enterSession,
  type NewConsultation,
  openConsultation,
  POSITIONS,
  type Replying,
  readReplies,
  SWITCHES,
  stepConsultation,
} from '../../programme/index.ts'
import type { Verb } from '../verb.ts'
import {
  type Columns,
  choice,
  codes,
  count,
  day,
  type Form,
  listed,
  mustChoose,
  type Say,
  sayRows,
  type WithProgramme,
} from './listing.ts'

const CONSULTATION = '<consultation>'
const CONSULTATION_IS = 'its short name'

const COLUMNS: Columns<ConsultationRow> = {
  key: one => one.key,
  topic: one => one.topic,
  about: one => one.about,
  state: one => one.state,
  since: one => one.since,
  closes: one => one.closes,
  overdue: one => (one.overdue ? 'overdue' : ''),
  replies: one => one.replies.words,
  sessions: one => one.sessions,
  outcome: one => one.outcome,
}

const COHORT_COLUMNS: Columns<CohortRow> = {
  name: one => one.name,
  standing: one => one.standing,
  now: one => (one.isOn ? 'in' : 'out'),
  since: one => one.from,
  next: one => one.next && `${one.next.isOn ? 'in' : 'out'} from ${one.next.from}`,
  'decided by': one => one.decidedBy,
  'by law': one => one.legal,
}

/** `cpis consultation …` and `cpis cohort list`: who was asked, who replied, and what was decided. */
export function consultationVerbs(within: WithProgramme, say: Say): Verb[] {
  return [
    {
      noun: 'consultation',
      name: 'list',
      what: 'consultations with their replies, counted of those invited',
      define: command =>
        listed(command).action(async (form: Form) =>
          sayRows(say, await within(deps => consultationTable(deps)), { ...form, columns: COLUMNS }),
        ),
    },
    {
      noun: 'consultation',
      name: 'replies',
      what: 'who was invited to a consultation, and what each replied',
      define: command =>
        listed(command)
          .argument(CONSULTATION, CONSULTATION_IS)
          .option('--missing', 'only those that have not replied')
          .action(async (key: string, { missing, ...form }: Form & { missing?: boolean }) => {
            const page = await within(deps => consultationPage(deps, key))
            if (form.json) return say(JSON.stringify(page))
            sayRows(
              say,
              page.authorities.filter(one => !missing || one.position === undefined),
              {
                ...form,
                columns: {
                  authority: one => one.authorityCode,
                  name: one => one.name,
                  replied: one => one.repliedOn,
                  position: one => one.position,
                  reference: one => one.reference,
                },
              },
            )
          }),
    },
    {
      noun: 'consultation',
      name: 'draft',
      what: 'prepare a consultation',
      define: command =>
        command
          .argument(CONSULTATION, CONSULTATION_IS)
          .requiredOption('--topic <topic>', 'what it is about')
          .requiredOption('--question <question>', 'what is asked')
          .requiredOption('--audience <roles>', 'whom it asks')
          .addOption(choice('--about <switch>', 'what its decision may switch', SWITCHES))
          .option('--source <source>', 'where the idea came from')
          .action(async (key: string, given: NewConsultation) => {
            await within((deps, by) => draftConsultation(deps, { key, by }, given))
            say(`${key}: draft`)
          }),
    },
    {
      noun: 'consultation',
      name: 'open',
      what: 'open a consultation; who is invited is fixed by it',
      define: command =>
        command
          .argument(CONSULTATION, CONSULTATION_IS)
          .option('--closes <date>', 'as "end of May"')
          .option('--on <day>', 'today when absent', day)
          .option('--authorities <codes>', 'codes with commas between; all when absent', codes)
          .action(
            async (key: string, given: { closes?: string; on?: CalendarDate; authorities?: readonly string[] }) => {
              const { authorities, ...rest } = given
              const opening = { ...rest, ...(authorities !== undefined && { invited: authorities }) }
              const { invited } = await within((deps, by) => openConsultation(deps, { key, by }, opening))
              say(`${key}: open to ${invited.length} authorities`)
            },
          ),
    },
    ...replyVerbs(within, say),
    ...(
      [
        ['close', 'closed', 'take no more replies in time'],
        ['review', 'reviewing', 'look at the replies'],
        ['publish', 'published', 'say that what was decided is published'],
      ] as const
    ).map(
      ([name, to, what]): Verb => ({
        noun: 'consultation',
        name,
        what,
        define: command =>
          command.argument(CONSULTATION, CONSULTATION_IS).action(async (key: string) => {
            const { state } = await within((deps, by) => stepConsultation(deps, { key, by }, to))
            say(`${key}: ${state}`)
          }),
      }),
    ),
    ...decisionVerbs(within, say),
  ]
}

function replyVerbs(within: WithProgramme, say: Say): Verb[] {
  return [
    {
      noun: 'consultation',
      name: 'reply',
      what: 'enter the reply of an authority; a later one takes the place of the first',
      define: command =>
        command
          .argument(CONSULTATION, CONSULTATION_IS)
          .requiredOption('--authority <code>', 'who replied')
          .addOption(mustChoose('--position <position>', 'what they say', POSITIONS))
          .option('--on <day>', 'today when absent', day)
          .option('--reference <reference>', 'where the reply is kept')
          .action(
            async (
              key: string,
              { authority: authorityCode, ...rest }: Omit<Replying, 'authorityCode'> & { authority: string },
            ) => {
              await within((deps, by) => enterReplies(deps, { key, by }, [{ ...rest, authorityCode }]))
              say(`${key}: ${authorityCode} ${rest.position}`)
            },
          ),
    },
    {
      noun: 'consultation',
      name: 'import-replies',
      what: 'enter the replies of a file',
      define: command =>
        command
          .argument(CONSULTATION, CONSULTATION_IS)
          .argument('<file>', 'CSV: authority_code,position,on,reference')
          .action(async (key: string, file: string) => {
            const replies = readReplies(await fs.readFile(file, 'utf8'))
            await within((deps, by) => enterReplies(deps, { key, by }, replies))
            say(`${key}: ${replies.length} replies`)
          }),
    },
  ]
}

type Session = {
  title?: string
  planned?: string
  heldOn?: CalendarDate
  attended?: number
  invited?: string[]
  passedOnTo?: string[]
}

function decisionVerbs(within: WithProgramme, say: Say): Verb[] {
  return [
    {
      noun: 'consultation',
      name: 'decide',
      what: 'enter what was decided; where it is about a cohort or the plan category, only this switches it',
      define: command =>
        command
          .argument(CONSULTATION, CONSULTATION_IS)
          .requiredOption('--outcome <text>', 'in words')
          .addOption(choice('--switch <way>', 'in or out', ['in', 'out']))
          .option('--from <day>', 'from which day on; today when absent', day)
          .action(async (key: string, given: { outcome: string; switch?: 'in' | 'out'; from?: CalendarDate }) => {
            const { outcome, switch: way, from } = given
            const effect = way === undefined ? {} : { isOn: way === 'in', ...(from !== undefined && { from }) }
            await within((deps, by) => decideConsultation(deps, { key, by }, { outcome, ...effect }))
            say(`${key}: decided`)
          }),
    },
    {
      noun: 'consultation',
      name: 'session',
      what: 'plan a session, or say what became of it',
      define: command =>
        command
          .argument(CONSULTATION, CONSULTATION_IS)
          .argument('<session>', 'its short name')
          .option('--title <title>', 'of a new one')
          .option('--planned <date>', 'of a new one: as "20 September"')
          .option('--invited <roles>', 'roles or groups with commas between', codes)
          .option('--held-on <day>', 'when it was', day)
          .option('--attended <n>', 'how many came', count)
          .option('--passed-on-to <groups>', 'whom the invited told of it', codes)
          .action(async (key: string, session: string, entry: Session) => {
            await within((deps, by) => enterSession(deps, { key, by }, { ...entry, key: session }))
            say(`${key}: session ${session}`)
          }),
    },
    {
      noun: 'cohort',
      name: 'list',
      what: 'which cohorts are in, and whether the plan category is, since when and by whose decision',
      define: command =>
        listed(command)
          .option('--on <day>', 'on that day', day)
          .action(async ({ on, ...form }: Form & { on?: CalendarDate }) =>
            sayRows(say, await within(deps => cohorts(deps, on)), { ...form, columns: COHORT_COLUMNS }),
          ),
    },
  ]
}
