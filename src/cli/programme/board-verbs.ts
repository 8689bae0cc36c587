import type { CalendarDate } from '../../platform/index.ts'
import {
  ANSWERS,
  advanceBoard,
  type BoardSaid,
  COVERAGE,
  coverageMatrix,
  describeBoard,
  expressInterest,
  GROUP_ROLES,
  ICB_DOCUMENTS,
  ICB_STAGE_WORDS,
  ICB_STAGES,
  type InterestExpressed,
  icbNamed,
  listInterests,
  PREREQUISITES,
  ROUTES,
  readBoard,
  readBoardHistory,
  regionBoard,
  transferResponsibility,
} from '../../programme/index.ts'
import type { Verb } from '../verb.ts'
import { choice, codes, day, type Form, listed, mustChoose, type Say, sayRows, type WithProgramme } from './listing.ts'

const BOARD = '<board>'
const BOARD_IS = 'its ODS code, or its name as anybody spells it'

type Carried = {
  readonly within: WithProgramme
  readonly say: Say
  /** Hands over the acknowledgements that wait; how many left. */
  readonly acknowledge: () => Promise<number>
}

/** `cpis board …`: the integrated care boards that bring CP-IS to their areas. */
export function boardVerbs(carried: Carried): Verb[] {
  return [...reading(carried), interest(carried), step(carried), ...describing(carried), transfer(carried)]
}

function reading({ within, say }: Carried): Verb[] {
  return [
    {
      noun: 'board',
      name: 'list',
      what: 'the seven regions, each with its boards, or open',
      define: command =>
        listed(command).action(async (form: Form) => {
          const regions = await within(deps => regionBoard(deps))
          const rows = regions.flatMap(({ region, state, boards }) =>
            boards.length === 0 ? [{ region, state }] : boards.map(board => ({ region, state, board })),
          )
          sayRows<(typeof rows)[number] & { board?: (typeof regions)[number]['boards'][number] }>(say, rows, {
            ...form,
            columns: {
              region: one => one.region.name,
              state: one => one.state,
              board: one => one.board?.name,
              stage: one => one.board && ICB_STAGE_WORDS[one.board.stage],
              'shared care record': one => one.board?.sharedCareRecord,
              route: one => one.board?.intendedRoute,
              specialist: one => one.board?.specialist,
              next: one => one.board?.nextAction && `${one.board.nextAction.what} (${one.board.nextAction.owner})`,
            },
          })
        }),
    },
    {
      noun: 'board',
      name: 'show',
      what: 'one board: everything that is known, and what happened',
      define: command =>
        command.argument(BOARD, BOARD_IS).action(async (icb: string) => {
          say(JSON.stringify(await within(deps => readBoard(deps, icb)), null, 2))
          const history = await within(deps => readBoardHistory(deps, icb))
          for (const { at, by, what } of history) say(`${at.toISOString()}  ${by}: ${what}`)
        }),
    },
    {
      noun: 'board',
      name: 'coverage',
      what: 'boards against prioritised care settings',
      define: command =>
        listed(command).action(async (form: Form) => {
          const { settings, rows } = await within(coverageMatrix)
          const cells = settings.map(({ code, name }) => [
            name,
            (one: (typeof rows)[number]) => one.cells.find(cell => cell.careSetting === code)?.state,
          ])
          sayRows(say, rows, {
            ...form,
            columns: { board: one => one.name, settled: one => one.settled, ...Object.fromEntries(cells) },
          })
        }),
    },
  ]
}

type Interested = Omit<InterestExpressed, 'icb' | 'by' | 'channel'> & { list?: boolean }

function interest({ within, say, acknowledge }: Carried): Verb {
  return {
    noun: 'board',
    name: 'interest',
    what: 'take an expression of interest in; its acknowledgement leaves as mail',
    define: command =>
      command
        .argument(BOARD, BOARD_IS)
        .requiredOption('--contact-post <post>', 'the post of whoever wrote, never a name')
        .requiredOption('--contact-mailbox <address>', 'a mailbox to answer to')
        .option('--on <day>', 'the day it came; today when absent', day)
        .option('--shared-care-record <name>', 'the shared care record of the area')
        .option('--supplier <name>', 'its supplier')
        .addOption(choice('--intended-route <route>', 'by which way staff would see CP-IS', ROUTES))
        .action(async (icb: string, said: Interested) => {
          const { reference } = await within((deps, by) =>
            expressInterest(deps, { ...said, icb, by, channel: 'mailbox' }),
          )
          const left = await acknowledge()
          say(`${icbNamed(icb).name}: ${reference}; ${left} acknowledgement${left === 1 ? '' : 's'} left`)
          const all = await within(deps => listInterests(deps))
          const own = all.find(one => one.reference === reference)
          if (own?.deliveredAs) say(own.deliveredAs)
        }),
  }
}

function step({ within, say }: Carried): Verb {
  return {
    noun: 'board',
    name: 'step',
    what: 'take a board a step on, or back with a reason',
    define: command =>
      command
        .argument(BOARD, BOARD_IS)
        .addOption(
          mustChoose(
            '--to <stage>',
            'the stage',
            ICB_STAGES.filter(one => one !== 'transferred'),
          ),
        )
        .option('--note <text>', 'what happened, or why it goes back', '')
        .action(async (icb: string, { to, note }: { to: string; note: string }) => {
          const { stage } = await within((deps, by) => advanceBoard(deps, { icb, to, note, by }))
          say(`${icbNamed(icb).name}: ${ICB_STAGE_WORDS[stage]}`)
        }),
  }
}

type Facts = Omit<BoardSaid, 'nextAction'> & { next?: string; nextOwner?: string }

function describing(carried: Carried): Verb[] {
  return [facts(carried), system(carried), member(carried), document(carried), prerequisite(carried), setting(carried)]
}

async function said({ within, say }: Carried, icb: string, what: BoardSaid): Promise<void> {
  await within((deps, by) => describeBoard(deps, { icb, by, said: what }))
  say(`${icbNamed(icb).name}: kept`)
}

function facts(carried: Carried): Verb {
  return {
    noun: 'board',
    name: 'describe',
    what: 'say what was learnt of a board',
    define: command =>
      command
        .argument(BOARD, BOARD_IS)
        .option('--shared-care-record <name>', 'the shared care record of the area')
        .option('--supplier <name>', 'its supplier')
        .addOption(choice('--intended-route <route>', 'by which way staff would see CP-IS', ROUTES))
        .option('--call-rhythm <rhythm>', 'as monthly or regular')
        .option('--specialist <post>', 'the implementation specialist who works with it')
        .option('--next <action>', 'what comes next')
        .option('--next-owner <owner>', 'who does that', 'programme')
        .action(async (icb: string, { next, nextOwner = 'programme', ...plain }: Facts) => {
          const nextAction = next === undefined ? {} : { nextAction: { what: next, owner: nextOwner } }
          await said(carried, icb, { ...plain, ...nextAction })
        }),
  }
}

type System = Omit<NonNullable<BoardSaid['system']>, 'isSharedCareRecord' | 'careSettings'> & {
  settings: string[]
  sharedCareRecord?: boolean
}

function system(carried: Carried): Verb {
  return {
    noun: 'board',
    name: 'system',
    what: 'record a system in use in the area of a board',
    define: command =>
      command
        .argument(BOARD, BOARD_IS)
        .requiredOption('--system <name>', 'the system')
        .requiredOption('--supplier <name>', 'its supplier')
        .requiredOption('--settings <settings>', 'codes of the care settings that use it, with commas between', codes)
        .addOption(choice('--cpis-integrated <answer>', 'whether it uses CP-IS', ANSWERS).default('unknown'))
        .addOption(choice('--pds-integrated <answer>', 'whether it uses PDS', ANSWERS).default('unknown'))
        .option('--shared-care-record', 'it is the shared care record')
        .action(async (icb: string, { settings, sharedCareRecord = false, ...plain }: System) => {
          await said(carried, icb, {
            system: { ...plain, careSettings: settings, isSharedCareRecord: sharedCareRecord },
          })
        }),
  }
}

type Member = NonNullable<BoardSaid['member']> & { left?: boolean }

function member(carried: Carried): Verb {
  return {
    noun: 'board',
    name: 'member',
    what: 'a post joins or leaves the working group of a board',
    define: command =>
      command
        .argument(BOARD, BOARD_IS)
        .addOption(mustChoose('--role <role>', 'for what', GROUP_ROLES))
        .requiredOption('--organisation <name>', 'of which organisation')
        .option('--post <post>', 'the post, never a name', '')
        .requiredOption('--since <day>', 'since when', day)
        .option('--left', 'it has left')
        .action(async (icb: string, { left, ...joined }: Member & { since: CalendarDate }) => {
          const { role, organisation } = joined
          await said(carried, icb, left === true ? { memberLeft: { role, organisation } } : { member: joined })
        }),
  }
}

function document(carried: Carried): Verb {
  return {
    noun: 'board',
    name: 'document',
    what: 'the plan or the terms of reference of a board',
    define: command =>
      command
        .argument(BOARD, BOARD_IS)
        .addOption(mustChoose('--kind <kind>', 'which', ICB_DOCUMENTS))
        .addOption(mustChoose('--state <state>', 'how far', ['draft', 'agreed']))
        .requiredOption('--version <version>', 'its version')
        .requiredOption('--reference <reference>', 'where it lies')
        .action(async (icb: string, kept: NonNullable<BoardSaid['document']>) =>
          said(carried, icb, { document: kept }),
        ),
  }
}

function prerequisite(carried: Carried): Verb {
  return {
    noun: 'board',
    name: 'prerequisite',
    what: 'what was found of a prerequisite',
    define: command =>
      command
        .argument(BOARD, BOARD_IS)
        .addOption(mustChoose('--kind <kind>', 'which', PREREQUISITES))
        .addOption(mustChoose('--state <state>', 'how it stands', ['open', 'met', 'not needed']))
        .option('--note <note>', 'what was found')
        .action(async (icb: string, kept: NonNullable<BoardSaid['prerequisite']>) =>
          said(carried, icb, { prerequisite: kept }),
        ),
  }
}

function setting(carried: Carried): Verb {
  return {
    noun: 'board',
    name: 'setting',
    what: 'how far one care setting of the area of a board is',
    define: command =>
      command
        .argument(BOARD, BOARD_IS)
        .requiredOption('--care-setting <code>', 'the care setting')
        .addOption(mustChoose('--state <state>', 'how far', COVERAGE))
        .addOption(choice('--route <route>', 'by which way', ROUTES))
        .action(async (icb: string, kept: NonNullable<BoardSaid['coverage']>) =>
          said(carried, icb, { coverage: kept }),
        ),
  }
}

function transfer({ within, say }: Carried): Verb {
  return {
    noun: 'board',
    name: 'transfer',
    what: 'pass responsibility for implementation to a board, with every site of its area',
    define: command =>
      command.argument(BOARD, BOARD_IS).action(async (icb: string) => {
        const { sites } = await within((deps, by) => transferResponsibility(deps, { icb, by }))
        say(`${icbNamed(icb).name}: responsible; ${sites.length} sites went over: ${sites.join(', ') || 'none'}`)
      }),
  }
}
