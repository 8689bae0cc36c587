// MESH writes instants in UTC as digits only: `yyyyMMddHHmm` in tokens, `yyyyMMddHHmmss` in headers and v1 bodies.

/** `yyyyMMddHHmmss`, UTC. */
export function compactSecond(instant: Date): string {
  const iso = instant.toISOString()
  const [year, month, day] = [iso.slice(0, 4), iso.slice(5, 7), iso.slice(8, 10)]
  return year + month + day + iso.slice(11, 13) + iso.slice(14, 16) + iso.slice(17, 19)
}

/** `yyyyMMddHHmm`, UTC. */
export function compactMinute(instant: Date): string {
  return compactSecond(instant).slice(0, 12)
}

const MINUTE = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})$/

/** Reads `yyyyMMddHHmm` as UTC; `undefined` when it is not written so or no such minute exists. */
export function readCompactMinute(text: string): Date | undefined {
  const parts = MINUTE.exec(text)
  if (!parts) return undefined
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = parts.slice(1).map(Number)
  const instant = new Date(Date.UTC(year, month - 1, day, hour, minute))
  return compactMinute(instant) === text ? instant : undefined
}
