const DATE = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', dateStyle: 'long' })
const TIME = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit' })

/** `3 May 2026 at 06:10`, in London. */
export function dateAndTime(instant: Date): string {
  return `${DATE.format(instant)} at ${TIME.format(instant)}`
}

/** `3 May 2026`, of a day written YYYY-MM-DD. */
export function day(date: string): string {
  return DATE.format(new Date(`${date}T12:00:00Z`))
}

/** `999 010 0004`: as an NHS number is shown to people. */
export function spaced(nhsNumber: string): string {
  return `${nhsNumber.slice(0, 3)} ${nhsNumber.slice(3, 6)} ${nhsNumber.slice(6)}`
}

const SHORT_DAY = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', day: 'numeric', month: 'short' })

/** `3 May`, of a day written YYYY-MM-DD: for the axis of a chart. */
export function shortDay(date: string): string {
  return SHORT_DAY.format(new Date(`${date}T12:00:00Z`))
}

/** `3 May, 06:10`, in London: where the year is plain and room is scarce. */
export function shortDateAndTime(instant: Date): string {
  return `${SHORT_DAY.format(instant)}, ${TIME.format(instant)}`
}
