import { OID } from '../parts/vocabulary.ts'
import { type ChildRule, child, type ElementRule, type ElementRules, MANY, maybe } from './element-rule.ts'
import { anyOf, exactly, FORMS, type Form } from './forms.ts'

// The wrappers of the query leg (hl7v3.md 5). Here fixed values may be written out, and captures do.

type Fixed = Readonly<Record<string, string>>

const fixed = (values: Fixed): Readonly<Record<string, Form>> =>
  Object.fromEntries(Object.entries(values).map(([name, text]) => [name, exactly(text)]))
const open = (values: Fixed, ...children: readonly ChildRule[]): ElementRule => ({ optional: fixed(values), children })
const coded = (code: Form): ElementRule => ({ attributes: { code } })
const idUnder = (root: string, extension: Form): ElementRule => ({ attributes: { root: exactly(root), extension } })

/** Spine wants exactly one receiver, sender and `author1`, where the schema allows more (hl7v3.md 4.3, 9.1). */
const head = (interaction: string, acknowledges: boolean): readonly ChildRule[] => [
  child('id', 'uuid'),
  child('creationTime', 'wrapperTime'),
  child('versionCode', 'anyCode'),
  child('interactionId', `${interaction}.interactionId`),
  child('processingCode', 'processingCode'),
  child('processingModeCode', 'processingModeCode'),
  child('acceptAckCode', 'acceptAckCode'),
  ...(acknowledges ? [child('acknowledgement', 'acknowledgement')] : []),
  child('communicationFunctionRcv', 'receiver'),
  child('communicationFunctionSnd', 'sender'),
  child('ControlActEvent', `${interaction}.controlAct`),
]

type ControlAct = { readonly acknowledges: boolean; readonly strictClass?: true; readonly after: readonly ChildRule[] }

function interaction(name: string, { acknowledges, strictClass, after }: ControlAct): ElementRules {
  const classes = fixed({ classCode: 'CACT', moodCode: 'EVN' })
  const children = [maybe('author', 'agentPerson'), child('author1', 'agentSystem'), ...after]
  return {
    [name]: { children: head(name, acknowledges) },
    [`${name}.interactionId`]: idUnder(OID.interaction, exactly(name)),
    [`${name}.controlAct`]: strictClass ? { attributes: classes, children } : { optional: classes, children },
  }
}

const reasons = child('reason', 'reason', 0, MANY)

const interactions: ElementRules = {
  ...interaction('QUPC_IN000006GB01', { acknowledges: false, after: [child('subject', 'questionHolder')] }),
  ...interaction('REPC_IN000007GB01', {
    acknowledges: false,
    strictClass: true,
    after: [reasons, child('subject', 'answerHolder'), child('queryAck', 'queryAck')],
  }),
  ...interaction('QUQI_IN010000UK14', { acknowledges: true, after: [reasons, child('queryAck', 'queryAck')] }),
  ...interaction('MCCI_IN010000UK13', { acknowledges: true, after: [reasons] }),
  questionHolder: open({ typeCode: 'SUBJ' }, child('CP-ISQueryStub', 'CP-ISQueryStub')),
  answerHolder: {
    attributes: fixed({ typeCode: 'SUBJ' }),
    children: [child('CP-ISNHSQueryResponse', 'CP-ISNHSQueryResponse')],
  },
}

export const WRAPPER_RULES: ElementRules = {
  ...interactions,
  wrapperTime: { attributes: { value: FORMS.wrapperTime } },
  anyCode: coded(FORMS.any),
  processingCode: coded(anyOf('P', 'D', 'T')),
  processingModeCode: coded(anyOf('T', 'A', 'I', 'R')),
  acceptAckCode: coded(exactly('NE')),
  acknowledgement: {
    attributes: { typeCode: anyOf('AA', 'AE', 'AR') },
    children: [child('acknowledgementDetail', 'acknowledgementDetail', 0, MANY), child('messageRef', 'messageRef')],
  },
  acknowledgementDetail: { optional: { typeCode: FORMS.any }, children: [child('code', 'issueCode')] },
  messageRef: { children: [child('id', 'uuid')] },
  receiver: open({ typeCode: 'RCV' }, child('device', 'device')),
  sender: open({ typeCode: 'SND' }, child('device', 'device')),
  device: open({ classCode: 'DEV', determinerCode: 'INSTANCE' }, child('id', 'systemId')),
  agentPerson: open({ typeCode: 'AUT' }, child('AgentPersonSDS', 'AgentPersonSDS')),
  AgentPersonSDS: open(
    { classCode: 'AGNT' },
    child('id', 'wrapperProfileId'),
    child('agentPersonSDS', 'agentPersonSDS'),
    child('part', 'agentPart'),
  ),
  wrapperProfileId: idUnder(OID.roleProfileId, FORMS.twelveDigits),
  agentPersonSDS: open({ classCode: 'PSN', determinerCode: 'INSTANCE' }, child('id', 'wrapperUserId')),
  wrapperUserId: idUnder(OID.userId, FORMS.twelveDigits),
  agentPart: open({ typeCode: 'PART' }, child('partSDSRole', 'partSDSRole')),
  partSDSRole: open({ classCode: 'ROL' }, child('id', 'wrapperRoleId')),
  wrapperRoleId: idUnder(OID.wrapperJobRole, FORMS.any),
  agentSystem: open({ typeCode: 'AUT' }, child('AgentSystemSDS', 'AgentSystemSDS')),
  AgentSystemSDS: open({ classCode: 'AGNT' }, child('agentSystemSDS', 'device')),
  reason: open({ typeCode: 'RSON' }, child('justifyingDetectedIssueEvent', 'detectedIssue')),
  detectedIssue: open({ classCode: 'ALRT', moodCode: 'EVN' }, child('code', 'issueCode')),
  issueCode: {
    attributes: { code: FORMS.any, codeSystem: FORMS.any, displayName: FORMS.any },
    children: [maybe('qualifier', 'issueQualifier')],
  },
  issueQualifier: {
    attributes: { code: anyOf('ER', 'WG', 'IF') },
    optional: { codeSystem: FORMS.any, displayName: FORMS.any },
  },
  queryAck: { optional: { type: exactly('QueryAck') }, children: [child('queryResponseCode', 'queryResponseCode')] },
  queryResponseCode: coded(anyOf('OK', 'NF', 'ID')),
}
