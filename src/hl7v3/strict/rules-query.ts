import { OID } from '../parts/vocabulary.ts'
import {
  ACT,
  child,
  type ElementRule,
  type ElementRules,
  linked,
  MANY,
  ROLE,
  templated,
  wrapped,
} from './element-rule.ts'
import { anyOf, FORMS } from './forms.ts'

// The question and its answer: 03 and 04 (hl7v3.md 4.3, 4.4). A question's author is held to what the service checks
// (9.1); the authors of an access history are those of other days and other doors.

const query = (author: string): ElementRule => ({
  implied: ACT,
  children: [
    child('effectiveTime', 'instant'),
    child('id', 'uuid'),
    child('author', author),
    child('queryByParameter', 'queryNumber'),
  ],
})

const question: ElementRules = {
  'CP-ISQueryStub': { implied: ACT, children: [child('cP-ISNHSQuery', 'askedQuery')] },
  askedQuery: query('asker'),
  queryNumber: { implied: ['semanticsText'], children: [child('person.NHSnumber', 'numberHolder')] },
  numberHolder: { implied: ['semanticsText'], children: [child('value', 'numberAsked')] },
  numberAsked: { attributes: { extension: FORMS.nhsNumber }, implied: ['root'] },
  asker: templated({ 'COCT_TP145102GB01.AssignedAuthor': 'askingPerson', 'COCT_TP145104GB01.System': 'askingSystem' }),
  askingPerson: {
    implied: ROLE,
    children: [
      child('code', 'role'),
      child('id', 'sdsId', 1, 2),
      child('assignedAuthorPerson', 'named'),
      child('representedOrganization', 'organisation'),
    ],
  },
  sdsId: { attributes: { root: anyOf(OID.userId, OID.roleProfileId), extension: FORMS.twelveDigits } },
  askingSystem: {
    implied: ROLE,
    children: [
      child('id', 'systemId'),
      child('indirectAuthority', 'indirectAuthority', 1, MANY),
      child('maintainingOrganization', 'organisation'),
    ],
  },
}

const answer: ElementRules = {
  'CP-ISNHSQueryResponse': {
    implied: ACT,
    children: [
      child('effectiveTime', 'instant'),
      child('id', 'uuid'),
      child('pertinentInformation11', 'accessTotal'),
      child('pertinentInformation12', 'recordTotal'),
      child('pertinentInformation13', 'pastQuery', 0, MANY),
      child('pertinentInformation14', 'heldRecords', 1, MANY),
    ],
  },
  accessTotal: wrapped('pertinentTotalReturnedAccessRecords', 'integerValue'),
  recordTotal: wrapped('pertinentTotalReturnedChildRecords', 'integerValue'),
  pastQuery: wrapped('pertinentCP-ISNHSQuery', 'recordedQuery'),
  recordedQuery: query('author'),
  heldRecords: wrapped('pertinentCP-ISRecordControlAct', 'recordControlAct'),
  recordControlAct: { implied: ACT, children: [child('record', 'heldRecord', 1, MANY)] },
  heldRecord: linked([child('communicationFunctionSnd', 'authorityHolder'), child('CP-ISRecord', 'shownRecord')]),
  shownRecord: {
    implied: ACT,
    children: [child('pertinentInformation15', 'shownPlanHolder', 1, 3), child('subject', 'subject', 1, 2)],
  },
}

export const QUERY_RULES: ElementRules = { ...question, ...answer }
