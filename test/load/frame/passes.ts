/**
 * Gives each side its turn, and again: A B, A B, A B. Returns the figures of each side, pass by pass, so that those
 * taken side by side can be compared.
 */
export async function interleave<Side extends string, Figures>(
  passes: number,
  sides: Readonly<Record<Side, (pass: number) => Promise<Figures>>>,
): Promise<Record<Side, Figures[]>> {
  const names = Object.keys(sides) as Side[]
  const taken = Object.fromEntries(names.map(name => [name, [] as Figures[]])) as Record<Side, Figures[]>
  for (let pass = 1; pass <= passes; pass += 1) for (const name of names) taken[name].push(await sides[name](pass))
  return taken
}
