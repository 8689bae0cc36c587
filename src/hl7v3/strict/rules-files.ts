import { ACT, child, choice, type ElementRules, linked, MANY, maybe, wrapped } from './element-rule.ts'
import { FORMS } from './forms.ts'

// The files between a local authority and the service: 01 upload, 02 acknowledgement (hl7v3.md 4.1, 4.2).

const upload: ElementRules = {
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

const acknowledgement: ElementRules = {
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
  fileCode: { attributes: { code: FORMS.fileCode, displayName: FORMS.any }, implied: ['codeSystem'] },
  recordAnswers: { implied: ['typeCode'], children: [child('acknowledgementRecordDetail', 'recordDetail', 1, MANY)] },
  recordDetail: { implied: ['typeCode'], children: [child('code', 'recordCode'), child('location', 'text')] },
  recordCode: {
    attributes: { code: FORMS.recordCode, codeSystem: FORMS.recordResponseSystem, displayName: FORMS.any },
    children: [maybe('translation', 'role')],
  },
  echo: wrapped('cP-ISLAAcknowledgementResponse', 'echoAct'),
  echoAct: { implied: ACT, children: [child('pertinentInformation1', 'echoed')] },
  echoed: linked([choice({ 'validCP-ISRecord': 'validRecord', 'invalidCP-ISRecord': 'cpisRecord' })]),
  validRecord: { implied: ACT, children: [child('subject', 'subject', 1, 2)] },
}

export const FILE_RULES: ElementRules = { ...upload, ...acknowledgement }
