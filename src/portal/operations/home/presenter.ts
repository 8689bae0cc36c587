import type { IncidentRow, NationalQuality, ServiceLevels, WatchRow, WatchTable } from '../../../operations/index.ts'
import { countOf } from '../../frame/fields.ts'
import { dateAndTime } from '../../frame/words.ts'
import { LEVEL_WORDS, percentOf } from '../service-levels/presenter.ts'

export type Standing = {
  readonly watch: WatchTable
  readonly incidents: readonly IncidentRow[]
  readonly levels: ServiceLevels
  readonly quality: NationalQuality
}

const URGENCY = { red: 'Now', orange: 'Today', blue: 'Soon' } as const
type ToDo = { readonly text: string; readonly href: string; readonly tag: keyof typeof URGENCY }

/** How the service stands, and what operations has to do. */
export function presentHome(standing: Standing) {
  const { watch, incidents, levels, quality } = standing
  const todo = [...ofIncidents(incidents), ...ofLevels(levels), ...ofMailboxes(watch), ...ofQuality(quality)]
  const order = Object.keys(URGENCY)
  const sorted = todo.toSorted((one, other) => order.indexOf(one.tag) - order.indexOf(other.tag))
  const cases = watch.rows.filter(row => row.case !== undefined).length
  return {
    title: 'Operations',
    todo: sorted.map(one => ({ ...one, urgency: URGENCY[one.tag] })),
    nothing: todo.length === 0 ? ['There is nothing to do.'] : [],
    figures: [
      {
        label: 'Open incidents',
        text: countOf(incidents.length, 'incident'),
        more: `${incidents.filter(one => one.severity <= 2).length} of severity 1 or 2`,
        href: '/operations/incidents',
      },
      {
        label: 'Mailboxes with an open case',
        text: `${cases} of ${watch.rows.length}`,
        more: runOf(watch),
        href: '/operations/mailboxes',
      },
      {
        label: 'Authorities that send nothing',
        text: countOf(quality.totals.silent, 'authority', 'authorities'),
        more: `of ${quality.totals.authorities}`,
        href: '/operations/quality',
      },
      {
        label: 'Look-ups answered in time, last 30 days',
        text: percentOf(levels.levels.find(one => one.name === 'look-ups')?.ratio),
        more: 'the promise is 99.95 %',
        href: '/operations/service-levels',
      },
    ],
  }
}

function runOf({ run }: WatchTable): string {
  return run === undefined ? 'no daily watch yet' : `daily watch of ${dateAndTime(run.at)}`
}

function ofIncidents(incidents: readonly IncidentRow[]): ToDo[] {
  return incidents.map(({ number, severity, service, summary, clock }) => ({
    text: `Incident ${number}, severity ${severity}, ${service}: ${summary}${clock.isFixLate ? ' (late)' : ''}`,
    href: `/operations/incidents/${number}`,
    tag: severity <= 2 || clock.isRespondLate || clock.isFixLate ? 'red' : 'orange',
  }))
}

function ofLevels({ levels, burns }: ServiceLevels): ToDo[] {
  const href = '/operations/service-levels'
  const burning = burns
    .filter(burn => burn.isBurning)
    .map(
      ({ hours, rate }): ToDo => ({
        text: `The error budget of look-ups burns ${rate.toFixed(1)} times too fast over ${countOf(hours, 'hour')}`,
        href,
        tag: 'red',
      }),
    )
  const broken = levels
    .filter(level => !level.isKept)
    .map(({ name }): ToDo => ({ text: `Not kept: ${LEVEL_WORDS[name]}`, href, tag: 'orange' }))
  return [...burning, ...broken]
}

function ofMailboxes({ run, rows, withoutMailbox }: WatchTable): ToDo[] {
  const open = rows.filter(row => row.case !== undefined)
  const none: ToDo[] =
    run === undefined
      ? [{ text: 'No daily watch was run yet: is a worker running?', href: '/operations/mailboxes', tag: 'orange' }]
      : []
  const missing: ToDo[] =
    withoutMailbox.length > 0
      ? [
          {
            text: `The mailbox of ${countOf(withoutMailbox.length, 'authority', 'authorities')} is not known`,
            href: '/operations/mailboxes',
            tag: 'blue',
          },
        ]
      : []
  return [...none, ...open.map(ofCase), ...missing]
}

function ofCase({ mailboxId, authorityName, messages, case: open }: WatchRow): ToDo {
  const isForTelephone = messages === 'urgent' || messages === 'expired' || messages === 'lost'
  return {
    text: `${authorityName}: mailbox ${mailboxId} is ${isForTelephone ? 'one for the telephone' : (open?.cause ?? 'silent')}`,
    href: `/operations/mailboxes/${mailboxId}`,
    tag: isForTelephone ? 'red' : 'orange',
  }
}

/** So many silent authorities are named, those that sent something once before those that never did. */
const MOST_NAMED = 5

function ofQuality({ rows }: NationalQuality): ToDo[] {
  const silent = rows.filter(row => row.isSilent)
  const stopped = silent.filter(row => row.daysSilent !== undefined)
  const named = stopped
    .toSorted((one, other) => (other.daysSilent ?? 0) - (one.daysSilent ?? 0))
    .slice(0, MOST_NAMED)
    .map(
      ({ authorityCode, authorityName, daysSilent = 0 }): ToDo => ({
        text: `${authorityName} has sent nothing for ${countOf(daysSilent, 'day')}`,
        href: `/operations/quality/${encodeURIComponent(authorityCode)}`,
        tag: 'blue',
      }),
    )
  const rest = silent.length - named.length
  return rest === 0
    ? named
    : [
        ...named,
        {
          text: `${countOf(rest, named.length > 0 ? 'more authority' : 'authority', named.length > 0 ? 'more authorities' : 'authorities')} sent nothing that was taken for too long, or never`,
          href: '/operations/quality',
          tag: 'blue',
        },
      ]
}
