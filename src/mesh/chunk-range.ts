/** Part `part` of `total`, both counted from 1: the header `mex-chunk-range`, `n:N` (mesh.md 9). */
export type ChunkRange = { readonly part: number; readonly total: number }

/** Most parts a message may have. Nowhere published; the AWS client's comment says so. */
export const MOST_PARTS = 10_000

/** Reads `n:N` with 1 <= n <= N <= 10,000; `undefined` for anything else. */
export function readChunkRange(text: string): ChunkRange | undefined {
  const [, part, total] = /^\s*(\d{1,5}):(\d{1,5})\s*$/.exec(text) ?? []
  const range = { part: Number(part), total: Number(total) }
  return range.part >= 1 && range.part <= range.total && range.total <= MOST_PARTS ? range : undefined
}
