import type { CalendarDate } from '../../platform/index.ts'
import {
  ACCESS_CODES,
  ANSWERS,
  addSite,
  BLOCKERS,
  blockSite,
  clearSite,
  equipSite,
  handSiteOver,
  type NewSite,
  nameSite,
  PROVIDER_TYPES,
  planSite,
  positions,
  ROUTES,
  readHistory,
  SITE_STAGES,
  type Site,
  type SiteRow,
  type StepToTake,
  siteKind,
  siteTable,
  stepSite,
  TRAINING_STEPS,
  trainSite,
} from '../../programme/index.ts'
import { minuteInEngland } from '../england-time.ts'
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

const COLUMNS: Columns<SiteRow> = {
  key: one => one.key,
  name: one => one.name,
  count: one => one.count,
  line: one => one.line,
  stage: one => one.stage,
  since: one => one.since,
  planned: one => one.planned,
  overdue: one => (one.overdue ? 'overdue' : ''),
  route: one => one.route,
  smartcards: one => one.smartcards,
  blocked: one => one.blockers.map(({ kind }) => kind).join('; '),
  trained: one => one.trained,
  region: one => one.region,
  icb: one => one.icb,
  owner: one => one.owner,
}

type Filter = Form & { on?: CalendarDate; overdue?: boolean; blocked?: boolean; stage?: string }

const SITE = '<site>'
const SITE_IS = 'its short name, as bridge-end-surgery'

/** `cpis site …`: what the roll-out lead keeps of each site. */
export function siteVerbs(within: WithProgramme, say: Say): Verb[] {
  const saySite = (key: string, { steps }: Site) => say(`${key}: ${steps.at(-1)?.stage} since ${steps.at(-1)?.on}`)
  return [
    {
      noun: 'site',
      name: 'list',
      what: 'sites with their stage, plans and what blocks them',
      define: command =>
        listed(command)
          .option('--on <day>', 'how it stood on that day', day)
          .option('--overdue', 'only those whose planned day is over')
          .option('--blocked', 'only those that are blocked')
          .addOption(choice('--stage <stage>', 'only those at this stage', SITE_STAGES))
          .action(async ({ on, overdue, blocked, stage, ...form }: Filter) => {
            const rows = await within(deps => siteTable(deps, on === undefined ? {} : { on }))
            const shown = rows
              .filter(one => !overdue || one.overdue)
              .filter(one => !blocked || one.blockers.length > 0)
              .filter(one => stage === undefined || one.stage === stage)
            sayRows(say, shown, { ...form, columns: COLUMNS })
          }),
    },
    {
      noun: 'site',
      name: 'positions',
      what: 'the new care settings, line by line: how many sites are at which stage',
      define: command =>
        listed(command)
          .option('--on <day>', 'how it stood on that day', day)
          .action(async ({ on, ...form }: Form & { on?: CalendarDate }) => {
            const found = await within(deps => positions(deps, on === undefined ? {} : { on }))
            if (form.json) return say(JSON.stringify(found))
            const rows = found.flatMap(({ setting, lines }) =>
              lines.flatMap(({ line, stages }) => stages.map(stage => ({ setting, line, ...stage }))),
            )
            sayRows(say, rows, {
              ...form,
              columns: {
                setting: one => one.setting,
                line: one => one.line,
                stage: one => one.words,
                count: one => one.count,
                named: one => one.named.join('; '),
                unnamed: one => one.unnamed,
              },
            })
          }),
    },
    {
      noun: 'site',
      name: 'history',
      what: 'everything that was entered about a site, by whom and when',
      define: command =>
        listed(command)
          .argument(SITE, SITE_IS)
          .action(async (key: string, form: Form) => {
            const rows = await within(deps => readHistory(deps, siteKind, key))
            const columns = {
              at: (one: (typeof rows)[number]) => minuteInEngland(one.at),
              by: (one: (typeof rows)[number]) => one.by,
              what: (one: (typeof rows)[number]) => one.what,
            }
            sayRows(say, rows, { ...form, columns })
          }),
    },
    {
      noun: 'site',
      name: 'add',
      what: 'add a site, or a number of sites that are not named',
      define: command =>
        command
          .argument(SITE, SITE_IS)
          .option('--name <name>', 'absent where sites are only counted')
          .option('--count <n>', 'how many are counted', count)
          .addOption(mustChoose('--type <type>', 'what it is', PROVIDER_TYPES))
          .requiredOption('--care-settings <codes>', 'codes with commas between, all of one line', codes)
          .addOption(mustChoose('--stage <stage>', 'how far it is', SITE_STAGES))
          .option('--on <day>', 'since when; today when absent', day)
          .option('--planned <date>', 'when it plans to go live, as "end of May"')
          .option('--provider <provider>', 'the short name of its provider')
          .option('--ods-code <code>', 'its ODS code, where it has one')
          .option('--region <region>', 'name or code')
          .option('--icb <icb>', 'name or code')
          .addOption(choice('--route <route>', 'how its staff get in', ROUTES))
          .addOption(choice('--smartcards <answer>', 'whether its staff have them', ANSWERS))
          .addOption(choice('--access-code <code>', 'of a site that is live', ACCESS_CODES))
          .action(async (key: string, site: NewSite) =>
            saySite(key, await within((deps, by) => addSite(deps, { key, by }, site))),
          ),
    },
    {
      noun: 'site',
      name: 'stage',
      what: 'take a site a step on, or back',
      define: command =>
        command
          .argument(SITE, SITE_IS)
          .addOption(mustChoose('--to <stage>', 'the stage', SITE_STAGES))
          .option('--on <day>', 'since when; today when absent', day)
          .option('--reason <text>', 'needed to go back, pause or withdraw')
          .addOption(choice('--access-code <code>', 'to be live: the code its staff have', ACCESS_CODES))
          .action(async (key: string, { to, ...rest }: Omit<StepToTake, 'stage'> & { to: StepToTake['stage'] }) =>
            saySite(key, await within((deps, by) => stepSite(deps, { key, by }, { ...rest, stage: to }))),
          ),
    },
    {
      noun: 'site',
      name: 'plan',
      what: 'say when a site plans to go live, as exactly as it is known',
      define: command =>
        command
          .argument(SITE, SITE_IS)
          .argument('<date>', 'as "2026-05-31", "w/c 5 June", "mid-June", "end of May", "June 2026", "Q1 2026/27"')
          .action(async (key: string, date: string) => {
            const { planned } = await within((deps, by) => planSite(deps, { key, by }, date))
            say(`${key}: plans to go live ${planned}`)
          }),
    },
    {
      noun: 'site',
      name: 'access',
      what: "say how a site's staff get in",
      define: command =>
        command
          .argument(SITE, SITE_IS)
          .addOption(choice('--route <route>', 'the way', ROUTES))
          .addOption(choice('--smartcards <answer>', 'whether they have smartcards', ANSWERS))
          .action(async (key: string, has: Parameters<typeof equipSite>[2]) => {
            const { route, smartcards } = await within((deps, by) => equipSite(deps, { key, by }, has))
            say(`${key}: route ${route ?? 'unknown'}, smartcards ${smartcards}`)
          }),
    },
    ...hindrances(within, say),
    {
      noun: 'site',
      name: 'train',
      what: "add to the record of a site's training",
      define: command =>
        command
          .argument(SITE, SITE_IS)
          .addOption(mustChoose('--step <step>', 'what happened', TRAINING_STEPS))
          .option('--on <day>', 'today when absent', day)
          .option('--attendees <n>', 'how many came', count)
          .action(async (key: string, training: Parameters<typeof trainSite>[2]) => {
            await within((deps, by) => trainSite(deps, { key, by }, training))
            say(`${key}: training ${training.step}`)
          }),
    },
    {
      noun: 'site',
      name: 'name',
      what: 'name one of the sites that were only counted',
      define: command =>
        command
          .argument(SITE, SITE_IS)
          .requiredOption('--of <site>', 'the short name of those that are counted')
          .requiredOption('--name <name>', 'its name')
          .option('--ods-code <code>', 'its ODS code, where it has one')
          .action(async (key: string, { of: group, ...named }: { of: string; name: string; odsCode?: string }) =>
            saySite(key, await within((deps, by) => nameSite(deps, { key, by, group }, named))),
          ),
    },
    {
      noun: 'site',
      name: 'hand-over',
      what: 'hand a site over to the ICB that answers for it from now on',
      define: command =>
        command
          .argument(SITE, SITE_IS)
          .requiredOption('--icb <icb>', 'name or code')
          .action(async (key: string, { icb }: { icb: string }) => {
            const { owner } = await within((deps, by) => handSiteOver(deps, { key, by }, icb))
            say(`${key}: ${owner} answers for it`)
          }),
    },
  ]
}

type Blocking = Parameters<typeof blockSite>[2]
type Clearing = Parameters<typeof clearSite>[2]

function hindrances(within: WithProgramme, say: Say): Verb[] {
  return [
    {
      noun: 'site',
      name: 'block',
      what: 'say what keeps a site from going on; it keeps its stage',
      define: command =>
        command
          .argument(SITE, SITE_IS)
          .addOption(mustChoose('--kind <kind>', 'what it is', BLOCKERS))
          .requiredOption('--reason <text>', 'why')
          .action(async (key: string, blocker: Blocking) => {
            await within((deps, by) => blockSite(deps, { key, by }, blocker))
            say(`${key}: blocked by ${blocker.kind}`)
          }),
    },
    {
      noun: 'site',
      name: 'clear',
      what: 'say that something keeps a site back no more',
      define: command =>
        command
          .argument(SITE, SITE_IS)
          .addOption(mustChoose('--kind <kind>', 'what it was', BLOCKERS))
          .requiredOption('--how <text>', 'how it was cleared')
          .action(async (key: string, cleared: Clearing) => {
            await within((deps, by) => clearSite(deps, { key, by }, cleared))
            say(`${key}: ${cleared.kind} is cleared`)
          }),
    },
  ]
}
