import { OID } from '../parts/vocabulary.ts'

/** A child's place: which elements may stand there, each with the name of its rule, and how often. */
export type ChildRule = {
  readonly choice: Readonly<Record<string, string>>
  readonly least: number
  readonly most: number
}

/** What one kind of element looks like on the wire (hl7v3.md 2 to 4). Whatever is not listed may not be there. */
export type ElementRule = {
  readonly attributes?: Readonly<Record<string, RegExp>>
  readonly optional?: Readonly<Record<string, RegExp>>
  /** Attributes and child elements with a fixed value: in the model, never on the wire (hl7v3.md 2.2). */
  readonly implied?: readonly string[]
  readonly text?: true
  /** In exactly this order. */
  readonly children?: readonly ChildRule[]
}

const MANY = Number.MAX_SAFE_INTEGER
const child = (name: string, rule: string, least = 1, most = 1): ChildRule => ({
  choice: { [name]: rule },
  least,
  most,
})
const maybe = (name: string, rule: string): ChildRule => child(name, rule, 0, 1)
const choice = (rules: Readonly<Record<string, string>>): ChildRule => ({ choice: rules, least: 1, most: 1 })

const ANY = /\S/
const ORGANISATION = /^2\.16\.840\.1\.113883\.2\.1\.3\.2\.4\.19\.[12]$/
const PERSON = new RegExp(`^(${OID.nhsNumber}|${OID.localId})$`.replaceAll('.', '\\.'))
const LINK = [
  'typeCode',
  'contextConductionInd',
  'contextControlCode',
  'inversionInd',
  'negationInd',
  'seperatableInd',
  'templateId',
]
const ACT = ['classCode', 'moodCode', 'code', 'templateId']
const ENTITY = ['classCode', 'determinerCode', 'templateId']
const ROLE = ['classCode', 'templateId']

const wrapped = (name: string, rule: string): ElementRule => ({ implied: LINK, children: [child(name, rule)] })
const valued = (rule: string): ElementRule => ({ implied: ACT, children: [child('value', rule)] })
const templated = (rules: Readonly<Record<string, string>>): ElementRule => ({
  implied: LINK,
  children: [child('npfitlc:contentId', 'contentId'), choice(rules)],
})
const plan = (prefix: string, endLeast: number): ElementRule => ({
  implied: ACT,
  children: [
    child('component', `${prefix}Start`),
    child('component1', `${prefix}End`, endLeast),
    maybe('component2', `${prefix}Delete`),
  ],
})
const planDates = (prefix: string): Record<string, ElementRule> => ({
  [`${prefix}Start`]: wrapped(`${prefix}StartDate`, 'planDate'),
  [`${prefix}End`]: wrapped(`${prefix}EndDate`, 'planDate'),
  [`${prefix}Delete`]: wrapped(`${prefix}DeleteDate`, 'planDate'),
})

const values: Record<string, ElementRule> = {
  text: { text: true },
  instant: { attributes: { value: /^\d{14}[+-]\d{4}$/ } },
  birthTime: { attributes: { value: /^(\d{1,8}|\d{9,14}(\.\d+)?([+-]\d{1,4})?)$/ } },
  planDay: { attributes: { value: /^(19|20)\d{10}$/ } },
  planDate: valued('planDay'),
  integer: { attributes: { value: /^-?\d+$/ } },
  integerValue: valued('integer'),
  fileId: { attributes: { extension: ANY }, implied: ['root'] },
  fileIdValue: valued('fileId'),
  newNumber: { attributes: { extension: ANY }, implied: ['root'] },
  uuid: { attributes: { root: /^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}$/ } },
  contentId: { attributes: { root: new RegExp(`^${OID.contentId}$`), extension: ANY } },
  personId: { attributes: { root: PERSON, extension: ANY }, optional: { assigningAuthorityName: ANY } },
  organisationId: { attributes: { root: ORGANISATION, extension: ANY } },
  authorId: { attributes: { root: ANY, extension: ANY } },
  systemId: { attributes: { root: new RegExp(`^${OID.systemId}$`), extension: /^\d{12}$/ } },
  role: { attributes: { code: ANY, codeSystem: ANY, displayName: ANY } },
  telecom: { attributes: { value: /^tel:\+?\d+$/, use: /^(EC|WP)$/ } },
}

const subjects: Record<string, ElementRule> = {
  subject: templated({ 'COCT_TP145101GB01.Child': 'child', 'COCT_TP145100GB01.UnbornChild': 'unbornChild' }),
  child: { implied: ROLE, children: [child('id', 'personId', 1, 2), child('childPerson', 'childPerson')] },
  childPerson: { implied: ENTITY, children: [child('birthTime', 'birthTime'), child('name', 'subjectName')] },
  unbornChild: { implied: ROLE, children: [child('parentMotherPerson', 'mother')] },
  mother: {
    implied: ENTITY,
    children: [child('birthTime', 'birthTime'), child('name', 'subjectName'), child('playedMother', 'playedMother')],
  },
  playedMother: { implied: [...ROLE, 'code'], children: [child('id', 'personId', 1, 2)] },
  subjectName: { children: [child('given', 'text'), child('family', 'text')] },
}

const plans: Record<string, ElementRule> = {
  planHolder: templated({
    'COCT_TP146100GB01.LACInformation': 'lac',
    'COCT_TP146101GB01.CPPInformation': 'cpp',
    'COCT_TP146102GB01.UCPInformation': 'ucp',
  }),
  lac: plan('lAC', 0),
  cpp: plan('cPP', 0),
  ucp: plan('uCP', 1),
  ...planDates('lAC'),
  ...planDates('cPP'),
  ...planDates('uCP'),
}

const organisations: Record<string, ElementRule> = {
  authorityHolder: wrapped('organisation', 'authority'),
  authority: {
    implied: ENTITY,
    children: [child('id', 'organisationId'), child('name', 'text'), child('telecom', 'telecom', 1, 2)],
  },
  organisation: { implied: ENTITY, children: [child('id', 'organisationId'), child('name', 'text')] },
  recipient: templated({ 'COCT_TP145103GB01.IntendedRecipient': 'intendedRecipient' }),
  intendedRecipient: { implied: ROLE, children: [child('representedSourceOrganization', 'organisation')] },
}

const authors: Record<string, ElementRule> = {
  author: templated({ 'COCT_TP145102GB01.AssignedAuthor': 'person', 'COCT_TP145104GB01.System': 'system' }),
  person: {
    implied: ROLE,
    children: [
      child('code', 'role'),
      child('id', 'authorId', 1, 2),
      child('assignedAuthorPerson', 'named'),
      child('representedOrganization', 'organisation'),
    ],
  },
  named: { implied: ENTITY, children: [child('name', 'authorName')] },
  authorName: {
    optional: { use: /^(L|PREFERRED)$/ },
    children: [
      maybe('prefix', 'text'),
      child('given', 'text', 0, MANY),
      child('family', 'text'),
      maybe('suffix', 'text'),
    ],
  },
  system: {
    implied: ROLE,
    children: [
      child('id', 'systemId'),
      child('indirectAuthority', 'indirectAuthority', 0, MANY),
      child('maintainingOrganization', 'organisation'),
    ],
  },
  indirectAuthority: wrapped('superiorAssignedEntity', 'superiorAssignedEntity'),
  superiorAssignedEntity: { implied: ROLE, children: [child('code', 'role'), child('assignedPerson', 'named')] },
}

const upload: Record<string, ElementRule> = {
  File: {
    implied: ACT,
    children: [
      child('creationTime', 'instant'),
      child('id', 'fileId'),
      child('transmissionQuantity', 'integer'),
      child('communicationFunctionSnd', 'authorityHolder'),
      child('record', 'record', 1, MANY),
    ],
  },
  record: wrapped('CP-ISRecord', 'cpisRecord'),
  cpisRecord: {
    implied: ACT,
    children: [child('pertinentInformation', 'planHolder', 1, 3), child('subject', 'subject', 1, 2)],
  },
}

const acknowledgement: Record<string, ElementRule> = {
  FileResponse: {
    implied: ACT,
    children: [
      child('creationTime', 'instant'),
      child('id', 'fileId'),
      child('transmissionQuantity', 'integer'),
      child('acknowledgementFile', 'fileAnswer'),
      maybe('acknowledgementRecord', 'recordAnswers'),
      child('communicationFunctionRcv', 'authorityHolder'),
      child('failedReturnedCP-ISRecords', 'integerValue'),
      child('message', 'echo', 0, MANY),
      child('successfulReturnedCP-ISRecords', 'integerValue'),
    ],
  },
  fileAnswer: { implied: ['typeCode'], children: [child('acknowledgementFileDetail', 'fileDetail', 1, MANY)] },
  fileDetail: { implied: ['typeCode'], children: [child('code', 'fileCode')] },
  fileCode: { attributes: { code: /^CPF0[1-6]$/, displayName: ANY }, implied: ['codeSystem'] },
  recordAnswers: { implied: ['typeCode'], children: [child('acknowledgementRecordDetail', 'recordDetail', 1, MANY)] },
  recordDetail: { implied: ['typeCode'], children: [child('code', 'recordCode'), child('location', 'text')] },
  recordCode: {
    attributes: { code: /^CPR0[1-7]$/, codeSystem: new RegExp(`^${OID.recordResponse}$`), displayName: ANY },
    children: [maybe('translation', 'role')],
  },
  echo: wrapped('cP-ISLAAcknowledgementResponse', 'echoAct'),
  echoAct: { implied: ACT, children: [child('pertinentInformation1', 'echoed')] },
  echoed: {
    implied: LINK,
    children: [choice({ 'validCP-ISRecord': 'validRecord', 'invalidCP-ISRecord': 'cpisRecord' })],
  },
  validRecord: { implied: ACT, children: [child('subject', 'subject', 1, 2)] },
}

const accessNotice: Record<string, ElementRule> = {
  'CP-ISAccessToServiceNotification': {
    implied: ACT,
    children: [
      child('effectiveTime', 'instant'),
      child('id', 'uuid'),
      child('pertinentInformation', 'totalHolder'),
      child('pertinentInformation1', 'accessHolder', 0, MANY),
      child('primaryInformationRecipient', 'recipient'),
    ],
  },
  totalHolder: wrapped('pertinentTotalReturnedRecords', 'integerValue'),
  accessHolder: wrapped('pertinentCP-ISRecordAccess', 'recordAccess'),
  recordAccess: {
    implied: ACT,
    children: [child('pertinentInformation2', 'queryHolder', 1, MANY), child('reference', 'fileReference')],
  },
  queryHolder: wrapped('pertinentCP-ISNHSQuery', 'query'),
  query: {
    implied: ACT,
    children: [
      child('effectiveTime', 'instant'),
      child('id', 'uuid'),
      child('author', 'author'),
      child('queryByParameter', 'queryPerson'),
    ],
  },
  queryPerson: { implied: ['semanticsText'], children: [child('person.id', 'queryPersonId')] },
  queryPersonId: { implied: ['semanticsText'], children: [child('value', 'personId', 1, 2)] },
  fileReference: wrapped('referredToLAUploadFile', 'fileIdValue'),
}

const inactiveNumberNotice: Record<string, ElementRule> = {
  'CP-ISInactiveNHSNumberNotification': {
    implied: ACT,
    children: [
      child('effectiveTime', 'instant'),
      child('id', 'uuid'),
      child('primaryInformationRecipient', 'recipient'),
      child('subject', 'inactiveHolder', 1, MANY),
    ],
  },
  inactiveHolder: wrapped('pDSInactivePatient', 'inactivePatient'),
  inactivePatient: {
    implied: ROLE,
    children: [child('id', 'personId', 1, 2), maybe('replacedBy', 'replacement'), child('subjectOf', 'uploadFile')],
  },
  replacement: wrapped('newVersion', 'newVersion'),
  newVersion: { implied: ROLE, children: [child('id', 'newNumber')] },
  uploadFile: wrapped('lAUploadFile', 'fileIdValue'),
}

/** Every rule by name; a message's root rule has the name of its root element. */
export const ELEMENT_RULES: Readonly<Record<string, ElementRule>> = {
  ...values,
  ...subjects,
  ...plans,
  ...organisations,
  ...authors,
  ...upload,
  ...acknowledgement,
  ...accessNotice,
  ...inactiveNumberNotice,
}

export const MESSAGE_ROOTS = [
  'File',
  'FileResponse',
  'CP-ISAccessToServiceNotification',
  'CP-ISInactiveNHSNumberNotification',
] as const
export type MessageRoot = (typeof MESSAGE_ROOTS)[number]
