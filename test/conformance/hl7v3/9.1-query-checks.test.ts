import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changed, openDoor, post, QUERY, SYSTEM_QUERY } from './edge.ts'

// hl7v3.md 9.1: each rule the national service checks, and the fault it raises; the numbers are not public.

type Check = readonly [rule: string, message: string, from: string | RegExp, to: string, name: string]

const SYSTEM_ID = '<id root="1.2.826.0.1285.0.2.0.107" extension="100000000002"/>'
const NHS_ORGANISATION = '<id root="2.16.840.1.113883.2.1.3.2.4.19.1" extension="RZZ"/>'
const CODE = /<code code="R0050" codeSystem="[^"]*" displayName="Consultant"\/>/
const HEAD_ID = /<id root="0B6C0E7A-3B59-4E6F-9C2D-5A1D7B1F0A01"\/>/

const WRAPPER: readonly Check[] = [
  ['one id', QUERY, HEAD_ID, '', 'INVALID_ID'],
  ['id with root', QUERY, HEAD_ID, '<id/>', 'INVALID_ID'],
  ['only one id', QUERY, HEAD_ID, '<id root="A"/><id root="B"/>', 'INVALID_ID'],
  ['creationTime', QUERY, /<creationTime [^>]*>/, '', 'INVALID_CREATION_TIME'],
  ['creationTime with value', QUERY, /<creationTime [^>]*>/, '<creationTime value=""/>', 'INVALID_CREATION_TIME'],
  ['versionCode', QUERY, /<versionCode [^>]*>/, '', 'INVALID_VERSION_CODE'],
  ['versionCode with code', QUERY, /<versionCode [^>]*>/, '<versionCode/>', 'INVALID_VERSION_CODE'],
  [
    'interactionId the name of the message',
    QUERY,
    'extension="QUPC_IN000006GB01"',
    'extension="REPC_IN000007GB01"',
    'INCONSISTENT_HL7_INTERACTION_ID',
  ],
  ['one receiver', QUERY, /<communicationFunctionRcv[\s\S]*?<\/communicationFunctionRcv>/, '', 'INVALID_COMM_FUNC_RCV'],
  ['one sender', QUERY, /<communicationFunctionSnd[\s\S]*?<\/communicationFunctionSnd>/, '', 'INVALID_COMM_FUNC_SND'],
  ['one ControlActEvent', QUERY, /<ControlActEvent[\s\S]*<\/ControlActEvent>/, '', 'INVALID_CONTROL_ACT'],
]

const NAMED: readonly Check[] = [
  ['author1', QUERY, /<author1[\s\S]*?<\/author1>/, '', 'author1'],
  ['author1 with ASID', QUERY, `INSTANCE">${SYSTEM_ID}</agentSystemSDS>`, 'INSTANCE"></agentSystemSDS>', 'author1'],
  ['event id', QUERY, '<id root="0B6C0E7A-3B59-4E6F-9C2D-5A1D7B1F0A02"/>', '', 'Event ID'],
  ['NHS number', QUERY, '<value extension="9990000018"/>', '', 'NHS Number'],
  ['NHS number not empty', QUERY, 'extension="9990000018"', 'extension=" "', 'NHS Number'],
  [
    'an author',
    QUERY,
    /<COCT_TP145102GB01.AssignedAuthor>[\s\S]*<\/COCT_TP145102GB01.AssignedAuthor>/,
    '',
    '[authorPerson or authorDevice]',
  ],
  ['role code', QUERY, CODE, '<code codeSystem="1" displayName="Consultant"/>', 'Job Role Code'],
  ['role name', QUERY, CODE, '<code code="R0050" codeSystem="1"/>', 'Job Role Name'],
  ['organisation code', QUERY, NHS_ORGANISATION, '', 'Organisation Code'],
  ['organisation name', QUERY, '<name>Example Hospital Trust</name>', '', 'Organisation Name'],
  [
    'user id',
    QUERY,
    '0.65" extension="100000000011"/>\n              <id',
    '0.66" extension="100000000011"/><id',
    'authorID',
  ],
  ['system id', SYSTEM_QUERY, /(?<=System>\s*)<id [^>]*>/, '', 'authorDevice.systemID'],
  ['organisation code of a system', SYSTEM_QUERY, NHS_ORGANISATION, '', 'authorDevice.orgCode'],
  ['organisation name of a system', SYSTEM_QUERY, '<name>Example Hospital Trust</name>', '', 'authorDevice.orgName'],
  [
    'role code of who is responsible',
    SYSTEM_QUERY,
    CODE,
    '<code displayName="Consultant"/>',
    'authorDevice.jobRoleCode',
  ],
  ['role name of who is responsible', SYSTEM_QUERY, CODE, '<code code="R0050"/>', 'authorDevice.jobRoleName'],
  ['name of who is responsible', SYSTEM_QUERY, /<name use="L">.*?<\/name>/, '', 'authorDevice.assignedPersonName'],
  [
    'anybody responsible',
    SYSTEM_QUERY,
    /<indirectAuthority>[\s\S]*<\/indirectAuthority>/,
    '',
    'authorDevice.assignedPersonName',
  ],
]

for (const [rule, message, from, to, name] of WRAPPER) {
  test(`${rule}: ErrorBase1732.${name}`, async () => {
    const door = openDoor()
    const reply = await post(door, { message: changed(message, from, to) })
    assert.deepEqual([reply.status, reply.kind, reply.codes], [500, 'SOAP:Fault', [`X-ErrorBase1732.${name}`]])
    assert.deepEqual(door.calls.questions, [])
  })
}

for (const [rule, message, from, to, name] of NAMED) {
  test(`${rule}: ErrorBase1712.MANDATORY_DATA_MISSING + ${name}`, async () => {
    const door = openDoor()
    const reply = await post(door, { message: changed(message, from, to) })
    const code = 'X-ErrorBase1712.MANDATORY_DATA_MISSING'
    assert.deepEqual([reply.status, reply.kind, reply.codes], [500, 'SOAP:Fault', [code]])
    assert.ok(reply.body.includes(`Something a query must say is missing (${name})`), reply.body)
    assert.deepEqual(
      door.calls.refusals.map(refused => refused.code),
      ['SPINE_MANDATORY_DATA_MISSING'],
    )
  })
}

const SENTENCES = {
  INVALID_ID: 'The message has no id',
  INVALID_CREATION_TIME: 'The message has no creationTime',
  INVALID_VERSION_CODE: 'The message has no versionCode',
  INCONSISTENT_HL7_INTERACTION_ID: 'The interactionId is not the name of the message',
  INVALID_COMM_FUNC_RCV: 'The message does not name exactly one receiving system',
  INVALID_COMM_FUNC_SND: 'The message does not name exactly one sending system',
  INVALID_CONTROL_ACT: 'The message does not have exactly one ControlActEvent',
}

test('each fault of the wrapper says in words what is wrong', async () => {
  for (const [, message, from, to, name] of WRAPPER) {
    const { body } = await post(openDoor(), { message: changed(message, from, to) })
    assert.ok(body.includes(SENTENCES[name as keyof typeof SENTENCES]), body)
  }
})
