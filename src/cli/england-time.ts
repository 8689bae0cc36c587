// Swedish dates are ISO dates.
const MINUTE = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London', dateStyle: 'short', timeStyle: 'short' })

/** `2026-03-04 07:30` as clocks in England show it; a dash for no time. */
export function minuteInEngland(instant: Date | undefined): string {
  return instant === undefined ? '-' : MINUTE.format(instant)
}
