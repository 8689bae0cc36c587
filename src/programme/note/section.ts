import { refusal } from '../../platform/index.ts'
import { noteErrors } from './errors.ts'

/** One place of the note, in order; a part of another stands one level lower (programme.md S-006). */
type Section = {
  readonly key: string
  readonly heading: string
  readonly partOf?: string
  /** What the standfirst says of it when it is there; parts speak for the whole. */
  readonly topic?: string
}

/** The order of the note of June 2023; `additional` stood in May's and not in June's (programme.md 2.2). */
export const SECTIONS = [
  { key: 'implementation', heading: 'Service implementation update' },
  {
    key: 'early-adopters',
    heading: 'Early adopters',
    partOf: 'implementation',
    topic: 'how far the early adopters are',
  },
  { key: 'position', heading: 'Where each care setting stands', partOf: 'implementation' },
  { key: 'ig', heading: 'Information governance (IG)', partOf: 'implementation', topic: 'information governance' },
  { key: 'consultations', heading: 'Consultation updates' },
  { key: 'cohorts', heading: 'Cohorts of children', partOf: 'consultations', topic: 'consultation on wider access' },
  { key: 'sarc', heading: 'Sexual assault referral centres', partOf: 'consultations' },
  { key: 'technical', heading: 'CP-IS technical updates', topic: 'technical delivery' },
  { key: 'priorities', heading: 'Priorities', topic: 'priorities' },
  {
    key: 'plan-categories',
    heading: 'Categories of child protection plans in CP-IS',
    topic: 'the consultation on plan categories',
  },
  {
    key: 'icbs',
    heading: 'Working with integrated care boards (ICBs)',
    topic: 'CP-IS across integrated care systems',
  },
  { key: 'live-service', heading: 'Live service updates' },
  {
    key: 'mesh',
    heading: 'Message Exchange for Social Care and Health (MESH)',
    partOf: 'live-service',
    topic: 'live service',
  },
  { key: 'operations', heading: 'Contact the CP-IS operations team', partOf: 'live-service' },
  { key: 'incidents', heading: 'Raising an incident on ServiceNow', partOf: 'live-service' },
  { key: 'additional', heading: 'Additional information' },
] as const satisfies readonly Section[]

export type SectionKey = (typeof SECTIONS)[number]['key']

/** The same, seen as what every section may have. */
export const sections: readonly (Section & { readonly key: SectionKey })[] = SECTIONS

/** Throws NOTE_SECTION_UNKNOWN. */
export function readSection(text: string): SectionKey {
  const found = SECTIONS.find(one => one.key === text)
  if (found === undefined)
    throw refusal(noteErrors, 'NOTE_SECTION_UNKNOWN', `${text}; there are ${SECTIONS.map(one => one.key).join(', ')}`)
  return found.key
}
