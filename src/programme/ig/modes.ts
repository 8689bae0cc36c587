import { listCareSettings } from '../../care-settings/index.ts'
import { type CalendarDate, dayInEngland } from '../../platform/index.ts'
import type { SettingsDeps } from '../deps.ts'
import { readOne } from '../kinds/kind.ts'
import { documentKind, IG_DOCUMENT_WORDS, type IgDocument } from './document.ts'

/** One care setting and how it looks up, in the words of the note (programme.md S-042). */
export type ModeRow = {
  readonly careSetting: string
  readonly name: string
  readonly setting: string
  readonly line: string
  readonly isNew: boolean
  readonly mode: 'standard' | 'silent' | 'none'
  readonly words: string
}

const MODE_WORDS = { standard: 'Standard Look-up', silent: 'Silent Read', none: 'not available' } as const

/** The one table of care settings and modes on a day: documents, the toolkit and the note all show this one. */
export async function modes(deps: SettingsDeps, on?: CalendarDate): Promise<ModeRow[]> {
  const day = on ?? dayInEngland(deps.clock.now())
  const settings = await listCareSettings({ db: deps.careSettings }, day)
  return settings.map(({ code, name, mode, newSetting, line }) => ({
    ...{ careSetting: code, name, mode, words: MODE_WORDS[mode] },
    ...{ setting: newSetting ?? name, line: line ?? name, isNew: newSetting !== undefined },
  }))
}

/** That table as Markdown. */
export function modesMarkdown(rows: readonly ModeRow[]): string {
  const lines = rows.map(row => `| ${row.name.replaceAll('|', '\\|')} | ${row.words} |`)
  return ['| Care setting | How it looks up |', '| --- | --- |', ...lines].join('\n')
}

/**
 * The first page of a document: what it is, how far, and every care setting it covers with its mode. Throws
 * PROGRAMME_KEY_UNKNOWN.
 */
export async function documentPage(deps: SettingsDeps, key: string): Promise<string> {
  const document = await readOne(deps, documentKind, key)
  const rows = (await modes(deps)).filter(one => document.careSettings.includes(one.careSetting))
  const parts = [`# ${document.title}`, aboutOf(document), '## Care settings', modesMarkdown(rows)]
  return `${parts.join('\n\n')}\n`
}

function aboutOf(document: IgDocument): string {
  const { kind, version, state, since, reviewBy, gatewayReference, link } = document
  return [
    `${IG_DOCUMENT_WORDS[kind]}, version ${version}: ${state.replace('_', ' ')} since ${since}.`,
    ...(reviewBy === undefined ? [] : [`To be reviewed by ${reviewBy}.`]),
    ...(gatewayReference === undefined
      ? []
      : [`In the Information Sharing Gateway: ${gatewayReference}${link ? ` (${link})` : ''}.`]),
  ].join(' ')
}
