import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changed, deviationsIn, openDoor, post, QUERY, skeleton } from './edge.ts'

// hl7v3.md 9.4: the edge cases that concern the query and its answer; those of the files are beside the strict check.

const RESPONSE = skeleton('4.4-response')
const FAILED = skeleton('4.7-query-failed')
const NUMBER = '<value extension="9990000018"/>'
const ROOT = '2.16.840.1.113883.2.1.4.1'

type Edge = readonly [name: string, message: string, from: string | RegExp, to: string, isFine?: 'fine']

const EDGES: readonly Edge[] = [
  ['root on the NHS number', QUERY, NUMBER, `<value root="${ROOT}" extension="9990000018"/>`],
  ['an NHS number of nine digits', QUERY, '9990000018', '999000001'],
  ['a UUID in lower case', QUERY, '5A1D7B1F0A02', '5a1d7b1f0a02'],
  ['a contentId that does not fit', QUERY, '#AssignedAuthor', '#System'],
  ['a classCode in the payload', QUERY, '<cP-ISNHSQuery>', '<cP-ISNHSQuery classCode="CACT">'],
  ['a code in the payload', QUERY, '<effectiveTime', '<code code="03"/><effectiveTime'],
  ['ControlActEvent without classCode in a query', QUERY, ' classCode="CACT"', '', 'fine'],
  ['ControlActEvent without classCode in an answer', RESPONSE, ' classCode="CACT"', ''],
  ['a versionCode outside the list', QUERY, 'v3INF_DMSv5.7:FIN', 'v9', 'fine'],
  [
    'an answer without earlier queries',
    RESPONSE,
    /<pertinentInformation13>[\s\S]*<\/pertinentInformation13>/,
    '',
    'fine',
  ],
  ['an answer without records', RESPONSE, /<pertinentInformation14>[\s\S]*<\/pertinentInformation14>/, ''],
  [
    'a delete date in an answer',
    RESPONSE,
    '</component>\n',
    '</component><component2><cPPDeleteDate><value value="202511030000"/></cPPDeleteDate></component2>',
  ],
  ['an upload’s plan template in an answer', RESPONSE, /COCT_TP146105GB01/g, 'COCT_TP146101GB01'],
  ['a query parameter of the notice', QUERY, /person\.NHSnumber/g, 'person.id'],
  ['`query` where it is `subject`', QUERY, /subject( typeCode="SUBJ")?>/g, 'query>'],
  [
    'two author1, which the schema allows and Spine does not',
    QUERY,
    /(<author1[\s\S]*?<\/author1>)/,
    '<author1/><author1/>',
  ],
  [
    'an author’s name in another order',
    QUERY,
    '<given>Jo</given><family>Clinician</family>',
    '<family>Clinician</family><given>Jo</given>',
    'fine',
  ],
  ['`queryAck` without its type', FAILED, ' type="QueryAck"', '', 'fine'],
  ['a reason without qualifier', FAILED, '<qualifier code="ER"/>', '', 'fine'],
  ['a query of a patient who is no child in words', QUERY, 'acceptAckCode code="NE"', 'acceptAckCode code="XX"'],
  [
    'xsi:schemaLocation',
    QUERY,
    '<QUPC_IN000006GB01 ',
    '<QUPC_IN000006GB01 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:hl7-org:v3 a.xsd" ',
    'fine',
  ],
  [
    'xsi:nil',
    QUERY,
    '<effectiveTime',
    '<effectiveTime xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"',
  ],
]

for (const [name, message, from, to, isFine] of EDGES) {
  test(`${name} is ${isFine ?? 'refused'}`, async () => {
    const edge = changed(message, from, to)
    const deviations = await deviationsIn(edge)
    assert.equal(deviations.length === 0, isFine === 'fine', deviations.join('\n'))
    if (message !== QUERY) return
    const { kind, status } = await post(openDoor(), { message: edge })
    assert.deepEqual([status, kind], isFine ? [200, 'REPC_IN000007GB01'] : [500, 'SOAP:Fault'])
  })
}

test('what breaks the schema is fault 202 and says line, place and what is wanted', async () => {
  const { codes, body } = await post(openDoor(), { message: changed(QUERY, '5A1D7B1F0A02', '5a1d7b1f0a02') })
  assert.deepEqual(codes, ['202'])
  assert.match(
    body,
    /The query does not keep to its schema \(line \d+, \/QUPC_IN000006GB01\/ControlActEvent\[1\]\/subject\[1\]\/CP-ISQueryStub\[1\]\/cP-ISNHSQuery\[1\]\/id\[1\] has an attribute root of the wrong form; wanted: a UUID in capital letters\)/,
  )
})
