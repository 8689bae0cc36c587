import type { Finding, LookUpDecision } from '../../care-settings/index.ts'
import type { NhsNumber } from '../../demographics/index.ts'
import type { AccreditedSystem, Actor, AuthorClaim } from '../../identity/index.ts'
import type { Answer, Mode, Question } from '../../lookup/index.ts'
import type { Clock, Hand, Log, Randomness } from '../../platform/index.ts'
import type { PostedMessage } from '../ebxml/ebxml-message.ts'
import type { Nesting } from '../query/query-response.ts'

export type SpineSettings = {
  /** Our own accredited system id. */
  readonly systemId: string
  /** The path messages are posted to. */
  readonly path: string
  /** The address we are known by, in `wsa:From`. */
  readonly address: string
  /** Whether a client certificate must be that of the sending system; off only where no TLS is. */
  readonly bindCertificates: boolean
  /** Whether systems may ask for themselves, where they are granted it (health-side.md 4.4). */
  readonly systemAuthors: boolean
  readonly nesting: Nesting
  /** Where ebXML messages are posted to, and our party key in their contracts; absent: they are not taken. */
  readonly ebxml?: { readonly path: string; readonly partyKey: string }
}

export type SpineRefusal = {
  /** A code of the error catalogue. */
  readonly code: string
  readonly channel: 'hl7v3'
  readonly requestId: string
  readonly nhsNumber?: NhsNumber
  readonly actor?: Actor
  readonly mode?: Mode
  readonly findings?: readonly Finding[]
}

/** What this door is given by `main`: the use cases of lower rings, bound to their own deps. */
export type SpineDeps = {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  readonly settings: SpineSettings
  /** Holds each query; absent: as many at once as come. Throws TOO_MUCH_IN_HAND. */
  readonly hand?: Hand
  /** The system of this id that is accredited today. */
  readonly findSystem: (systemId: string) => Promise<AccreditedSystem | undefined>
  /** Who acts; throws a coded refusal of identity. */
  readonly resolveAuthor: (claim: AuthorClaim) => Promise<Actor>
  /** How the look-up is made; throws LookUpRefused of care-settings. `declared` is accessEventType as sent. */
  readonly decideLookUp: (actor: Actor, declared: boolean | undefined) => Promise<LookUpDecision>
  readonly ask: (question: Question) => Promise<Answer>
  readonly recordRefusal: (refusal: SpineRefusal) => Promise<void>
  /** Posts an answer to where the asking system takes them; rejects when it was not taken. */
  readonly deliver: (url: string, message: PostedMessage) => Promise<void>
}
