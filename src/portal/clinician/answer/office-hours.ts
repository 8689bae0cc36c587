/** When the offices of local authorities are open, by the clock in London. */
export type OfficeHours = {
  /** `09:00` and `17:00`: from, and up to but not with. */
  readonly from: string
  readonly to: string
  /** Bank holidays, YYYY-MM-DD. */
  readonly closedOn: ReadonlySet<string>
}

const PARTS = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/London',
  weekday: 'short',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** Whether the office hours number is the one to ring: a weekday that is no bank holiday, within the hours. */
export function isOfficeOpen(hours: OfficeHours, now: Date): boolean {
  const part = Object.fromEntries(PARTS.formatToParts(now).map(({ type, value }) => [type, value]))
  const time = `${part['hour']}:${part['minute']}`
  const isWeekend = part['weekday']?.startsWith('S') === true
  const isHoliday = hours.closedOn.has(`${part['year']}-${part['month']}-${part['day']}`)
  return !isWeekend && !isHoliday && time >= hours.from && time < hours.to
}
