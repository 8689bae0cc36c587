import { ACT, child, type ElementRules, MANY, maybe, ROLE, wrapped } from './element-rule.ts'

// What a local authority is told: 05 access, 06 inactive NHS number (hl7v3.md 4.5, 4.6).

const accessNotice: ElementRules = {
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
    children: [child('pertinentInformation2', 'accessQueryHolder', 1, MANY), child('reference', 'fileReference')],
  },
  accessQueryHolder: wrapped('pertinentCP-ISNHSQuery', 'accessQuery'),
  accessQuery: {
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

const inactiveNumberNotice: ElementRules = {
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

export const NOTICE_RULES: ElementRules = { ...accessNotice, ...inactiveNumberNotice }
