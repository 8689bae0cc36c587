import { answerOf, readingOf } from './answer.ts'
import { askedOf } from './asked.ts'
import { answeringOf, type LookupDeps } from './deps.ts'
import { onceMore, orNotChecked } from './or-not-checked.ts'
import type { Answer, Question } from './question.ts'
import { valuesOf } from './values.ts'

/**
 * Who looked before. Never recorded as an access, whatever the mode (fhir-api.md 3.3); the system audit keeps it as
 * `access-history`. Faults are answered as by `askAboutChild`.
 */
export async function readAccessHistory(deps: LookupDeps, question: Question): Promise<Answer> {
  const answer = await orNotChecked(deps, async () => {
    const values = valuesOf(deps, { ...question, history: true }, 'access-history')
    const asked = askedOf(values)
    return answerOf(await onceMore(deps, () => answeringOf(deps).silent(asked)), readingOf(deps, values))
  })
  deps.metrics.count('access-history', answer.kind)
  return answer
}
