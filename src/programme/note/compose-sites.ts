import type { LinePosition, StageCount } from '../sites/positions.ts'
import { settingsByAdoption } from '../sites/positions.ts'
import type { SiteRow } from '../sites/site-table.ts'
import { type Block, inWords, list, numberWord, paragraph } from './document.ts'
import type { NoteFacts } from './facts.ts'

/** How far the early adopters are, over all new settings (programme.md S-010 to S-014). */
export function earlyAdopters(facts: NoteFacts): Block[] {
  const { positions } = facts
  const sites = positions.flatMap(one => one.lines.flatMap(line => line.sites))
  if (sites.length === 0) return []
  const routes = [...new Set(sites.flatMap(one => one.route ?? []))]
  const live = positions.flatMap(one => one.lines.flatMap(lineLive))
  return [
    paragraph(
      `${adoption(facts)}${routes.length === 0 ? '' : ` They are being connected by ${inWords(routes.map(one => ROUTE_WORDS[one] ?? one))}.`}`,
    ),
    paragraph(live.length === 0 ? 'No site is live yet.' : `Live so far: ${inWords(live)}.`),
  ]
}

const ROUTE_WORDS: Readonly<Record<string, string>> = {
  NCRS: 'the National Care Record Service (NCRS)',
  'shared care record': 'their shared care record',
}

function adoption({ positions }: NoteFacts): string {
  const { withAdopter, without } = settingsByAdoption(positions)
  const all = numberWord(positions.length)
  if (without.length === 0) return `Each of the ${all} new care settings now has early adopters.`
  return `${withAdopter.length} of the ${all} new care settings have early adopters; none yet in ${inWords(without)}.`
}

function lineLive({ line, stages }: LinePosition): string[] {
  const count = stages.find(one => one.stage === 'live')?.count ?? 0
  return count === 0 ? [] : [`${numberWord(count)} ${count === 1 ? 'site' : 'sites'} in ${inSentence(line)}`]
}

/** A line's name within a sentence; abbreviations keep their capitals. */
function inSentence(line: string): string {
  return /^[A-Z][a-z]/.test(line) ? line.charAt(0).toLowerCase() + line.slice(1) : line
}

/** The order of the lines in the note of June 2023; a setting that came later stands behind them. */
const ORDER = [
  'gp-in-hours',
  'camhs',
  'school-nursing',
  'health-visiting',
  'community-paediatrics',
  'dentistry',
  'termination-of-pregnancy',
  'sarc',
]

function placeOf({ careSettings }: LinePosition): number {
  const places = careSettings.map(code => ORDER.indexOf(code)).filter(place => place >= 0)
  return Math.min(...places, ORDER.length)
}

/** One line for each care setting: which sites, at which stage, and what hinders them (programme.md S-015 to S-034). */
export function position(facts: NoteFacts): Block[] {
  const lines = facts.positions.flatMap(setting => setting.lines).toSorted((a, b) => placeOf(a) - placeOf(b))
  const items = lines.flatMap(line => {
    const furthestFirst = line.stages.toReversed()
    const said = [...providersOf(line, facts), ...furthestFirst.flatMap(stage => stageText(stage, line.sites))]
    return said.length === 0 ? [] : [`${line.line}: ${said.join('; ')}.`]
  })
  return [...list(items), ...ahead(facts)]
}

function providersOf({ careSettings }: LinePosition, { providers }: NoteFacts): string[] {
  const own = providers.filter(one => one.wanted !== undefined && careSettings.includes(one.wanted.careSetting))
  const confirmed = own.filter(one => one.contactConfirmedOn !== undefined)
  const open = own.filter(one => one.sitesFound < one.sitesWanted)
  return [
    ...(confirmed.length === 0
      ? []
      : [`contact details confirmed for ${confirmed.length} of ${own.length} main providers`]),
    ...wantedText(open.map(one => one.sitesWanted - one.sitesFound)),
  ]
}

function wantedText(wanted: readonly number[]): string[] {
  const [first] = wanted
  if (first === undefined) return []
  if (wanted.every(one => one === first))
    return [`looking for ${first} ${sitesWord(first)} from each of ${wanted.length}`]
  return [`looking for ${wanted.reduce((sum, one) => sum + one, 0)} sites of ${wanted.length} providers`]
}

const sitesWord = (count: number) => (count === 1 ? 'site' : 'sites')

/** The sites of a line at one stage; the plain ones together, those with something to tell each by itself. */
function stageText({ stage, words, unnamed }: StageCount, sites: readonly SiteRow[]): string[] {
  const named = sites.filter(one => one.stage === stage && one.name !== undefined)
  const plain = named.filter(one => more(one) === '')
  const told = named.filter(one => more(one) !== '').map(one => `${called(one)} (${words}${more(one)})`)
  return [
    ...(plain.length === 0 ? [] : [`${counted(plain.length, words)}: ${inWords(plain.map(called))}`]),
    ...told,
    ...(unnamed === 0 ? [] : [`${named.length > 0 ? 'another ' : ''}${counted(unnamed, words)}`]),
  ]
}

function counted(count: number, words: string): string {
  return `${count} ${count === 1 ? words : words.replace('adopter identified', 'adopters identified')}`
}

function called({ name = '', type }: SiteRow): string {
  return type === 'mental-health-trust' ? `${name} (a mental health trust)` : name
}

function more({ planned, stage, blockers }: SiteRow): string {
  const day = planned === undefined || stage === 'live' ? '' : `, planning to go live ${planned}`
  const hindered = blockers.map(one => `${one.kind.replaceAll('-', ' ')}: ${one.reason}`)
  return hindered.length === 0 ? day : `${day}, held up by ${hindered.join(' and ')}`
}

/** Milestones of the early adopters that lie ahead. */
function ahead({ milestones }: NoteFacts): Block[] {
  const own = milestones.filter(one => one.source === 'early adopters' && one.reachedOn === undefined)
  return own.map(one => paragraph(`${one.title}: expected ${one.due}.`))
}
