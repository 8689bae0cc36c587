import { countedBefore } from '../access.ts'
import { withheldBy } from '../answer.ts'
import type { LookupDeps } from '../deps.ts'
import { onceMore } from '../or-not-checked.ts'
import type { Mode } from '../question.ts'
import { detailOf, valuesOf } from '../values.ts'
import type { Declaration, DeclarationAnswer } from './declared.ts'
import { type DeclaredAccess, type DeclaredRow, recordDeclared } from './store.ts'

export type ToDeclare = Pick<DeclaredAccess, 'kind' | 'authorKey' | 'detail'> & {
  /** As the system audit keeps it. */
  readonly mode: Mode
  /** What the system audit keeps besides; never the clinician's own words. */
  readonly audited: Readonly<Record<string, string>>
}

/** Writes a declaration by one statement, tried once more when the connection was lost. */
export async function declare(
  deps: LookupDeps,
  declaration: Declaration,
  { mode, audited, ...declared }: ToDeclare,
): Promise<DeclarationAnswer> {
  const values = {
    ...valuesOf(deps, { ...declaration, mode, history: false }, declared.kind),
    detail: JSON.stringify({ ...detailOf(declaration.findings), ...audited }),
  }
  const access = { ...declared, countedBefore: countedBefore(values.at), author: declaration.actor.author }
  return answerOf(await onceMore(deps, () => recordDeclared(deps.db, values, access)))
}

function answerOf(row: DeclaredRow): DeclarationAnswer {
  const withheld = (row.withheld ?? []).map(withheldBy)
  if (row.is_shown) return { kind: 'Recorded', again: !row.counted, withheld }
  return withheld.length > 0 ? { kind: 'NotRecorded', withheld } : { kind: 'NothingKnown' }
}

/** True for an instant between so many hours ago and now; clocks may differ by two minutes. */
export function isWithinHours(instant: Date, hours: number, now: Date): boolean {
  const ago = now.getTime() - instant.getTime()
  return ago >= -120_000 && ago <= hours * 3_600_000
}
