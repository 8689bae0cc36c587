import type { IncomingHttpHeaders } from 'node:http'
import type { LookUpDecision } from '../../care-settings/index.ts'
import type { NhsNumber } from '../../demographics/index.ts'
import type { AccreditedSystem, Actor } from '../../identity/index.ts'
import type { Answer } from '../../lookup/index.ts'
import type { ReadEbxmlHeader } from '../ebxml/ebxml-header.ts'
import type { NhsQuery } from '../query/nhs-query.ts'
import type { Interaction } from '../spine/interactions.ts'
import type { XmlElement } from '../xml/xml-element.ts'
import type { Xml } from '../xml/xml-writer.ts'

/** What came over the wire. */
export type Received = {
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
  /** The names in the client's certificate; absent where the connection has none. */
  readonly certificateNames?: readonly string[]
}

/** Where the answer goes, and what it is an answer to. */
export type ReplyTo = { readonly to: string; readonly relatesTo: string }

/** The message that answers: an interaction whole, ready for an envelope. */
export type AnswerMessage = { readonly interaction: Interaction; readonly messageId: string; readonly xml: Xml }

/** A query, and what the steps have found out about it so far. A refusal tells the audit whatever is known by then. */
export type QueryInHand = {
  readonly received: Received
  /** Ours until the query has told its event id. */
  requestId: string
  replyTo?: ReplyTo
  /** The header of the ebXML message it came in, if it came in one. */
  ebxml?: ReadEbxmlHeader
  /** The interaction's element, once it is out of its envelope. */
  message?: XmlElement
  /** The HL7 message id, and who sent it, as the wrapper has them. */
  messageId?: string
  sender?: string
  system?: AccreditedSystem
  query?: NhsQuery
  nhsNumber?: NhsNumber
  actor?: Actor
  decision?: LookUpDecision
  answer?: Answer
  reply?: AnswerMessage
}

type Part = Exclude<keyof QueryInHand, 'received' | 'requestId'>

/** A part an earlier step has found out. That it is there follows from the order of the steps; else it is our fault. */
export function known<Name extends Part>(query: QueryInHand, part: Name): NonNullable<QueryInHand[Name]> {
  const value = query[part]
  if (value === undefined) throw new Error(`the step that finds the ${part} has not run`)
  return value
}
