import { dayInEngland } from '../../platform/index.ts'
import { cohortsOfChildren, planCategories, sarc } from './compose-consultations.ts'
import { boards } from './compose-icbs.ts'
import { informationGovernance } from './compose-ig.ts'
import { contacts, incidentBlocks, meshBlocks } from './compose-live.ts'
import { earlyAdopters, position } from './compose-sites.ts'
import { priorities, prioritiesHeading, technical } from './compose-technical.ts'
import { type Block, inWords, type NoteDocument, type NoteSection, paragraph, readBlocks } from './document.ts'
import type { NoteDraft } from './draft.ts'
import type { NoteFacts } from './facts.ts'
import { monthOf, type Period, periodName, prioritySpan } from './period.ts'
import { type SectionKey, sections } from './section.ts'
import type { NoteSettings } from './settings.ts'

/** The name of the series (programme.md S-003). */
export const SERIES = 'Child Protection - Information Sharing Briefing Note'

/** What the records say in each section; a section that is not here has an author's text only. */
const COMPOSED: Readonly<Partial<Record<SectionKey, (facts: NoteFacts, settings: NoteSettings) => Block[]>>> = {
  'early-adopters': earlyAdopters,
  position,
  ig: informationGovernance,
  cohorts: cohortsOfChildren,
  sarc,
  technical,
  priorities,
  'plan-categories': planCategories,
  icbs: boards,
  mesh: meshBlocks,
  operations: (_, settings) => contacts(settings),
  incidents: incidentBlocks,
}

/**
 * Makes an issue of the facts and of what its authors wrote. A section is there when it has something to say, unless its
 * authors took it out; the standfirst is made of the sections that are there, unless they wrote one.
 */
export function composeNote(
  draft: NoteDraft,
  facts: NoteFacts,
  { settings, at }: { readonly settings: NoteSettings; readonly at: Date },
): NoteDocument {
  const found = sections.flatMap(({ key }) => sectionOf(key, draft, { facts, settings }))
  const notice = noticeOn(settings, at)
  return {
    series: SERIES,
    period: draft.period,
    title: `${SERIES}: ${periodName(draft.period)}`,
    publisher: settings.organisation,
    ...(notice !== undefined && { notice }),
    standfirst: draft.standfirst ?? standfirstOf(draft.period, found),
    sections: found.filter(one => one.blocks.length > 0 || hasParts(one.key, found)),
  }
}

function sectionOf(
  key: SectionKey,
  draft: NoteDraft,
  { facts, settings }: { readonly facts: NoteFacts; readonly settings: NoteSettings },
): NoteSection[] {
  const said = draft.sections[key]
  if (said?.isOut === true) return []
  const { heading = '', partOf } = sections.find(one => one.key === key) ?? {}
  const blocks = [...readBlocks(said?.text ?? ''), ...(COMPOSED[key]?.(facts, settings) ?? []), ...promises(key, facts)]
  const name = key === 'priorities' ? prioritiesHeading(facts) : heading
  return [{ key, level: partOf === undefined ? 2 : 3, heading: name, blocks }]
}

/** Whether a part of a section has something to say. */
function hasParts(key: SectionKey, found: readonly NoteSection[]): boolean {
  const parts = sections.filter(one => one.partOf === key).map(one => one.key)
  return found.some(one => parts.includes(one.key) && one.blocks.length > 0)
}

/** Promises of earlier issues that this one answers, and those it makes (programme.md S-008). */
function promises(key: SectionKey, { commitments, period }: NoteFacts): Block[] {
  const own = commitments.filter(one => one.section === key)
  return [
    ...own.flatMap(one => (one.answer?.inIssue === period ? [paragraph(one.answer.text)] : [])),
    ...own
      .filter(one => one.madeIn === period && one.answer === undefined)
      .map(one => paragraph(`${one.text}: in the note of ${periodName(one.dueIn)}.`)),
  ]
}

/** What an issue is about, by the sections that are there (programme.md S-004). */
export function standfirstOf(period: Period, found: readonly NoteSection[]): string {
  const there = new Set(found.filter(one => one.blocks.length > 0).map(one => one.key))
  const topics = sections.flatMap(({ key, topic }) => {
    if (topic === undefined || !there.has(key)) return []
    return key === 'priorities' ? [`${topic} for ${spanWords(period)}`] : [topic]
  })
  const series = `${periodName(period)} in the roll-out of Child Protection - Information Sharing (CP-IS)`
  return topics.length === 0 ? `${series}.` : `${series}: ${inWords(topics)}.`
}

function spanWords(period: Period): string {
  const months = prioritySpan(period)
  return `${monthOf(period)} to ${monthOf(months.at(-1) ?? period)}`
}

function noticeOn({ siteNotice, siteNoticeUntil }: NoteSettings, at: Date): string | undefined {
  const isOver = siteNoticeUntil !== undefined && siteNoticeUntil < dayInEngland(at)
  return siteNotice === '' || isOver ? undefined : siteNotice
}
