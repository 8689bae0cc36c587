import { withheldBy } from '../answer.ts'
import { type AccessValues, askedOf } from '../asked.ts'
import { answeringOf, type LookupDeps } from '../deps.ts'
import { onceMore } from '../or-not-checked.ts'
import type { Mode } from '../question.ts'
import type { LookUpRow } from '../store.ts'
import { detailOf, valuesOf } from '../values.ts'
import type { Declaration, DeclarationAnswer } from './declared.ts'

export type ToDeclare = Pick<AccessValues, 'kind' | 'authorKey' | 'detail'> & {
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
  const asked = askedOf(values, { ...declared, author: declaration.actor.author })
  return answerOf(await onceMore(deps, () => answeringOf(deps).recording(asked)))
}

function answerOf(row: LookUpRow): DeclarationAnswer {
  const withheld = (row.withheld ?? []).map(withheldBy)
  if (row.plans !== null) return { kind: 'Recorded', again: !row.counted, withheld }
  return withheld.length > 0 ? { kind: 'NotRecorded', withheld } : { kind: 'NothingKnown' }
}

/** True for an instant between so many hours ago and now; clocks may differ by two minutes. */
export function isWithinHours(instant: Date, hours: number, now: Date): boolean {
  const ago = now.getTime() - instant.getTime()
  return ago >= -120_000 && ago <= hours * 3_600_000
}
