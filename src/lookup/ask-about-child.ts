import { authorKey } from './access.ts'
import { answerOf, readingOf } from './answer.ts'
import { askedOf } from './asked.ts'
import { answeringOf, type LookupDeps } from './deps.ts'
import { onceMore, orNotChecked } from './or-not-checked.ts'
import type { Answer, Question } from './question.ts'
import { valuesOf } from './values.ts'

/**
 * Asks the register about a child (or a mother). A standard look-up that finds something writes the access and orders
 * the notices in the same statement as it reads; a silent one writes the system audit only. Any fault of the database
 * is the answer `NotChecked`; it is never `NotKnown`. (health-side.md 4.5 steps 7 to 10, trust.md T-01, T-40.)
 */
export async function askAboutChild(deps: LookupDeps, question: Question): Promise<Answer> {
  const ask = question.mode === 'standard' ? askStandard : askSilent
  const answer = await orNotChecked(deps, () => ask(deps, question))
  deps.metrics.count(`look-up-${question.mode}`, answer.kind)
  return answer
}

async function askSilent(deps: LookupDeps, question: Question): Promise<Answer> {
  const values = valuesOf(deps, question, 'look-up')
  const asked = askedOf(values)
  const { silent, fromStandby = silent } = answeringOf(deps)
  // A history must hold what was recorded a moment ago.
  const row = await onceMore(deps, () => (question.history ? silent(asked) : fromStandby(asked)))
  return answerOf(row, readingOf(deps, { ...values, at: row.as_of ?? values.at }))
}

async function askStandard(deps: LookupDeps, question: Question): Promise<Answer> {
  const { author } = question.actor
  const values = valuesOf(deps, question, 'look-up')
  const asked = askedOf(values, { kind: 'look-up', authorKey: authorKey(author), author })
  const row = await onceMore(deps, () => answeringOf(deps).recording(asked))
  const reading = readingOf(deps, values)
  // No plan is shown, so there was no access: nothing is held, or all of it is withheld.
  if (row.plans === null || !question.history) return answerOf(row, reading)
  if (row.counted) return answerOf(row, reading, { accessId: values.accessId, at: values.at, author })
  // Asked before with this request id, or by this author within 24 hours. The access that counts may have been written
  // while we asked, so the history is read once more.
  const repeated = askedOf(valuesOf(deps, question, 'look-up-repeated'))
  return answerOf(await onceMore(deps, () => answeringOf(deps).silent(repeated)), reading)
}
