/**
 * JSON that is the same text for the same value: keys in order, nothing that JSON cannot hold. What goes through a jsonb
 * column and back is the same text again.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
