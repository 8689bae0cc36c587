import { type Author, displayName, type PersonName } from '../../identity/index.ts'
import { readCalendarDate } from '../../platform/index.ts'
import type { PlanType } from '../../register/index.ts'

const DAY = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' })
const INSTANT = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})

/** A day in words, or what stands in its place. */
export function dayInWords(day: string | undefined): string {
  if (day === undefined) return 'no date'
  return readCalendarDate(day) === undefined ? `a date that does not exist (${day})` : DAY.format(new Date(day))
}

/** A time in words, as it was in England. */
export function timeInWords(at: Date | undefined): string {
  return at === undefined ? 'at no readable time' : INSTANT.format(at)
}

/** An NHS number in its three groups. */
export function numberInWords(nhsNumber: string | undefined): string {
  if (nhsNumber === undefined) return 'no NHS number'
  return `NHS number ${nhsNumber.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3')}`
}

/** Whom a plan is for, and what it is. */
export const PLAN_WORDS: Readonly<Record<PlanType, string>> = {
  CPP: 'child protection plan',
  LAC: 'looked-after child',
  UCP: 'plan for an unborn child',
}

/** Given names and the FAMILY NAME. */
export function nameInWords(given: string | undefined, family: string | undefined): string {
  return [given, family?.toUpperCase()].filter(Boolean).join(' ') || 'no name'
}

/** Whom to ring. */
export function phonesInWords(phones: { readonly emergencyPhone?: string; readonly officePhone?: string }): string {
  const { emergencyPhone = 'not given', officePhone } = phones
  const office = officePhone === undefined ? '' : `, office hours ${officePhone}`
  return `emergency duty team ${emergencyPhone}${office}`
}

/** Who asked, in what role, where; a system with those responsible for its queries. */
export function authorInWords(author: Author | undefined): string {
  if (author === undefined) return 'somebody whose name cannot be read'
  const { name, odsCode } = author.organisation
  const place = `${name} (${odsCode})`
  if (author.kind === 'person') return `${roleInWords(author)} of ${place}`
  const responsible = author.responsible.map(roleInWords).join(' and ') || 'nobody'
  return `system ${author.systemId} of ${place}, for which answers ${responsible}`
}

const roleInWords = ({ name, roleName }: { readonly name: PersonName; readonly roleName: string }) =>
  `${displayName(name) || 'no name'}, ${roleName || 'no role'},`.replace(/,$/, '')
