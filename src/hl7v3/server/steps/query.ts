import { readNhsNumber } from '../../../demographics/index.ts'
import { readQueryContent } from '../../query/nhs-query.ts'
import { at } from '../../xml/xml-element.ts'
import type { SpineDeps } from '../deps.ts'
import { refusedBySpine } from '../errors.ts'
import { known, type QueryInHand } from '../query-in-hand.ts'

/**
 * Reads who asks about whom, and whether silently. From here on the event id is the request's id: sent again with the
 * same one, an access counts once. Throws QUERY_ACCESS_EVENT_TYPE, SPINE_NHS_NUMBER_INVALID.
 */
export function readQuery(_deps: SpineDeps, query: QueryInHand): void {
  const content = at(known(query, 'message'), 'ControlActEvent', 'subject', 'CP-ISQueryStub', 'cP-ISNHSQuery')
  if (content === undefined) throw refusedBySpine('SPINE_MANDATORY_DATA_MISSING', 'Event ID')
  const read = readQueryContent(content, 'query')
  query.requestId = read.queryId
  const nhsNumber = readNhsNumber(read.nhsNumber)
  if (nhsNumber === undefined) throw refusedBySpine('SPINE_NHS_NUMBER_INVALID')
  query.query = read
  query.nhsNumber = nhsNumber
}
