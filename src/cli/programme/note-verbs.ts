import { InvalidArgumentError } from 'commander'
import type { CalendarDate } from '../../platform/index.ts'
import {
  acceptFinding,
  answerPromise,
  approveNote,
  findingId,
  freezeNote,
  keepPriority,
  type LintedNote,
  listCommitments,
  listNotes,
  type NoteDeps,
  type NoteDraft,
  noteHtml,
  noteMarkdown,
  noteReminders,
  openNote,
  previewNote,
  promise,
  publishNote,
  putOffPromise,
  readNoteHistory,
  readPublished,
  reopenNote,
  reviewNote,
  SECTIONS,
  writeNote,
} from '../../programme/index.ts'
import type { Verb } from '../verb.ts'
import { choice, codes, day, type Form, listed, type Say, sayRows } from './listing.ts'

/** Opens what the note is made of for one piece of work; with `fixture` a throw-away database with June 2023. */
export type WithNote = <Result>(
  work: (deps: NoteDeps, by: string) => Promise<Result>,
  how?: { readonly fixture: boolean },
) => Promise<Result>

const PERIOD = '--period <month>'
const PERIOD_IS = 'the month, as 2023-06'
const FIXTURE = '--fixture'
const FIXTURE_IS = 'the public note of June 2023 in a database made for it and thrown away; needs nothing else'
const FORMATS = ['md', 'html', 'json'] as const

type Asked = { period: string; fixture: boolean }
type Built = Asked & { format: (typeof FORMATS)[number]; published?: number | true }

/** `cpis note …`: the monthly briefing note, from the first word to what was published. */
export function noteVerbs(within: WithNote, say: Say): Verb[] {
  return [build(within, say), lint(within, say), list(within, say), ...writing(within, say), ...steps(within, say)]
}

function build(within: WithNote, say: Say): Verb {
  return {
    noun: 'note',
    name: 'build',
    what: 'print a briefing note as it would be read, or as it was published',
    define: command =>
      command
        .requiredOption(PERIOD, PERIOD_IS)
        .option(FIXTURE, FIXTURE_IS, false)
        .option('--published [version]', 'as it was published, the newest version when none is named', wholeNumber)
        .addOption(choice('--format <format>', 'how', FORMATS).default('md'))
        .action(async ({ published, ...asked }: Built) => {
          const document = await within(async deps => {
            if (published === undefined) return (await previewNote(deps, asked.period)).document
            const version = published === true ? {} : { version: published }
            return (await readPublished(deps, { period: asked.period, ...version })).document
          }, asked)
          const writers = { md: noteMarkdown, html: noteHtml, json: (one: object) => JSON.stringify(one, null, 2) }
          say(writers[asked.format](document).trimEnd())
        }),
  }
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('must be a whole number from 1 on')
  return Number(text)
}

function lint(within: WithNote, say: Say): Verb {
  return {
    noun: 'note',
    name: 'lint',
    what: 'say what should be mended in a briefing note',
    define: command =>
      command
        .requiredOption(PERIOD, PERIOD_IS)
        .option(FIXTURE, FIXTURE_IS, false)
        .option('--json', 'print JSON', false)
        .action(async ({ json, ...asked }: Asked & { json: boolean }) => {
          const { findings } = await within(deps => previewNote(deps, asked.period), asked)
          if (json) say(JSON.stringify(findings, null, 2))
          else say(findings.length === 0 ? 'Nothing was found.' : findings.map(findingText).join('\n'))
        }),
  }
}

function findingText(finding: LintedNote['findings'][number]): string {
  return `${findingId(finding)}${finding.accepted === undefined ? '' : ` (accepted: ${finding.accepted})`}`
}

function list(within: WithNote, say: Say): Verb {
  return {
    noun: 'note',
    name: 'list',
    what: 'the briefing notes, how far each is, and what is to be done; of one month, all that was done',
    define: command =>
      listed(command)
        .option(PERIOD, PERIOD_IS)
        .action(async ({ period, ...form }: Form & { period?: string }) => {
          if (period !== undefined) return history(within, say, { period, ...form })
          sayRows(say, await within(deps => listNotes(deps)), {
            ...form,
            columns: {
              period: one => one.period,
              stage: one => one.stage,
              'appears on': one => one.publishOn,
              'reviewed by': one => one.reviewedBy,
              'approved by': one => one.approvedBy,
            },
          })
          if (form.json || form.csv) return
          const told = await within(deps => noteReminders(deps))
          for (const one of told) say(`To do: ${one.says}`)
        }),
  }
}

async function history(within: WithNote, say: Say, asked: Form & { period: string }): Promise<void> {
  sayRows(say, await within(deps => readNoteHistory(deps, asked.period)), {
    ...asked,
    columns: {
      at: one => one.at.toISOString(),
      by: one => one.by,
      what: one => one.what,
      stage: one => one.state.stage,
    },
  })
}

type Written = {
  period: string
  section?: string
  text?: string
  out?: boolean
  in?: boolean
  standfirst?: string
  appears?: CalendarDate
}

function writing(within: WithNote, say: Say): Verb[] {
  return [
    {
      noun: 'note',
      name: 'open',
      what: 'begin the briefing note of a month',
      define: command =>
        command
          .requiredOption(PERIOD, PERIOD_IS)
          .option('--appears <day>', 'the day it is to appear; today when absent', day)
          .action(async ({ period, appears }: Written) => {
            const on = appears === undefined ? {} : { publishOn: appears }
            sayStage(say, await within((deps, by) => openNote(deps, { period, by, ...on })))
          }),
    },
    {
      noun: 'note',
      name: 'write',
      what: 'write in a draft: the text of a section, the standfirst, the day it appears',
      define: command =>
        command
          .requiredOption(PERIOD, PERIOD_IS)
          .addOption(
            choice(
              '--section <section>',
              'the section',
              SECTIONS.map(one => one.key),
            ),
          )
          .option('--text <text>', 'its text before what the records say; empty: none')
          .option('--out', 'leave the section out of this note')
          .option('--in', 'put the section back')
          .option('--standfirst <text>', 'in the place of the one made of the sections; empty: that one again')
          .option('--appears <day>', 'the day it is to appear', day)
          .action(async ({ period, out, in: back, appears, ...rest }: Written) => {
            const isOut = out === true ? { isOut: true } : back === true ? { isOut: false } : {}
            const on = appears === undefined ? {} : { publishOn: appears }
            sayStage(say, await within((deps, by) => writeNote(deps, { period, by }, { ...rest, ...isOut, ...on })))
          }),
    },
    ...records(within, say),
  ]
}

type Prioritised = { text: string; owner: string; from: string; until: string; place: number; milestones: string[] }

/** What a note is made of that belongs to no other part: priorities, and promises to keep. */
function records(within: WithNote, say: Say): Verb[] {
  return [
    {
      noun: 'note',
      name: 'priority',
      what: 'keep a main priority of the programme',
      define: command =>
        command
          .argument('<priority>', 'its short name')
          .requiredOption('--text <text>', 'as the note says it')
          .requiredOption('--owner <post>', 'the post that answers for it')
          .requiredOption('--from <month>', 'its first month, as 2023-06')
          .requiredOption('--until <month>', 'its last month')
          .requiredOption('--place <n>', 'its place in the list', wholeNumber)
          .option('--milestones <milestones>', 'short names, with commas between', codes, [])
          .action(async (priority: string, said: Prioritised) => {
            await within((deps, by) => keepPriority(deps, { priority, ...said, by }))
            say(`${priority}: kept`)
          }),
    },
    {
      noun: 'note',
      name: 'promise',
      what: 'note a promise, answer it, or put it off; without one, list them',
      define: command =>
        listed(command)
          .argument('[promise]', 'its short name')
          .option('--made <month>', 'the note that makes it')
          .option('--due <month>', 'the note that is to keep it')
          .option('--section <section>', 'the section it stands in')
          .option('--text <text>', 'the promise, or its answer')
          .option('--answered <month>', 'the note that answers it')
          .option('--reason <reason>', 'why it is put off')
          .action(async (commitment: string | undefined, said: Form & Promised) => {
            if (commitment === undefined) return promises(within, say, said)
            const kept = await within((deps, by) => promised(deps, { commitment, by, ...said }))
            say(
              `${commitment}: ${kept.answer === undefined ? `due in ${kept.dueIn}` : `answered in ${kept.answer.inIssue}`}`,
            )
          }),
    },
  ]
}

type Promised = { made?: string; due?: string; section?: string; text?: string; answered?: string; reason?: string }

function promised(deps: NoteDeps, said: Promised & { readonly commitment: string; readonly by: string }) {
  const { commitment, by, made = '', due = '', section = '', text = '', answered, reason } = said
  if (answered !== undefined) return answerPromise(deps, { commitment, inIssue: answered, text, by })
  if (reason !== undefined) return putOffPromise(deps, { commitment, dueIn: due, reason, by })
  return promise(deps, { commitment, text, section, madeIn: made, dueIn: due, by })
}

async function promises(within: WithNote, say: Say, form: Form): Promise<void> {
  sayRows(say, await within(deps => listCommitments(deps)), {
    ...form,
    columns: {
      promise: one => one.commitment,
      made: one => one.madeIn,
      due: one => one.dueIn,
      section: one => one.section,
      text: one => one.text,
      answered: one => one.answer?.inIssue,
    },
  })
}

type Step = (deps: NoteDeps, of: { period: string; by: string }) => Promise<NoteDraft>

/** The way of an issue, each step by whoever is logged in. */
function steps(within: WithNote, say: Say): Verb[] {
  const plain: readonly (readonly [name: string, what: string, step: Step])[] = [
    ['freeze', 'keep the facts of a draft as they stand now', freezeNote],
    ['review', 'say that a frozen note is right; no finding may be open', reviewNote],
    ['approve', 'let a note appear that somebody else reviewed', approveNote],
  ]
  return [
    ...plain.map(([name, what, step]) =>
      stepVerb(name, what, async ({ period }) => {
        sayStage(say, await within((deps, by) => step(deps, { period, by })))
      }),
    ),
    stepVerb('publish', 'publish an approved note; that version stays', async ({ period }) => {
      const { version } = await within((deps, by) => publishNote(deps, { period, by }))
      say(`${period}: published, version ${version}`)
    }),
    {
      noun: 'note',
      name: 'accept',
      what: 'accept a finding as it is, with the reason',
      define: command =>
        command
          .requiredOption(PERIOD, PERIOD_IS)
          .requiredOption('--finding <finding>', 'the whole line of cpis note lint')
          .requiredOption('--reason <reason>', 'why it stays')
          .action(async (asked: { period: string; finding: string; reason: string }) =>
            sayStage(say, await within((deps, by) => acceptFinding(deps, { ...asked, by }))),
          ),
    },
    {
      noun: 'note',
      name: 'reopen',
      what: 'take a note back into writing; of a published one the next version',
      define: command =>
        command
          .requiredOption(PERIOD, PERIOD_IS)
          .requiredOption('--reason <reason>', 'why')
          .action(async (asked: { period: string; reason: string }) =>
            sayStage(say, await within((deps, by) => reopenNote(deps, { ...asked, by }))),
          ),
    },
  ]
}

function stepVerb(name: string, what: string, action: (asked: { period: string }) => Promise<void>): Verb {
  return { noun: 'note', name, what, define: command => command.requiredOption(PERIOD, PERIOD_IS).action(action) }
}

function sayStage(say: Say, { period, stage }: NoteDraft): void {
  say(`${period}: ${stage}`)
}
