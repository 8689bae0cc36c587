import fs from 'node:fs/promises'
import {
  type Action,
  actionTable,
  addAction,
  calendarFeed,
  type Engagement,
  engagementKind,
  enterEngagement,
  exportLines,
  finishAction,
  loadFile,
  milestoneTable,
  readAll,
  setMilestone,
  settleMilestone,
} from '../../programme/index.ts'
import type { Verb } from '../verb.ts'
import { letterVerbs, type Remind } from './letter-verbs.ts'
import { choice, type Form, listed, mustChoose, type Say, sayRows, type WithProgramme } from './listing.ts'

/** `cpis programme …`: milestones, actions, engagement, contacts and letters, and the whole as a file. */
export function programmeVerbs(within: WithProgramme, remind: Remind, say: Say): Verb[] {
  return [
    {
      noun: 'programme',
      name: 'load',
      what: 'take over a file whole or not at all; a second time it changes nothing',
      define: command =>
        command.argument('<file>', 'JSON Lines: {"kind", "key", "state"}').action(async (file: string) => {
          const text = await fs.readFile(file, 'utf8')
          const { kept, unchanged } = await within((deps, by) => loadFile(deps, text, by))
          say(`kept: ${kept}; unchanged: ${unchanged}`)
        }),
    },
    {
      noun: 'programme',
      name: 'export',
      what: 'print everything as it stands, in the form load takes',
      define: command =>
        command.action(async () => {
          for (const line of await within(exportLines)) say(JSON.stringify(line))
        }),
    },
    {
      noun: 'programme',
      name: 'calendar',
      what: 'print milestones, go-lives, sessions and signatures as iCalendar',
      define: command => command.action(async () => say(await within(calendarFeed))),
    },
    ...milestoneVerbs(within, say),
    ...actionVerbs(within, say),
    ...letterVerbs(within, remind, say),
  ]
}

type Setting = { title: string; due: string; owner: string; source?: string }

function milestoneVerbs(within: WithProgramme, say: Say): Verb[] {
  return [
    {
      noun: 'programme',
      name: 'milestones',
      what: 'the dates of the programme',
      define: command =>
        listed(command).action(async (form: Form) =>
          sayRows(say, await within(deps => milestoneTable(deps)), {
            ...form,
            columns: {
              key: one => one.key,
              title: one => one.title,
              due: one => one.due,
              owner: one => one.owner,
              reached: one => one.reachedOn,
              overdue: one => (one.overdue ? 'overdue' : ''),
            },
          }),
        ),
    },
    {
      noun: 'programme',
      name: 'milestone',
      what: 'set a milestone, or move it',
      define: command =>
        command
          .argument('<milestone>', 'its short name')
          .requiredOption('--title <title>', 'what it is')
          .requiredOption('--due <date>', 'as "mid-June", "Q1 2026/27"')
          .requiredOption('--owner <role>', 'who answers for it')
          .option('--source <source>', 'where the date comes from')
          .action(async (key: string, milestone: Setting) => {
            const { due } = await within((deps, by) => setMilestone(deps, { key, by }, milestone))
            say(`${key}: due ${due}`)
          }),
    },
    {
      noun: 'programme',
      name: 'settle',
      what: 'say that a milestone is reached, or dropped',
      define: command =>
        command
          .argument('<milestone>', 'its short name')
          .addOption(mustChoose('--as <outcome>', 'which', ['reached', 'dropped']))
          .action(async (key: string, { as }: { as: 'reached' | 'dropped' }) => {
            await within((deps, by) => settleMilestone(deps, { key, by }, as))
            say(`${key}: ${as}`)
          }),
    },
  ]
}

const URGENCIES = ['urgent', 'normal']

function actionVerbs(within: WithProgramme, say: Say): Verb[] {
  return [
    {
      noun: 'programme',
      name: 'actions',
      what: 'what somebody has to do, and why; urgent ones first',
      define: command =>
        listed(command).action(async (form: Form) =>
          sayRows(say, await within(deps => actionTable(deps)), {
            ...form,
            columns: {
              key: one => one.key,
              urgency: one => one.urgency,
              title: one => one.title,
              source: one => one.source,
              owner: one => one.owner,
              due: one => one.due,
              done: one => one.doneOn,
              overdue: one => (one.overdue ? 'overdue' : ''),
            },
          }),
        ),
    },
    {
      noun: 'programme',
      name: 'action',
      what: 'enter what somebody has to do',
      define: command =>
        command
          .argument('<action>', 'its short name')
          .requiredOption('--title <title>', 'what')
          .requiredOption('--source <source>', 'what asked for it, as a review')
          .requiredOption('--owner <role>', 'who')
          .addOption(choice('--urgency <urgency>', 'how urgent', URGENCIES).default('normal'))
          .option('--due <date>', 'as "end of June"')
          .option('--linked-to <key>', 'the consultation, task or site it belongs to')
          .action(async (key: string, action: Omit<Action, 'doneOn'>) => {
            await within((deps, by) => addAction(deps, { key, by }, action))
            say(`${key}: to be done`)
          }),
    },
    {
      noun: 'programme',
      name: 'action-done',
      what: 'say that an action is done',
      define: command =>
        command.argument('<action>', 'its short name').action(async (key: string) => {
          const { doneOn } = await within((deps, by) => finishAction(deps, { key, by }))
          say(`${key}: done on ${doneOn}`)
        }),
    },
    {
      noun: 'programme',
      name: 'engagements',
      what: 'meetings the programme went to, and feedback it was given',
      define: command =>
        listed(command).action(async (form: Form) =>
          sayRows(say, await within(deps => readAll(deps, engagementKind)), {
            ...form,
            columns: {
              key: one => one.key,
              kind: one => one.kind,
              title: one => one.title,
              audience: one => one.audience,
              when: one => one.planned,
              recurs: one => one.recurrence,
              outcome: one => one.outcome,
              'led to': one => one.ledTo,
            },
          }),
        ),
    },
    {
      noun: 'programme',
      name: 'engagement',
      what: 'enter a meeting or feedback',
      define: command =>
        command
          .argument('<engagement>', 'its short name')
          .addOption(mustChoose('--kind <kind>', 'what it is', ['meeting', 'network', 'feedback', 'survey']))
          .requiredOption('--title <title>', 'what')
          .requiredOption('--audience <groups>', 'who')
          .requiredOption('--planned <date>', 'when')
          .addOption(choice('--recurrence <rhythm>', 'how often', ['weekly', 'monthly', 'quarterly', 'yearly']))
          .option('--outcome <text>', 'what came of it')
          .option('--led-to <key>', 'the consultation or action it led to')
          .action(async (key: string, engagement: Engagement) => {
            await within((deps, by) => enterEngagement(deps, { key, by }, engagement))
            say(`${key}: ${engagement.kind}`)
          }),
    },
  ]
}
