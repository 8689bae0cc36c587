import type { FileCode, PlanType, RecordCode, SubjectKind } from '../../register/index.ts'

/** Object identifiers that travel in the payloads (hl7v3.md 2.6). */
export const OID = {
  nhsNumber: '2.16.840.1.113883.2.1.4.1',
  localId: '2.16.840.1.113883.2.1.3.2.4.18.24',
  organisation: '2.16.840.1.113883.2.1.3.2.4.19.1',
  site: '2.16.840.1.113883.2.1.3.2.4.19.2',
  contentId: '2.16.840.1.113883.2.1.3.2.4.18.16',
  userId: '1.2.826.0.1285.0.2.0.65',
  roleProfileId: '1.2.826.0.1285.0.2.0.67',
  systemId: '1.2.826.0.1285.0.2.0.107',
  /** The job role name: `.196` is written, as all captures have it; any is accepted (hl7v3.md 15, 1). */
  jobRole: '2.16.840.1.113883.2.1.3.2.4.17.196',
  /** The job role in the wrapper's author, as role, group and area joined by colons. */
  wrapperJobRole: '1.2.826.0.1285.0.2.1.104',
  recordResponse: '2.16.840.1.113883.2.1.3.2.4.17.473',
  interaction: '2.16.840.1.113883.2.1.3.2.4.12',
  detectedIssue: '2.16.840.1.113883.2.1.3.2.4.17.42',
} as const

/** A template: the package and its entry class give both `contentId/@extension` and the element's name (2.3). */
export type Template = { readonly content: string; readonly element: string }

/** The dates of a plan begin with the template's prefix. */
export type PlanTemplate = Template & { readonly prefix: string }

function template(packageId: string, entryClass: string): Template {
  return { content: `${packageId}#${entryClass}`, element: `${packageId}.${entryClass}` }
}

export const PERSON_AUTHOR = template('COCT_TP145102GB01', 'AssignedAuthor')
export const DEVICE_AUTHOR = template('COCT_TP145104GB01', 'System')
export const RECIPIENT = template('COCT_TP145103GB01', 'IntendedRecipient')

export const SUBJECT_TEMPLATES: Readonly<Record<SubjectKind, Template>> = {
  child: template('COCT_TP145101GB01', 'Child'),
  mother: template('COCT_TP145100GB01', 'UnbornChild'),
}

/** Templates of plans in uploads and acknowledgements, with the odd capitals of their dates (hl7v3.md 3.7). */
export const PLAN_TEMPLATES: Readonly<Record<PlanType, PlanTemplate>> = {
  LAC: { ...template('COCT_TP146100GB01', 'LACInformation'), prefix: 'lAC' },
  CPP: { ...template('COCT_TP146101GB01', 'CPPInformation'), prefix: 'cPP' },
  UCP: { ...template('COCT_TP146102GB01', 'UCPInformation'), prefix: 'uCP' },
}

/** Templates of plans in answers to a query: other numbers, and no delete date (hl7v3.md 2.3, 3.7). */
export const SHOWN_PLAN_TEMPLATES: Readonly<Record<PlanType, PlanTemplate>> = {
  LAC: { ...template('COCT_TP146103GB01', 'LACInformation'), prefix: 'lAC' },
  UCP: { ...template('COCT_TP146104GB01', 'UCPInformation'), prefix: 'uCP' },
  CPP: { ...template('COCT_TP146105GB01', 'CPPInformation'), prefix: 'cPP' },
}

/** Display names of the file answers; the schema compares them letter by letter (hl7v3.md 12.6). */
export const FILE_CODES: Readonly<Record<FileCode, string>> = {
  CPF01: 'File Level Error',
  CPF02: 'Successful File Upload',
  CPF03: 'Partial File Upload',
  CPF04: 'Unsuccessful File Upload',
  CPF05: 'PDS Error - PDS Unavailable',
  CPF06: 'Spine ii rejected the request because this version of the CPIS Client is no longer supported',
}

/** Display names of the record answers (hl7v3.md 12.5). The XSD misspells CPR07; readers compare codes only. */
export const RECORD_CODES: Readonly<Record<RecordCode, string>> = {
  CPR01: 'PDS Error - No Match Found for NHS Number',
  CPR02: 'PDS Error - NHS Number Matched, but Sensitive Record',
  CPR03: 'PDS Error - NHS Number not Verified',
  CPR04: 'PDS Error - NHS Number Format Incorrect',
  CPR05: 'PDS Error - NHS Number Verified, but Superseded',
  CPR06: 'Successful Record Upload',
  CPR07: 'Unsuccessful Record Upload',
}
