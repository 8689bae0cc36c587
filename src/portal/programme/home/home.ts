import {
  type ActionRow,
  type AgreementRow,
  actionTable,
  agreementTable,
  type ConsultationRow,
  consultationTable,
  documentKind,
  type IgDocument,
  type Keyed,
  listNotes,
  type MilestoneRow,
  milestoneTable,
  type NoteDraft,
  type NoteReminder,
  noteReminders,
  periodName,
  positions,
  readAll,
  type SettingPosition,
  type SiteRow,
  siteTable,
} from '../../../programme/index.ts'
import { figure, type Table, words } from '../../components/table/presenter.ts'
import { listWithCsv, picture, type ToDo, todo } from '../screen/part.ts'
import { below, type Look, type Screen, type Shown } from '../screen/screen.ts'
import { stageChart } from '../sites/list.ts'

export type Standing = {
  readonly positions: readonly SettingPosition[]
  readonly sites: readonly SiteRow[]
  readonly milestones: readonly MilestoneRow[]
  readonly consultations: readonly ConsultationRow[]
  readonly actions: readonly ActionRow[]
  readonly agreements: readonly AgreementRow[]
  readonly documents: readonly Keyed<IgDocument>[]
  readonly notes: readonly NoteDraft[]
  readonly reminders: readonly NoteReminder[]
}

export const homeScreen: Screen = {
  section: 'home',
  path: '',
  show: async (deps, _visit, look) =>
    presentHome(
      {
        ...{ positions: await positions(deps), sites: await siteTable(deps), milestones: await milestoneTable(deps) },
        ...{ consultations: await consultationTable(deps), actions: await actionTable(deps) },
        ...{ agreements: await agreementTable(deps), documents: await readAll(deps, documentKind) },
        ...{ notes: await listNotes(deps), reminders: await noteReminders(deps) },
      },
      look,
    ),
  lists: { positions: async deps => positionsTable(await positions(deps)) },
}

/** How the programme stands: what waits, what is over, and the position of each care setting. */
export function presentHome(standing: Standing, look: Look): Shown {
  return {
    title: 'The programme today',
    intro: [],
    parts: [
      todo('What waits for you', waitingFor(standing, look.by), 'Nothing waits for you.'),
      todo('What is over its day', overdueOf(standing), 'Nothing is over its day.'),
      picture(stageChart(standing.sites)),
      listWithCsv(positionsTable(standing.positions), '/programme/positions.csv'),
    ],
  }
}

/** What this user can do next; what they asked for themselves waits for somebody else. */
export function waitingFor({ agreements, documents, notes, reminders }: Standing, by: string): ToDo[] {
  const second = (askedBy: string | undefined) =>
    askedBy === by
      ? ({ tag: 'grey', urgency: 'For another' } as const)
      : ({ tag: 'orange', urgency: 'Approve' } as const)
  return [
    ...agreements.flatMap(({ waiting, agreement, authorityName }) =>
      waiting === undefined || agreement === undefined
        ? []
        : [
            {
              ...second(waiting.askedBy),
              text: `${authorityName}: ${waiting.action === 'sign' ? 'a signature' : 'a withdrawal'}`,
              href: below('/programme/ig/agreements', agreement.agreementId),
            },
          ],
    ),
    ...documents
      .filter(one => one.state === 'in_review')
      .map(one => ({
        ...second(one.askedBy),
        text: `${one.title}, version ${one.version}`,
        href: below('/programme/ig/documents', one.key),
      })),
    ...notes
      .filter(one => one.stage === 'reviewed')
      .map(one => ({
        ...second(one.reviewedBy),
        text: `The briefing note of ${periodName(one.period)}`,
        href: below('/programme/notes', one.period),
      })),
    ...reminders.map(({ period, says }) => ({
      ...({ tag: 'blue', urgency: 'Soon' } as const),
      text: sentence(says),
      href: notes.some(one => one.period === period) ? below('/programme/notes', period) : '/programme/notes',
    })),
  ]
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}

/** Everything whose planned day is over, wherever it stands. */
export function overdueOf({ sites, milestones, consultations, actions, agreements }: Standing): ToDo[] {
  const over = (text: string, href: string): ToDo => ({ tag: 'red', urgency: 'Over', text, href })
  const late = agreements.filter(one => one.state === 'overdue').length
  return [
    ...sites
      .filter(one => one.overdue)
      .map(one => over(`${one.name ?? one.key} planned to go live ${one.planned}`, below('/programme/sites', one.key))),
    ...milestones.filter(one => one.overdue).map(one => over(`${one.title}: ${one.due}`, '/programme/milestones')),
    ...consultations
      .filter(one => one.overdue)
      .map(one => over(`${one.topic} closed ${one.closes}`, below('/programme/consultations', one.key))),
    ...actions.filter(one => one.overdue).map(one => over(`${one.title}: ${one.due}`, '/programme/consultations')),
    ...(late === 0 ? [] : [over(`${late} agreements are not signed`, '/programme/ig/agreements?state=overdue')]),
  ]
}

function positionsTable(settings: readonly SettingPosition[]): Table {
  return {
    caption: 'Where each care setting stands',
    head: ['Care setting', 'Line of the report', 'Sites', 'Live', 'How far'],
    rows: settings.flatMap(({ setting, lines }) =>
      lines.map(({ line, stages }) => [
        ...words(setting, line),
        figure(stages.reduce((sum, one) => sum + one.count, 0)),
        figure(stages.find(one => one.stage === 'live')?.count ?? 0),
        { text: stages.map(one => `${one.count} ${one.words}`).join('; ') || 'No site yet' },
      ]),
    ),
    empty: 'There are no new care settings.',
  }
}
