import type { SpineDeps } from './deps.ts'
import { type AnswerMessage, known, type QueryInHand } from './query-in-hand.ts'
import { checkAction } from './steps/action.ts'
import { answerQuery } from './steps/answer.ts'
import { identifyAuthor } from './steps/author.ts'
import { checkControlAct } from './steps/control-act.ts'
import { openEbxml } from './steps/ebxml.ts'
import { openEnvelope } from './steps/envelope.ts'
import { decideMode } from './steps/mode.ts'
import { readQuery } from './steps/query.ts'
import { askRegister } from './steps/register.ts'
import { checkSchema } from './steps/schema.ts'
import { identifySystem } from './steps/system.ts'
import { checkWrapper } from './steps/wrapper.ts'

export type Step = {
  readonly name: string
  /** The sections of hl7v3.md the step keeps. */
  readonly clause: string
  /** What it refuses, by code; how each looks to the caller is in `outcome.ts`. */
  readonly refuses: string
  /** Adds its part to the query, or throws a coded refusal. */
  readonly take: (deps: SpineDeps, query: QueryInHand) => void | Promise<void>
}

/** From the request to the interaction in it, where it comes as synchronous SOAP. */
export const SOAP_STEPS: readonly Step[] = [
  { name: 'SOAPAction', clause: '6.1, 7', refuses: 'SPINE_ACTION_UNSUPPORTED (101)', take: checkAction },
  {
    name: 'envelope',
    clause: '6.1, 7, 18',
    refuses: 'XML_… and SPINE_NOT_SOAP (201), SPINE_ADDRESSING_INVALID (X-), SPINE_ACTION_DIFFERS (101)',
    take: openEnvelope,
  },
]

/** From the request to the interaction in it, where it comes as an ebXML message to be answered by another. */
export const EBXML_STEPS: readonly Step[] = [
  { name: 'SOAPAction', clause: '6.4, 7', refuses: 'SPINE_ACTION_UNSUPPORTED (101)', take: checkAction },
  {
    name: 'ebXML envelope',
    clause: '6.4',
    refuses: 'XML_… and SPINE_EBXML_INVALID (201), SPINE_ACTION_DIFFERS (101)',
    take: openEbxml,
  },
]

/** From the interaction to its answer, whatever it came in. */
export const QUERY_STEPS: readonly Step[] = [
  {
    name: 'transmission wrapper',
    clause: '5.1, 9.1',
    refuses: 'ErrorBase1732: SPINE_INVALID_ID, …_CREATION_TIME, …_VERSION_CODE, …_RECEIVER, …_SENDER, …_CONTROL_ACT',
    take: checkWrapper,
  },
  {
    name: 'control act and author',
    clause: '5.2, 9.1',
    refuses: 'ErrorBase1712: SPINE_MANDATORY_DATA_MISSING with the name of what is missing',
    take: checkControlAct,
  },
  { name: 'schema', clause: '4.3, 9.4', refuses: 'SPINE_HL7_INVALID (202)', take: checkSchema },
  {
    name: 'sending system',
    clause: '5.2, 6.1',
    refuses:
      'SPINE_NOT_FOR_US, SPINE_SENDERS_DIFFER, SPINE_SYSTEM_UNKNOWN, SPINE_CERTIFICATE_DIFFERS (X-), SPINE_CONTRACT_UNKNOWN',
    take: identifySystem,
  },
  {
    name: 'query',
    clause: '4.3, 11',
    refuses: 'QUERY_ACCESS_EVENT_TYPE, SPINE_NHS_NUMBER_INVALID (X-)',
    take: readQuery,
  },
  {
    name: 'author',
    clause: '3.3, 3.4; health-side.md 4.4',
    refuses: 'SPINE_AUTHORS_DIFFER, SPINE_SYSTEM_AUTHORS_OFF, AUTHOR_… and codes of sign-in (X-)',
    take: identifyAuthor,
  },
  { name: 'mode', clause: '11; health-side.md 4.5', refuses: 'LOOK_UP_… (X-)', take: decideMode },
  { name: 'register', clause: '10', refuses: 'nothing: it answers', take: askRegister },
  { name: 'answer', clause: '4.4, 4.7, 4.8', refuses: 'SPINE_NOT_CHECKED, SPINE_WITHHELD (X-)', take: answerQuery },
]

/** Takes all steps in order. Throws the refusal of the first that refuses; the query then holds what was known. */
export async function answerTo(deps: SpineDeps, query: QueryInHand, opening: readonly Step[]): Promise<AnswerMessage> {
  for (const step of [...opening, ...QUERY_STEPS]) await step.take(deps, query)
  return known(query, 'reply')
}
