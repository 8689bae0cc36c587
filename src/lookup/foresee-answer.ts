import { answerOf, readingOf } from './answer.ts'
import { askedOf } from './asked.ts'
import { answeringOf, type LookupDeps } from './deps.ts'
import { onceMore, orNotChecked } from './or-not-checked.ts'
import type { Answer, Question } from './question.ts'
import { detailOf, valuesOf } from './values.ts'

/**
 * What `askAboutChild` would answer, asked by an operator in a user's place: no access and no notice, whatever the mode.
 * The system audit keeps it as `policy-explained` by the operator, with the user it was asked for. Faults are answered
 * as by `askAboutChild`.
 */
export function foreseeAnswer(deps: LookupDeps, question: Question, operator: string): Promise<Answer> {
  return orNotChecked(deps, async () => {
    const values = valuesOf(deps, question, 'policy-explained')
    const { userId: insteadOf, ...asked } = values
    const detail = JSON.stringify({ ...detailOf(question.findings), insteadOf })
    const put = askedOf({ ...asked, userId: operator, detail })
    const row = await onceMore(deps, () => answeringOf(deps).silent(put))
    return answerOf(row, readingOf(deps, values))
  })
}
