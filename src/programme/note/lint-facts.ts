import type { CalendarDate } from '../../platform/index.ts'
import { daysBetween } from '../../platform/index.ts'
import { daysOverdue, readPlannedDate } from '../dates/planned-date.ts'
import type { RegionRow } from '../icbs/read-boards.ts'
import { REGIONS } from '../places/regions.ts'
import { openCommitments } from './commitment.ts'
import type { NoteFacts } from './facts.ts'
import type { Finding } from './finding.ts'

/** A planned day that is over on the day the issue appears, and nothing came of it (programme.md S-025). */
export function lintDates(facts: NoteFacts, publishOn: CalendarDate): Finding[] {
  const sites = facts.positions.flatMap(one => one.lines.flatMap(line => line.sites))
  const late = sites.flatMap(({ key, name, stage, planned }) => {
    const day = planned === undefined ? undefined : readPlannedDate(planned, publishOn)
    const days = day === undefined || stage === 'live' || stage === 'withdrawn' ? 0 : daysOverdue(day, publishOn)
    return days === 0 ? [] : [over('position', `${name ?? key} planned to go live ${planned}`, days)]
  })
  const milestones = facts.milestones.flatMap(({ title, due, last, reachedOn }) => {
    const days = reachedOn === undefined ? Math.max(0, daysBetween(last, publishOn)) : 0
    return days === 0 ? [] : [over(MILESTONES, `${title} was due ${due}`, days)]
  })
  return [...late, ...milestones]
}

const MILESTONES = 'milestones'

function over(place: string, what: string, days: number): Finding {
  return { code: 'date-over', place, says: `${what}, which is over for ${days} ${days === 1 ? 'day' : 'days'}` }
}

/** The regions of the issue are the seven, each once, open or with a board (programme.md S-092). */
export function lintRegions(regions: readonly RegionRow[]): Finding[] {
  const codes = regions.map(one => one.region.code)
  const missing = REGIONS.filter(one => !codes.includes(one.code)).map(one => `${one.name} is in neither list`)
  const twice = regions.filter((one, place) => codes.indexOf(one.region.code) !== place)
  const odd = regions.filter(one => (one.state === 'open') !== (one.boards.length === 0))
  const says = [
    ...missing,
    ...twice.map(one => `${one.region.name} is there twice`),
    ...odd.map(one => `${one.region.name} is in both lists`),
  ]
  return says.map(text => ({ code: 'regions-incomplete', place: 'icbs', says: text }))
}

/** What earlier issues promised for this one, and nobody answered or put off (programme.md S-008). */
export function lintPromises({ commitments, period }: NoteFacts): Finding[] {
  return openCommitments(commitments, period).map(one => ({
    ...{ code: 'promise-unanswered', place: one.section },
    says: `promised in ${one.madeIn} for ${one.dueIn}: ${one.text}`,
  }))
}

/** A new care setting of which nobody says how it looks up (programme.md S-042). */
export function lintModes({ modes }: NoteFacts): Finding[] {
  const without = modes.filter(one => one.isNew && one.mode === 'none')
  return without.map(one => ({ code: 'setting-without-mode', place: 'ig', says: `${one.name} has no access mode` }))
}
