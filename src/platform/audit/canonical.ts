/**
 * JSON that is the same text for the same value: keys in order, nothing that JSON cannot hold. What goes through a jsonb
 * column and back is the same text again.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const given = value as Readonly<Record<string, unknown>>
  const fields = Object.keys(given)
    .filter(key => given[key] !== undefined)
    .sort()
    .map(key => `${JSON.stringify(key)}:${canonicalJson(given[key])}`)
  return `{${fields.join(',')}}`
}
