import Type, { type Static } from 'typebox'
import { refusal } from '../../platform/index.ts'
import { PLAN_CATEGORIES } from '../../register/index.ts'
import { agentErrors } from '../errors.ts'
import { LEGAL_STATUSES } from '../legal-statuses.ts'
import { readJsonFile, shapeFaults } from '../shape-faults.ts'

/** The columns the agent knows (local-authority.md 8.1). */
export const TEXT_COLUMNS = [
  'localPersonId',
  'nhsNumber',
  'familyName',
  'givenNames',
  'motherPersonId',
  'legalStatus',
  'cpOtherLa',
  'planCategory',
] as const
export const DATE_COLUMNS = [
  'dateOfBirth',
  'expectedDateOfBirth',
  'dateOfDeath',
  'cpStart',
  'cpEnd',
  'lsStart',
  'lsEnd',
  'unbornPlanStart',
  'unbornPlanEnd',
  'deleteDate',
] as const
export const COLUMNS = [...TEXT_COLUMNS, ...DATE_COLUMNS] as const
export type DateColumn = (typeof DATE_COLUMNS)[number]
export type Column = (typeof COLUMNS)[number]

/** The encodings extracts come in. */
export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
export type Encoding = (typeof ENCODINGS)[number]

const heading = Type.String({ minLength: 1 })
const columns = Type.Object(
  {
    localPersonId: heading,
    nhsNumber: heading,
    familyName: heading,
    givenNames: heading,
    dateOfBirth: heading,
    expectedDateOfBirth: Type.Optional(heading),
    dateOfDeath: Type.Optional(heading),
    motherPersonId: Type.Optional(heading),
    cpStart: Type.Optional(heading),
    cpEnd: Type.Optional(heading),
    cpOtherLa: Type.Optional(heading),
    legalStatus: Type.Optional(heading),
    lsStart: Type.Optional(heading),
    lsEnd: Type.Optional(heading),
    unbornPlanStart: Type.Optional(heading),
    unbornPlanEnd: Type.Optional(heading),
    deleteDate: Type.Optional(heading),
    planCategory: Type.Optional(heading),
  },
  { additionalProperties: false },
)

const MAPPING = Type.Object(
  {
    /** Found in the first line where it is not said. */
    delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 1 })),
    /** Needed for Windows-1252, which cannot be told from its bytes; else it confirms what is found. */
    encoding: Type.Optional(Type.Enum([...ENCODINGS])),
    dateFormat: Type.Enum(['YYYY-MM-DD', 'DD/MM/YYYY']),
    columns,
    /** The system's own words for a legal status, each to its SSDA903 code; codes need no line. */
    legalStatuses: Type.Optional(Type.Record(Type.String(), Type.Enum([...LEGAL_STATUSES]))),
    /** The system's own words for the category of a plan, each to its CIN code; codes need no line. */
    planCategories: Type.Optional(Type.Record(Type.String(), Type.Enum([...PLAN_CATEGORIES]))),
  },
  { additionalProperties: false },
)

/** How an extract is written: its delimiter and dates, and the heading of each column the agent knows. */
export type ExtractMapping = Static<typeof MAPPING>

/** Columns that mean nothing without each other: a start without its end would never end. */
const TOGETHER: readonly (readonly Column[])[] = [
  ['cpStart', 'cpEnd'],
  ['legalStatus', 'lsStart', 'lsEnd'],
  ['unbornPlanStart', 'unbornPlanEnd'],
]

/** Reads and checks a mapping file. Throws AGENT_MAPPING_INVALID naming every fault. */
export async function readMapping(file: string): Promise<ExtractMapping> {
  const value = await readJsonFile(file).catch((error: Error) => {
    throw refusal(agentErrors, 'AGENT_MAPPING_INVALID', error.message)
  })
  const faults = shapeFaults(MAPPING, value)
  if (faults.length === 0) faults.push(...columnFaults(value as ExtractMapping))
  if (faults.length > 0) throw refusal(agentErrors, 'AGENT_MAPPING_INVALID', faults.join('; '))
  return value as ExtractMapping
}

function columnFaults({ columns }: ExtractMapping): string[] {
  const halves = TOGETHER.filter(group => group.some(name => columns[name] !== undefined)).flatMap(group =>
    group.filter(name => columns[name] === undefined).map(name => `columns.${name} is missing beside ${group[0]}`),
  )
  const hasPlan = TOGETHER.some(group => group.every(name => columns[name] !== undefined))
  return hasPlan || halves.length > 0 ? halves : ['columns name no plan: cpStart, lsStart or unbornPlanStart']
}
