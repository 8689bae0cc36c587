type MaybeAbsent<Parts> = { [Key in keyof Parts]: undefined extends Parts[Key] ? Key : never }[keyof Parts]
export type Present<Parts> = Omit<Parts, MaybeAbsent<Parts>> & {
  [Key in MaybeAbsent<Parts>]?: Exclude<Parts[Key], undefined>
}

/** Leaves out the parts that are `undefined`: a field that was not sent is absent, not empty. */
export function present<Parts extends Record<string, unknown>>(parts: Parts): Present<Parts> {
  const kept: Record<string, unknown> = {}
  for (const key in parts) if (parts[key] !== undefined) kept[key] = parts[key]
  return kept as Present<Parts>
}
