import fs from 'node:fs'

/** Our columns (local-authority.md 8.1). */
export type CanonicalColumn =
  | 'localPersonId'
  | 'nhsNumber'
  | 'familyName'
  | 'givenNames'
  | 'dateOfBirth'
  | 'expectedDateOfBirth'
  | 'motherPersonId'
  | 'cpStart'
  | 'cpEnd'
  | 'legalStatus'
  | 'lsStart'
  | 'lsEnd'
  | 'unbornPlanStart'
  | 'unbornPlanEnd'
  | 'deleteDate'

/** How an extract is to be read: its delimiter, how it writes dates, and its own heading for each of our columns. */
export type Mapping = {
  readonly delimiter: string
  readonly dateFormat: 'YYYY-MM-DD' | 'DD/MM/YYYY'
  readonly columns: Readonly<Record<CanonicalColumn, string>>
  /** The system's words for a legal status, each to its code; none where it writes codes. */
  readonly legalStatuses?: Readonly<Record<string, string>>
}

/** The mapping file of one of the extracts here. */
export function mappingFile(name: string): URL {
  return new URL(`${name}.mapping.json`, import.meta.url)
}

export function readMapping(name: string): Mapping {
  return JSON.parse(fs.readFileSync(mappingFile(name), 'utf8')) as Mapping
}
