/** The value below which a share of ascending values lies, by the nearest rank. Throws a RangeError for none. */
export function quantile(ascending: readonly number[], share: number): number {
  const value = ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)]
  if (value === undefined) throw new RangeError('no values')
  return value
}

export function median(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b)
  const upper = quantile(ascending, (Math.floor(ascending.length / 2) + 1) / ascending.length)
  return (quantile(ascending, 0.5) + upper) / 2
}

/** The median of each figure over passes that all have the same figures. */
export function medians<Figure extends string>(passes: readonly Record<Figure, number>[]): Record<Figure, number> {
  const names = Object.keys(passes[0] ?? {}) as Figure[]
  return Object.fromEntries(names.map(name => [name, median(passes.map(pass => pass[name]))])) as Record<Figure, number>
}

/** A figure as it is printed: three or four digits that mean something. */
export function rounded(value: number): number {
  return Number(value.toPrecision(value < 1000 ? 3 : 4))
}
