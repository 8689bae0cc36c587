export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

/** The number of a month, 1 to 12, by its name or the first three letters of it; `undefined` for anything else. */
export function monthNamed(name: string): number | undefined {
  const wanted = name.toLowerCase()
  const place = MONTHS.findIndex(month => [month.toLowerCase(), month.slice(0, 3).toLowerCase()].includes(wanted))
  return place < 0 ? undefined : place + 1
}
