/** The two forms of every body: 1 in camelCase, 2 in snake_case (mesh.md 5). */
export type Version = 1 | 2

export const JSON_OF_VERSION: Record<Version, string> = {
  1: 'application/json',
  2: 'application/vnd.mesh.v2+json',
}

/**
 * The version an `Accept` header asks for: 1 unless it names 2. `undefined` when it names a MESH media type that does
 * not exist.
 */
export function readVersion(accept: string | undefined): Version | undefined {
  const [named] = /application\/vnd\.mesh[^,;\s]*/i.exec(accept ?? '') ?? []
  if (named === undefined) return 1
  const [, digit] = /^application\/vnd\.mesh\.v([12])\+json$/i.exec(named) ?? []
  return digit === undefined ? undefined : digit === '2' ? 2 : 1
}
