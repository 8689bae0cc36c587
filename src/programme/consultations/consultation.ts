import { type Static, Type } from 'typebox'
import { Day, kindOf, OneOf, Text } from '../kinds/kind.ts'

/** The way of a consultation (programme.md 3.2); the note's words are beside it (S-054). */
export const CONSULTATION_STATES = ['draft', 'open', 'closed', 'reviewing', 'decided', 'published'] as const
export type ConsultationState = (typeof CONSULTATION_STATES)[number]

export const CONSULTATION_WORDS: Readonly<Record<ConsultationState, string>> = {
  draft: 'in preparation',
  open: 'collecting replies',
  closed: 'closed',
  reviewing: 'looking at all the information received',
  decided: 'decided',
  published: 'published',
}

/** What a decision may switch: a cohort of looked-after children, or the category of a child protection plan. */
export const SWITCHES = ['V2', 'E1', 'plan-category'] as const
export type SwitchName = (typeof SWITCHES)[number]

/** What each is called by law, and as the note of June 2023 calls it (programme.md S-045, S-046, S-049). */
export const SWITCH_WORDS: Readonly<Record<SwitchName, { readonly legal: string; readonly alias: string }>> = {
  V2: {
    legal: 'Accommodated under section 20 of the Children Act 1989',
    alias: 'Section 20 Looked After Children; Voluntary Care Order',
  },
  E1: {
    legal: 'Placement order granted under section 21 of the Adoption and Children Act 2002',
    alias: 'Adoption Placement Order Granted',
  },
  'plan-category': {
    legal: 'Category of abuse or neglect of a child protection plan',
    alias: 'Protection Plan categorisation',
  },
}

export const POSITIONS = ['agrees', 'agrees-with-conditions', 'disagrees', 'comments'] as const
export type Position = (typeof POSITIONS)[number]

const Closed = { additionalProperties: false }
const Reply = Type.Object(
  { authorityCode: Text, on: Day, position: OneOf(POSITIONS), reference: Type.Optional(Text) },
  Closed,
)
const Session = Type.Object(
  {
    key: Text,
    title: Text,
    /** In the words of `printPlannedDate`. */
    planned: Text,
    heldOn: Type.Optional(Day),
    /** Roles or groups, never names (programme.md S-060). */
    invited: Type.Array(Text),
    attended: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Whom the invited told of it. */
    passedOnTo: Type.Array(Text),
  },
  Closed,
)
const Effect = Type.Object({ switch: OneOf(SWITCHES), isOn: Type.Boolean(), from: Day }, Closed)

const Consultation = Type.Object(
  {
    topic: Text,
    question: Text,
    /** What it is about, where it is about something that can be switched. */
    about: Type.Optional(OneOf(SWITCHES)),
    audience: Text,
    /** Where the idea came from: feedback, a review (programme.md S-050, S-059). */
    source: Type.Optional(Text),
    state: OneOf(CONSULTATION_STATES),
    since: Day,
    openedOn: Type.Optional(Day),
    closes: Type.Optional(Text),
    /** Codes of the authorities it was opened to: what every percentage is of (programme.md S-053). */
    invited: Type.Array(Text),
    replies: Type.Array(Reply),
    sessions: Type.Array(Session),
    outcome: Type.Optional(Text),
    effect: Type.Optional(Effect),
  },
  Closed,
)
export type Consultation = Static<typeof Consultation>
export type ConsultationReply = Consultation['replies'][number]
export type ConsultationSession = Consultation['sessions'][number]

export const consultationKind = kindOf('consultation', 'consultation_ledger', Consultation)

/** The steps forward; a decision that was not published may be looked at again. */
export const CONSULTATION_STEPS: Readonly<Record<ConsultationState, readonly ConsultationState[]>> = {
  draft: ['open'],
  open: ['closed', 'reviewing'],
  closed: ['reviewing', 'open'],
  reviewing: ['decided'],
  decided: ['published', 'reviewing'],
  published: [],
}
