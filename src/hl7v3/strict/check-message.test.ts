import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesOf, changed } from '../testing/bytes.ts'
import { ACCESS_NOTICE, ACKNOWLEDGEMENT, INACTIVE_NUMBER_NOTICE, UPLOAD } from '../testing/example-messages.ts'
import { checkMessage } from './check-message.ts'

const check = (xml: string) => checkMessage(bytesOf(xml))

const examples = { UPLOAD, ACKNOWLEDGEMENT, ACCESS_NOTICE, INACTIVE_NUMBER_NOTICE }
for (const [name, xml] of Object.entries(examples)) {
  test(`${name} is strict`, async () => assert.deepEqual(await check(xml), []))
}

const CHILD = '/File/record[1]/CP-ISRecord[1]/subject[1]/COCT_TP145101GB01.Child[1]'
const CHILD_NAME = `${CHILD}/childPerson[1]/name[1]`
const AUTHORITY = '/File/communicationFunctionSnd[1]/organisation[1]'
const CPP = '/File/record[1]/CP-ISRecord[1]/pertinentInformation[1]/COCT_TP146101GB01.CPPInformation[1]'
const FILE_CODE = '/FileResponse/acknowledgementFile[1]/acknowledgementFileDetail[1]/code[1]'
const NHS_ID = '<id root="2.16.840.1.113883.2.1.4.1" extension="9990001006"/>'

/** The edge cases of hl7v3.md 9.4 that concern 01, 02, 05 and 06, then others of the same kind. */
const edgeCases: readonly [name: string, xml: string, from: string, to: string, found: readonly string[]][] = [
  [
    'root on File/id',
    UPLOAD,
    '<id extension="000456"/>',
    '<id root="1.2" extension="000456"/>',
    ['/File/id[1] has the attribute root, which is implied'],
  ],
  [
    'two given names',
    UPLOAD,
    '<given>Robin</given>',
    '<given>Robin</given><given>Jo</given>',
    [`${CHILD_NAME} has given 2 times; wanted: at most once`],
  ],
  [
    'a prefix in a child’s name',
    UPLOAD,
    '<given>Robin',
    '<prefix>Miss</prefix><given>Robin',
    [`${CHILD_NAME} has the element prefix, which does not belong there`],
  ],
  [
    'a use on a child’s name',
    UPLOAD,
    '<name><given>Robin',
    '<name use="L"><given>Robin',
    [`${CHILD_NAME} has the attribute use, which does not belong there`],
  ],
  [
    'family before given',
    UPLOAD,
    '<given>Robin</given><family>O&apos;Sample</family>',
    '<family>A</family><given>B</given>',
    [`${CHILD_NAME} has given after family; it belongs before it`],
  ],
  [
    'a plan date of 8 digits',
    UPLOAD,
    '"202510060000"',
    '"20251006"',
    [
      `${CPP}/component[1]/cPPStartDate[1]/value[1] has an attribute value of the wrong form; wanted: twelve digits, yyyymmddhhmm, without an offset`,
    ],
  ],
  [
    'a plan date of 14 digits',
    UPLOAD,
    '"202510060000"',
    '"20251006000000"',
    [
      `${CPP}/component[1]/cPPStartDate[1]/value[1] has an attribute value of the wrong form; wanted: twelve digits, yyyymmddhhmm, without an offset`,
    ],
  ],
  [
    'a plan date with offset',
    UPLOAD,
    '"202510060000"',
    '"202510060000+0000"',
    [
      `${CPP}/component[1]/cPPStartDate[1]/value[1] has an attribute value of the wrong form; wanted: twelve digits, yyyymmddhhmm, without an offset`,
    ],
  ],
  ['a birth time of 12 digits', UPLOAD, '"20180320"', '"201803201200"', []],
  [
    'a phone with a blank',
    UPLOAD,
    'tel:01632960102',
    'tel:01632 960102',
    [`${AUTHORITY}/telecom[2] has an attribute value of the wrong form; wanted: tel: and digits, without blanks`],
  ],
  ['a phone with +44', UPLOAD, 'tel:01632960102', 'tel:+441632960102', []],
  ['a phone without use', UPLOAD, ' use="WP"', '', [`${AUTHORITY}/telecom[1] lacks the attribute use`]],
  [
    'a third phone',
    UPLOAD,
    '</organisation>',
    '<telecom value="tel:01632960103" use="WP"/></organisation>',
    [`${AUTHORITY} has telecom 3 times; wanted: at most 2`],
  ],
  [
    'a list of uses',
    UPLOAD,
    'use="EC"',
    'use="WP EC"',
    [
      `${AUTHORITY} does not have exactly one EC phone`,
      `${AUTHORITY}/telecom[2] has an attribute use of the wrong form; wanted: EC (emergency duty team) or WP (office), one of them`,
    ],
  ],
  [
    'no EC phone',
    UPLOAD,
    '<telecom value="tel:01632960102" use="EC"/>',
    '',
    [`${AUTHORITY} does not have exactly one EC phone`],
  ],
  [
    'an unborn plan without end',
    UPLOAD,
    '<component1><uCPEndDate><value value="202605200000"/></uCPEndDate></component1>',
    '',
    ['/File/record[2]/CP-ISRecord[1]/pertinentInformation[1]/COCT_TP146102GB01.UCPInformation[1] lacks component1'],
  ],
  [
    'a classCode',
    UPLOAD,
    '<CP-ISRecord>',
    '<CP-ISRecord classCode="ACTN">',
    ['/File/record[1]/CP-ISRecord[1] has the attribute classCode, which is implied'],
  ],
  [
    'a code',
    UPLOAD,
    '</component1>\n        </COCT_TP146101GB01',
    '</component1><code code="CPPIU"/></COCT_TP146101GB01',
    [`${CPP} has the element code, which is implied`],
  ],
  [
    'a codeSystem on the file answer',
    ACKNOWLEDGEMENT,
    'code="CPF03"',
    'code="CPF03" codeSystem="1.2"',
    [`${FILE_CODE} has the attribute codeSystem, which is implied`],
  ],
  ['a quantity of -1', ACKNOWLEDGEMENT, 'Quantity value="2"', 'Quantity value="-1"', []],
  ['a subject with only a local id', UPLOAD, NHS_ID, '', [`${CHILD} does not begin with an NHS number`]],
  [
    'a contentId that does not fit',
    UPLOAD,
    '"COCT_TP145101GB01#Child"',
    '"COCT_TP145100GB01#UnbornChild"',
    ['/File/record[1]/CP-ISRecord[1]/subject[1] has a contentId that does not fit its template'],
  ],
  [
    'a UUID in lower case',
    ACCESS_NOTICE,
    '6D0E2C71-94A5-4B0F-8C1D-2E3F4A5B6C01',
    '6d0e2c71-94a5-4b0f-8c1d-2e3f4a5b6c01',
    [
      '/CP-ISAccessToServiceNotification/id[1] has an attribute root of the wrong form; wanted: a UUID in capital letters',
    ],
  ],
  [
    'a time without offset',
    ACCESS_NOTICE,
    '20260108010000+0000',
    '20260108010000',
    [
      '/CP-ISAccessToServiceNotification/effectiveTime[1] has an attribute value of the wrong form; wanted: yyyymmddhhmmss and an offset such as +0000',
    ],
  ],
  [
    'a count that does not fit',
    UPLOAD,
    'Quantity value="2"',
    'Quantity value="3"',
    ['/File/transmissionQuantity is not the number of records'],
  ],
  ['an empty text', UPLOAD, '<given>Robin</given>', '<given/>', [`${CHILD_NAME}/given[1] has no text`]],
  [
    'a text between elements',
    UPLOAD,
    '<CP-ISRecord>',
    '<CP-ISRecord>?',
    ['/File/record[1]/CP-ISRecord[1] has a text of its own'],
  ],
  [
    'a header out of order',
    UPLOAD,
    '<creationTime value="20260107020000+0000"/>\n  <id extension="000456"/>',
    '<id extension="000456"/><creationTime value="20260107020000+0000"/>',
    ['/File has creationTime after id; it belongs before it'],
  ],
  [
    'an element of another namespace',
    INACTIVE_NUMBER_NOTICE,
    '<subjectOf>',
    '<x:y xmlns:x="urn:x"/><subjectOf>',
    ['/CP-ISInactiveNHSNumberNotification/subject[1]/pDSInactivePatient[1] has an element that does not belong there'],
  ],
  [
    'xsi:nil',
    UPLOAD,
    '<CP-ISRecord>',
    '<CP-ISRecord xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="false">',
    ['/File/record[1]/CP-ISRecord[1] has an attribute that does not belong there'],
  ],
]

for (const [name, xml, from, to, found] of edgeCases) {
  test(`${found.length === 0 ? 'accepts' : 'finds'} ${name}`, async () => {
    const deviations = await check(changed(xml, from, to))
    assert.deepEqual(
      deviations.map(({ place, sentence }) => `${place} ${sentence}`),
      found,
    )
  })
}

test('says the line of the tag that is wrong, or that holds what is wrong', async () => {
  const wrong = changed(changed(UPLOAD, '"20180320"', '"x"'), 'Quantity value="2"', 'Quantity value="3"')
  const whole = changed(wrong, '<name><given>Robin', '<name>\n\n<prefix>Miss</prefix><given>Robin')
  const lineOf = (text: string) => whole.slice(0, whole.indexOf(text)).split('\n').length
  const deviations = await check(whole)
  assert.deepEqual(
    deviations.map(({ line, sentence }) => [line, sentence]),
    [
      [lineOf('<birthTime'), 'has an attribute value of the wrong form; wanted: yyyymmdd'],
      [lineOf('<prefix'), 'has the element prefix, which does not belong there'],
      [lineOf('<transmissionQuantity'), 'is not the number of records'],
    ],
  )
})

test('an empty list in an access notice is strict', async () => {
  const empty = ACCESS_NOTICE.replace(/<pertinentInformation1>.*<\/pertinentInformation1>/s, '')
  assert.deepEqual(await check(empty), [])
})

test('reports no more than a hundred deviations', async () => {
  const wrong = UPLOAD.replace('</File>', `${'<record/>'.repeat(500)}</File>`)
  assert.equal((await check(wrong)).length, 100)
})

test('refuses what is no message', async () => {
  await assert.rejects(check('<html/>'), { code: 'MESSAGE_WRONG_ROOT' })
})
