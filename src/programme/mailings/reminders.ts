import { addDays, type CalendarDate, calendarDate, dayInEngland, daysBetween } from '../../platform/index.ts'
import { consultationKind } from '../consultations/consultation.ts'
import { readPlannedDate } from '../dates/planned-date.ts'
import type { SettingsDeps } from '../deps.ts'
import { agreementTable } from '../ig/agreement-table.ts'
import { readAll } from '../kinds/kind.ts'
import { mailingKind, type NewMailing, writeMailing } from './mailing.ts'

/** So long before a day somebody is reminded of it, and from then on every week; ours, no source says. */
const REMIND_DAYS = 14

type Due = { readonly key: string; readonly letter: NewMailing }

/** The Monday of a week: a reminder is written once in each. */
function weekOf(day: CalendarDate): CalendarDate {
  return addDays(day, -(((daysBetween(calendarDate('2023-01-02'), day) % 7) + 7) % 7))
}

/**
 * Writes the reminders of this week that are not written yet: to authorities whose agreement is to be signed within 14
 * days or is overdue (programme.md S-040), and to those that have not replied to a consultation that closes within 14
 * days or should have. Returns how many; the worker sends them.
 */
export async function writeReminders(deps: SettingsDeps): Promise<number> {
  const today = dayInEngland(deps.clock.now())
  const due = [...(await signaturesDue(deps, today)), ...(await repliesDue(deps, today))]
  if (due.length === 0) return 0
  const written = new Set((await readAll(deps, mailingKind)).map(one => one.key))
  const fresh = due.filter(one => !written.has(one.key))
  for (const { key, letter } of fresh) await writeMailing(deps, { key, by: 'reminder' }, letter)
  return fresh.length
}

const isNear = (last: CalendarDate, today: CalendarDate) => last <= addDays(today, REMIND_DAYS)

async function signaturesDue(deps: SettingsDeps, today: CalendarDate): Promise<Due[]> {
  return (await agreementTable(deps)).flatMap(({ authorityCode, state, agreement, waiting }) => {
    const signBy = agreement?.signBy
    const isOpen = (state === 'offered' || state === 'overdue') && waiting === undefined
    if (agreement === undefined || signBy === undefined || !isOpen || !isNear(signBy, today)) return []
    const over = signBy < today ? `was wanted by ${signBy}` : `is wanted by ${signBy}`
    const body =
      `The data sharing agreement ${agreement.version} for CP-IS was offered to you on ${agreement.offeredOn}. Your ` +
      `signature ${over}. Until it is there, children's plans from you stay shut to the care settings it names: ` +
      `${agreement.careSettings.join(', ')}.\n\nPlease sign it in the Information Sharing Gateway, or tell us what is in the way.\n`
    const letter: NewMailing = {
      ...{ subject: `CP-IS: data sharing agreement ${agreement.version} to sign`, body, source: 'reminder: signature' },
      ...{ organisations: [authorityCode], urgency: state === 'overdue' ? 'urgent' : 'normal' },
    }
    return [{ key: `dsa/${agreement.agreementId}/${weekOf(today)}`, letter }]
  })
}

async function repliesDue(deps: SettingsDeps, today: CalendarDate): Promise<Due[]> {
  const open = (await readAll(deps, consultationKind)).filter(one => one.state === 'open')
  return open.flatMap(({ key, topic, closes, invited, replies }) => {
    const planned = closes === undefined ? undefined : readPlannedDate(closes, today)
    if (planned === undefined || !isNear(planned.last, today)) return []
    const replied = new Set(replies.map(one => one.authorityCode))
    const missing = invited.filter(code => !replied.has(code))
    if (missing.length === 0) return []
    const body = `We asked you about ${topic} and have no reply from you yet. Please reply by ${closes}.\n`
    const letter = { subject: `CP-IS consultation: ${topic}`, body, source: 'reminder: reply', organisations: missing }
    return [{ key: `reply/${key}/${weekOf(today)}`, letter }]
  })
}
