import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SubmittedUpload, UnreadableUpload } from '../../register/index.ts'
import { bytesOf, changed } from '../testing/bytes.ts'
import { ACCESS_NOTICE, UPLOAD } from '../testing/example-messages.ts'
import { readUpload, UPLOAD_LIMITS } from './read-upload.ts'

const read = (xml: string | Uint8Array) => readUpload(bytesOf(xml))
const AUTHORITY = {
  odsCode: '998',
  name: 'Sampleton Council',
  emergencyPhone: '01632960102',
  officePhone: '01632960101',
}

async function readable(xml: string): Promise<SubmittedUpload> {
  const upload = await read(xml)
  if (upload.kind !== 'upload') assert.fail(upload.explanation)
  return upload
}

async function unreadable(xml: string): Promise<UnreadableUpload> {
  const upload = await read(xml)
  if (upload.kind !== 'unreadable') assert.fail('the upload was readable')
  return upload
}

const MISFIT_PLAN = 'A plan does not have exactly one known template with a contentId that fits it'
const MISFIT_SUBJECT = 'A subject does not have exactly one known template with a contentId that fits it'
const IMPLIED = 'The record writes out a fixed value that may not be on the wire'
const CONTENT_ID = '<npfitlc:contentId root="2.16.840.1.113883.2.1.3.2.4.18.16" extension='

/** What spoils one record and leaves the others alone. */
const faults: readonly [name: string, from: string, to: string, fault: string][] = [
  ['a class on the record', '<CP-ISRecord>', '<CP-ISRecord classCode="ACTN">', IMPLIED],
  ['a mood deep inside', '<cPPStartDate>', '<cPPStartDate moodCode="EVN">', IMPLIED],
  ['a code element', '<CP-ISRecord>', '<CP-ISRecord><code code="01"/>', IMPLIED],
  [
    'a code in a plan',
    '<COCT_TP146101GB01.CPPInformation>',
    '<COCT_TP146101GB01.CPPInformation><code code="CPPIU"/>',
    IMPLIED,
  ],
  ['a template id', '<childPerson>', '<childPerson><templateId root="1.2" extension="x"/>', IMPLIED],
  ['a type on a link', '<subject>', '<subject typeCode="SBJ">', IMPLIED],
  [
    'a contentId for another plan',
    '"COCT_TP146101GB01#CPPInformation"',
    '"COCT_TP146100GB01#LACInformation"',
    MISFIT_PLAN,
  ],
  ['the template of a response', 'COCT_TP146101GB01#CPPInformation', 'COCT_TP146105GB01#CPPInformation', MISFIT_PLAN],
  ['a contentId for another subject', '"COCT_TP145101GB01#Child"', '"COCT_TP145100GB01#UnbornChild"', MISFIT_SUBJECT],
  ['no contentId', `${CONTENT_ID}"COCT_TP145101GB01#Child"/>`, '', MISFIT_SUBJECT],
  [
    'a contentId of another root',
    `${CONTENT_ID}"COCT_TP145101GB01#Child"/>`,
    '<npfitlc:contentId root="1.2" extension="COCT_TP145101GB01#Child"/>',
    MISFIT_SUBJECT,
  ],
  [
    'a contentId of another namespace',
    `${CONTENT_ID}"COCT_TP145101GB01#Child"/>`,
    '<contentId root="2.16.840.1.113883.2.1.3.2.4.18.16" extension="COCT_TP145101GB01#Child"/>',
    MISFIT_SUBJECT,
  ],
  [
    'a date of another plan',
    'cPPEndDate><value value="202601030000"/></cPPEndDate',
    'lACEndDate><value value="202601030000"/></lACEndDate',
    'A plan holds something that is not one of its own dates',
  ],
  [
    'a date twice',
    '<component1><cPPEndDate>',
    '<component1><cPPEndDate/></component1><component1><cPPEndDate>',
    'A plan has one of its dates twice',
  ],
  [
    'an NHS number twice',
    '<childPerson>',
    '<id root="2.16.840.1.113883.2.1.4.1" extension="9990001022"/><childPerson>',
    'A subject has an id of an unknown kind, or one kind of id twice',
  ],
  [
    'an id of no kind',
    '<id root="2.16.840.1.113883.2.1.4.1" ext',
    '<id ext',
    'A subject has an id of an unknown kind, or one kind of id twice',
  ],
  [
    'a second CP-ISRecord',
    '<CP-ISRecord>',
    '<CP-ISRecord/><CP-ISRecord>',
    'The record does not hold exactly one CP-ISRecord',
  ],
]

for (const [name, from, to, fault] of faults) {
  test(`finds fault with one record for ${name}`, async () => {
    const { records } = await readable(changed(UPLOAD, from, to))
    assert.equal(records[0]?.fault, fault)
    assert.deepEqual(records[1], (await readable(UPLOAD)).records[1])
  })
}

test('finds fault with a fourth plan and a third subject', async () => {
  const [plan = ''] = /<pertinentInformation>.*?<\/pertinentInformation>/s.exec(UPLOAD) ?? []
  const [subject = ''] = /<subject>.*?<\/subject>/s.exec(UPLOAD) ?? []
  const fourPlans = await readable(changed(UPLOAD, plan, plan.repeat(3)))
  assert.equal(fourPlans.records[0]?.fault, 'The record has more than three plans')
  const threeSubjects = await readable(changed(UPLOAD, subject, subject.repeat(3)))
  assert.equal(threeSubjects.records[0]?.fault, 'The record has more than two subjects')
})

const PHONES = 'The upload must give each phone with one use, EC or WP, each use once, and a number of digits'
const FIXED = 'The upload writes out a fixed value that may not be on the wire'
const known = { sequence: '000456', authority: AUTHORITY }
const unphoned = { odsCode: '998', name: 'Sampleton Council', officePhone: '01632960101' }

/** What makes the whole file unreadable, and what is known of it all the same. */
const fileFaults: readonly [
  name: string,
  from: string,
  to: string,
  reason: string,
  explanation: string,
  rest: object,
][] = [
  [
    'a root on the file id',
    '<id extension="000456"/>',
    '<id root="2.16.840.1.113883.2.1.3.2.4.18.46" extension="000456"/>',
    'UPLOAD_IMPLIED_VALUE',
    FIXED,
    known,
  ],
  ['a class on the file', '<File ', '<File classCode="ACT" ', 'UPLOAD_IMPLIED_VALUE', FIXED, known],
  [
    'a code in the file',
    '<id extension="000456"/>',
    '<code code="01"/><id extension="000456"/>',
    'UPLOAD_IMPLIED_VALUE',
    FIXED,
    known,
  ],
  [
    'a type on the sender',
    '<communicationFunctionSnd>',
    '<communicationFunctionSnd typeCode="SND">',
    'UPLOAD_IMPLIED_VALUE',
    FIXED,
    known,
  ],
  [
    'no file id',
    '<id extension="000456"/>',
    '',
    'UPLOAD_SEQUENCE_WRONG',
    'The upload has no readable file sequence number',
    { authority: AUTHORITY },
  ],
  [
    'a file id that is no number',
    'extension="000456"',
    'extension="A456"',
    'UPLOAD_SEQUENCE_WRONG',
    'The upload has no readable file sequence number',
    { authority: AUTHORITY },
  ],
  [
    'a negative file id',
    'extension="000456"',
    'extension="-1"',
    'UPLOAD_SEQUENCE_WRONG',
    'The upload has no readable file sequence number',
    { authority: AUTHORITY },
  ],
  [
    'two file ids',
    '<id extension="000456"/>',
    '<id extension="000456"/><id extension="000457"/>',
    'UPLOAD_HEADER_TWICE',
    'The upload has a header element twice',
    known,
  ],
  [
    'no quantity',
    '<transmissionQuantity value="2"/>',
    '',
    'UPLOAD_COUNT_WRONG',
    'The upload has no readable transmissionQuantity',
    known,
  ],
  [
    'a quantity that is no number',
    'Quantity value="2"',
    'Quantity value="two"',
    'UPLOAD_COUNT_WRONG',
    'The upload has no readable transmissionQuantity',
    known,
  ],
  [
    'no sender',
    'communicationFunctionSnd>\n    <organisation>',
    'communicationFunctionSnd>\n    <organisation/><other>',
    'XML_NOT_WELL_FORMED',
    'The file is not well-formed XML (line 12)',
    { sequence: '000456' },
  ],
  [
    'no name of the sender',
    '<name>Sampleton Council</name>',
    '',
    'UPLOAD_AUTHORITY_MISSING',
    'The upload does not name its local authority by ODS code and name',
    { sequence: '000456' },
  ],
  [
    'a sender without ODS code',
    '19.1" extension="998"',
    '19.9" extension="998"',
    'UPLOAD_AUTHORITY_MISSING',
    'The upload does not name its local authority by ODS code and name',
    { sequence: '000456' },
  ],
  [
    'a list of uses',
    'use="EC"',
    'use="WP EC"',
    'UPLOAD_PHONES_WRONG',
    PHONES,
    { sequence: '000456', authority: unphoned },
  ],
  ['a phone without use', ' use="EC"', '', 'UPLOAD_PHONES_WRONG', PHONES, { sequence: '000456', authority: unphoned }],
  [
    'two EC phones',
    'use="WP"',
    'use="EC"',
    'UPLOAD_PHONES_WRONG',
    PHONES,
    { sequence: '000456', authority: { odsCode: '998', name: 'Sampleton Council', emergencyPhone: '01632960101' } },
  ],
  [
    'a phone with letters',
    'tel:01632960102',
    'tel:ext 5',
    'UPLOAD_PHONES_WRONG',
    PHONES,
    { sequence: '000456', authority: unphoned },
  ],
  [
    'a phone without number',
    ' value="tel:01632960102"',
    '',
    'UPLOAD_PHONES_WRONG',
    PHONES,
    { sequence: '000456', authority: unphoned },
  ],
  [
    'a third phone',
    '</organisation>',
    '<telecom value="tel:01632960103" use="WP"/></organisation>',
    'UPLOAD_PHONES_WRONG',
    PHONES,
    known,
  ],
  [
    'a file cut off in its records',
    '</CP-ISRecord>',
    '</CP-ISRecord><![CDATA[',
    'XML_TRUNCATED',
    'The file ends before its message is complete (line 65)',
    known,
  ],
  [
    'another message',
    UPLOAD,
    ACCESS_NOTICE,
    'MESSAGE_WRONG_ROOT',
    'The file is not one of the messages expected here (line 1)',
    {},
  ],
  ['nothing', UPLOAD, '', 'MESSAGE_EMPTY', 'The file holds no message', {}],
]

for (const [name, from, to, reason, explanation, rest] of fileFaults) {
  test(`cannot read a file with ${name}`, async () => {
    assert.deepEqual(await unreadable(changed(UPLOAD, from, to)), { kind: 'unreadable', reason, explanation, ...rest })
  })
}

test('stops at the limit of records', async () => {
  const upload = await readUpload(bytesOf(UPLOAD), { ...UPLOAD_LIMITS, records: 1 })
  assert.deepEqual(upload, {
    kind: 'unreadable',
    reason: 'UPLOAD_TOO_MANY_RECORDS',
    explanation: 'The upload has more records than are read (more than 1)',
    ...known,
  })
})

test('no text of the file is in any explanation or fault', async () => {
  const secret = UPLOAD.replaceAll(/Robin|9990001006|20180320/g, 'SECRET')
  for (const broken of [
    secret.replace('</given>', '</SECRET>'),
    secret.replace('"SECRET"', '"&SECRET;"'),
    secret.replace('<given>', '<SECRET:given>'),
  ]) {
    assert.doesNotMatch(JSON.stringify({ ...(await unreadable(broken)), authority: undefined }), /SECRET/)
  }
})
