import {
  ACT,
  child,
  type ElementRule,
  type ElementRules,
  ENTITY,
  MANY,
  maybe,
  ROLE,
  templated,
  valued,
  wrapped,
} from './element-rule.ts'
import { FORMS } from './forms.ts'

// What several messages share: values, subjects, plans, organisations, authors (hl7v3.md 2 and 3).

const plan = (prefix: string, endLeast: number): ElementRule => ({
  implied: ACT,
  children: [
    child('component', `${prefix}Start`),
    child('component1', `${prefix}End`, endLeast),
    maybe('component2', `${prefix}Delete`),
  ],
})
/** The templates of responses have no delete date (hl7v3.md 3.7). */
const shownPlan = (prefix: string, endLeast: number): ElementRule => ({
  implied: ACT,
  children: [child('component', `${prefix}Start`), child('component1', `${prefix}End`, endLeast)],
})
const planDates = (prefix: string): ElementRules => ({
  [`${prefix}Start`]: wrapped(`${prefix}StartDate`, 'planDate'),
  [`${prefix}End`]: wrapped(`${prefix}EndDate`, 'planDate'),
  [`${prefix}Delete`]: wrapped(`${prefix}DeleteDate`, 'planDate'),
})

const values: ElementRules = {
  text: { text: true },
  instant: { attributes: { value: FORMS.instant } },
  birthTime: { attributes: { value: FORMS.birthTime } },
  planDay: { attributes: { value: FORMS.planDay } },
  planDate: valued('planDay'),
  integer: { attributes: { value: FORMS.integer } },
  integerValue: valued('integer'),
  fileId: { attributes: { extension: FORMS.any }, implied: ['root'] },
  fileIdValue: valued('fileId'),
  newNumber: { attributes: { extension: FORMS.any }, implied: ['root'] },
  uuid: { attributes: { root: FORMS.uuid } },
  contentId: { attributes: { root: FORMS.contentIdRoot, extension: FORMS.any } },
  personId: {
    attributes: { root: FORMS.personIdRoot, extension: FORMS.any },
    optional: { assigningAuthorityName: FORMS.any },
  },
  organisationId: { attributes: { root: FORMS.organisationRoot, extension: FORMS.any } },
  authorId: { attributes: { root: FORMS.any, extension: FORMS.any } },
  systemId: { attributes: { root: FORMS.systemRoot, extension: FORMS.twelveDigits } },
  role: { attributes: { code: FORMS.any, codeSystem: FORMS.any, displayName: FORMS.any } },
  telecom: { attributes: { value: FORMS.phone, use: FORMS.phoneUse } },
}

const subjects: ElementRules = {
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

const plans: ElementRules = {
  planHolder: templated({
    'COCT_TP146100GB01.LACInformation': 'lac',
    'COCT_TP146101GB01.CPPInformation': 'cpp',
    'COCT_TP146102GB01.UCPInformation': 'ucp',
  }),
  shownPlanHolder: templated({
    'COCT_TP146103GB01.LACInformation': 'shownLac',
    'COCT_TP146104GB01.UCPInformation': 'shownUcp',
    'COCT_TP146105GB01.CPPInformation': 'shownCpp',
  }),
  shownLac: shownPlan('lAC', 0),
  shownCpp: shownPlan('cPP', 0),
  shownUcp: shownPlan('uCP', 1),
  lac: plan('lAC', 0),
  cpp: plan('cPP', 0),
  ucp: plan('uCP', 1),
  ...planDates('lAC'),
  ...planDates('cPP'),
  ...planDates('uCP'),
}

const organisations: ElementRules = {
  authorityHolder: wrapped('organisation', 'authority'),
  authority: {
    implied: ENTITY,
    children: [child('id', 'organisationId'), child('name', 'text'), child('telecom', 'telecom', 1, 2)],
  },
  organisation: { implied: ENTITY, children: [child('id', 'organisationId'), child('name', 'text')] },
  recipient: templated({ 'COCT_TP145103GB01.IntendedRecipient': 'intendedRecipient' }),
  intendedRecipient: { implied: ROLE, children: [child('representedSourceOrganization', 'organisation')] },
}

const authors: ElementRules = {
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
    optional: { use: FORMS.nameUse },
    anyOrder: true,
    children: [
      maybe('prefix', 'text'),
      child('given', 'text', 0, MANY),
      child('family', 'text'),
      maybe('suffix', 'text'),
      maybe('validTime', 'period'),
    ],
  },
  period: { children: [maybe('low', 'moment'), maybe('high', 'moment')] },
  moment: { attributes: { value: FORMS.birthTime } },
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

export const SHARED_RULES: ElementRules = { ...values, ...subjects, ...plans, ...organisations, ...authors }
