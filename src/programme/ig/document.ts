import { type Static, Type } from 'typebox'
import { Day, kindOf, OneOf, Text } from '../kinds/kind.ts'

/** What information governance writes: programme.md S-034 to S-036. */
export const IG_DOCUMENT_KINDS = ['dpia', 'ig-framework', 'dsa-template'] as const
export const IG_DOCUMENT_STATES = ['draft', 'in_review', 'approved', 'superseded'] as const
export type IgDocumentState = (typeof IG_DOCUMENT_STATES)[number]

/** Each kind as a page says it. */
export const IG_DOCUMENT_WORDS: Readonly<Record<(typeof IG_DOCUMENT_KINDS)[number], string>> = {
  dpia: 'Data protection impact assessment',
  'ig-framework': 'IG framework',
  'dsa-template': 'Data sharing agreement',
}

const IgDocument = Type.Object(
  {
    kind: OneOf(IG_DOCUMENT_KINDS),
    title: Text,
    version: Text,
    /** Codes of the care settings it covers. */
    careSettings: Type.Array(Text, { minItems: 1 }),
    state: OneOf(IG_DOCUMENT_STATES),
    since: Day,
    reviewBy: Type.Optional(Day),
    /** When it is to be there and when to be signed: two dates (programme.md S-041). */
    availableBy: Type.Optional(Text),
    signBy: Type.Optional(Text),
    /** Where it lies in the Information Sharing Gateway (programme.md S-039). */
    gatewayReference: Type.Optional(Text),
    link: Type.Optional(Type.String({ pattern: '^https://\\S+$', maxLength: 500 })),
    askedBy: Type.Optional(Text),
    approvedBy: Type.Optional(Text),
  },
  { additionalProperties: false },
)
export type IgDocument = Static<typeof IgDocument>

export const documentKind = kindOf('document', 'ig_document_ledger', IgDocument)

/** The steps of a document (programme.md 3.2); from review it may be sent back. */
export const IG_DOCUMENT_STEPS: Readonly<Record<IgDocumentState, readonly IgDocumentState[]>> = {
  draft: ['in_review'],
  in_review: ['approved', 'draft'],
  approved: ['superseded'],
  superseded: [],
}

const IgTask = Type.Object(
  {
    title: Text,
    /** The care setting whose arrangements need it (programme.md S-043, S-044). */
    careSetting: Text,
    owner: Text,
    due: Type.Optional(Text),
    doneOn: Type.Optional(Day),
  },
  { additionalProperties: false },
)
export type IgTask = Static<typeof IgTask>

export const taskKind = kindOf('task', 'ig_task_ledger', IgTask)
