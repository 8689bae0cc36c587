import { withoutAccessEventType } from '../../query/access-event-type.ts'
import { checkElement } from '../../strict/check-element.ts'
import { type Deviation, type Spot, spot } from '../../strict/spot.ts'
import type { XmlElement } from '../../xml/xml-element.ts'
import type { SpineDeps } from '../deps.ts'
import { refusedBySpine } from '../errors.ts'
import { known, type QueryInHand } from '../query-in-hand.ts'

/** The query in every detail: order, cardinality, forms (hl7v3.md 4.3, 9.4). Throws SPINE_HL7_INVALID with the place. */
export function checkSchema(_deps: SpineDeps, query: QueryInHand): void {
  const message = withoutAccessEventType(known(query, 'message'))
  if (keepsRules(message)) return
  const deviations: Deviation[] = []
  checkElement(
    message,
    message.name,
    spot(() => `/${message.name}`, message.line, deviations),
  )
  const [first] = deviations
  if (first) throw refusedBySpine('SPINE_HL7_INVALID', `line ${first.line}, ${first.place} ${first.sentence}`)
}

/** The same check without a thought for places: of nearly every query that is all there is to know. */
function keepsRules(message: XmlElement): boolean {
  let isKept = true
  const anywhere: Spot = {
    report() {
      isKept = false
    },
    at: () => anywhere,
  }
  checkElement(message, message.name, anywhere)
  return isKept
}
