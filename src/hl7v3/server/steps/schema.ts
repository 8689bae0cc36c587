import { checkElement } from '../../strict/check-element.ts'
import { type Deviation, spot } from '../../strict/spot.ts'
import type { SpineDeps } from '../deps.ts'
import { refusedBySpine } from '../errors.ts'
import { known, type QueryInHand } from '../query-in-hand.ts'

/** The query in every detail: order, cardinality, forms (hl7v3.md 4.3, 9.4). Throws SPINE_HL7_INVALID with the place. */
export function checkSchema(_deps: SpineDeps, query: QueryInHand): void {
  const message = known(query, 'message')
  const deviations: Deviation[] = []
  checkElement(message, message.name, spot(`/${message.name}`, message.line, deviations))
  const [first] = deviations
  if (first) throw refusedBySpine('SPINE_HL7_INVALID', `line ${first.line}, ${first.place} ${first.sentence}`)
}
