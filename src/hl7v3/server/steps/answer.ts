import type { Access, Known } from '../../../lookup/index.ts'
import type { NhsQuery } from '../../query/nhs-query.ts'
import { writeQueryResponse } from '../../query/query-response.ts'
import { writeApplicationAcknowledgement, writeNoRecord } from '../../spine/failures.ts'
import { INTERACTIONS } from '../../spine/interactions.ts'
import { writeReasons } from '../../spine/reasons.ts'
import { writeInteraction, writeSystemAuthor } from '../../spine/transmission.ts'
import { xml } from '../../xml/xml-writer.ts'
import type { SpineDeps } from '../deps.ts'
import { refusedBySpine } from '../errors.ts'
import { type AnswerMessage, known, type QueryInHand } from '../query-in-hand.ts'
import { acknowledgingOf, transmissionOf } from '../transmissions.ts'
import { withheldReasons } from '../withheld.ts'

/**
 * The three answers, each a message of its own: plans, no record, not checked. A child whose plans are all withheld is
 * known: that is said as an error with whom to ring, never as "no record". Throws SPINE_NOT_CHECKED.
 */
export function answerQuery(deps: SpineDeps, query: QueryInHand): void {
  query.reply = messageOf(deps, query)
}

function messageOf(deps: SpineDeps, query: QueryInHand): AnswerMessage {
  const answer = known(query, 'answer')
  switch (answer.kind) {
    case 'Known':
      return answer.plans.length > 0 ? plansOf(deps, query, answer) : allWithheld(deps, query, answer)
    case 'NotKnown': {
      const transmission = acknowledgingOf(deps, query)
      const { messageId } = transmission
      return { interaction: INTERACTIONS.queryFailed, messageId, xml: writeNoRecord(transmission) }
    }
    case 'NotChecked':
      throw refusedBySpine('SPINE_NOT_CHECKED')
  }
}

function plansOf(deps: SpineDeps, query: QueryInHand, answer: Known): AnswerMessage {
  const asked = known(query, 'query')
  const transmission = transmissionOf(deps, query)
  const history = answer.history.toReversed().map(access => recorded(access, asked, query))
  const { nhsNumber, plans, checkedAt: at } = answer
  const response = { queryId: asked.queryId, at, nhsNumber, plans, history }
  const payload = writeQueryResponse(response, deps.settings.nesting)
  const reasons = writeReasons(withheldReasons(answer, 'WG'))
  const controlAct = xml`${writeSystemAuthor(transmission.sender)}${reasons}<subject typeCode="SUBJ">${payload}</subject><queryAck type="QueryAck"><queryResponseCode code="OK"/></queryAck>`
  const written = writeInteraction(INTERACTIONS.response, transmission, controlAct)
  return { interaction: INTERACTIONS.response, messageId: transmission.messageId, xml: written }
}

/**
 * An access as the query that made it. The one being answered carries the event id it came with, as captured answers
 * have it (hl7v3.md 4.4.3); earlier ones carry the id they are kept under.
 */
function recorded({ accessId, at, author }: Access, asked: NhsQuery, { actor }: QueryInHand): NhsQuery {
  const queryId = author === actor?.author ? asked.queryId : accessId
  return { queryId, at, author, nhsNumber: asked.nhsNumber }
}

function allWithheld(deps: SpineDeps, query: QueryInHand, answer: Known): AnswerMessage {
  const transmission = acknowledgingOf(deps, query)
  const written = writeApplicationAcknowledgement(transmission, withheldReasons(answer, 'ER'))
  return { interaction: INTERACTIONS.acknowledgement, messageId: transmission.messageId, xml: written }
}
