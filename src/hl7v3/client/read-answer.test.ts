import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { PROJECT_FOLDER } from '../../platform/index.ts'
import { changed } from '../testing/bytes.ts'
import { mutationsOf } from '../testing/mutations.ts'
import { serialise } from '../testing/serialise.ts'
import { readTree } from '../xml/xml-tree.ts'
import { readAnswer } from './read-answer.ts'

// What comes back is one of three answers, never confused (hl7v3.md 4.7, 4.8, 6.2, 7, 18).

const skeleton = (name: string) =>
  fs.readFileSync(path.join(PROJECT_FOLDER, 'test', 'conformance', 'hl7v3', 'skeletons', `${name}.xml`), 'utf8')
const RESPONSE = skeleton('4.4-response')
const FAILED = skeleton('4.7-query-failed')
const ACKNOWLEDGEMENT = skeleton('4.8-application-acknowledgement')

const sent = { messageId: '0b6c0e7a-3b59-4e6f-9c2d-5a1d7b1f0a01', queryId: '0b6c0e7a-3b59-4e6f-9c2d-5a1d7b1f0a02' }

const enveloped = (body: string, relatesTo = 'uuid:0B6C0E7A-3B59-4E6F-9C2D-5A1D7B1F0A01') =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing"><s:Header>${relatesTo && `<wsa:RelatesTo>${relatesTo}</wsa:RelatesTo>`}</s:Header><s:Body>${body}</s:Body></s:Envelope>`
const wrapped = (body: string, element = 'CP-ISNHSQueryResponse') =>
  `<${element} xmlns="urn:hl7-org:v3">${body}</${element}>`
const read = (body: string, status = 200) => readAnswer({ status, body: new TextEncoder().encode(body) }, sent)
const withoutProlog = (xml: string) => xml.replace(/^<\?xml.*\?>/, '')

test('plans: wrapped, bare, and in one more element of any name', () => {
  for (const body of [wrapped(RESPONSE), RESPONSE, wrapped(RESPONSE, 'somethingElse')]) {
    const answer = read(enveloped(withoutProlog(body)))
    assert.equal(answer.kind, 'Known')
    assert.ok(answer.kind === 'Known')
    assert.deepEqual(answer.unread, [])
    assert.deepEqual(answer.warnings, [])
    assert.deepEqual(answer.plans, [
      {
        type: 'CPP',
        typeAsSent: 'COCT_TP146105GB01#CPPInformation',
        start: '2025-11-03',
        subject: 'child',
        nhsNumber: '9990000018',
        subjectName: { given: 'Sam', family: 'Sample' },
        birthDate: '2019-02-14',
        authority: {
          code: '999',
          name: 'Exampleshire Council',
          emergencyPhone: '01632960002',
          officePhone: '01632960001',
        },
      },
    ])
    assert.equal(answer.history.length, 1)
  }
})

test('a warning beside the plans is kept', () => {
  const warning =
    '<reason typeCode="RSON"><justifyingDetectedIssueEvent><code code="X-WITHHELD" codeSystem="1" displayName="ring"><qualifier code="WG"/></code></justifyingDetectedIssueEvent></reason>'
  const answer = read(changed(RESPONSE, '<subject typeCode="SUBJ">', `${warning}<subject typeCode="SUBJ">`))
  assert.ok(answer.kind === 'Known')
  assert.deepEqual(answer.warnings, [{ code: 'X-WITHHELD', display: 'ring', severity: 'WG' }])
})

const TWO = FAILED.replace(
  /(<reason[\s\S]*?<\/reason>)/,
  (_all, reason: string) => reason.replace('"NHSNCC002"', '"1"') + reason,
)
const NO_RECORD: readonly [name: string, body: string][] = [
  ['as captured, wrapped', enveloped(wrapped(TWO))],
  ['bare', enveloped(FAILED)],
  ['without an envelope', FAILED],
  ['without queryAck, as in another of Spine’s transforms', FAILED.replace(/<queryAck.*<\/queryAck>/, '')],
  ['NF without a reason', FAILED.replace(/<reason[\s\S]*<\/reason>/, '').replace('code="ID"', 'code="NF"')],
  ['in a prefix of its own', FAILED.replaceAll(/<(\/?)(?=\w)/g, '<$1hl7:').replace('xmlns=', 'xmlns:hl7=')],
]
for (const [name, body] of NO_RECORD) {
  test(`no record, ${name}`, () => assert.deepEqual(read(body), { kind: 'NotKnown' }))
}

const OTHER_ERROR = changed(FAILED, '"NHSNCC002"', '"NHSNCC999"')
const BOTH = FAILED.replace(
  /(<reason[\s\S]*?<\/reason>)/,
  (_all, reason: string) => reason + reason.replace('"NHSNCC002"', '"X"'),
)
const HTML = '<!doctype html><html><body>NHSNCC002 NHS Number Not Found</body></html>'
const faultOf = (code: string) =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>No</faultstring><detail><nasp:errorList xmlns:nasp="http://national.carerecords.nhs.uk/schema/"><nasp:error><nasp:description>wrong</nasp:description><nasp:errorCode>${code}</nasp:errorCode><nasp:location>here</nasp:location></nasp:error></nasp:errorList></detail></s:Fault></s:Body></s:Envelope>`

const FAILURES: readonly [name: string, body: string, why: string, codes: readonly string[], status?: number][] = [
  ['an application acknowledgement', enveloped(ACKNOWLEDGEMENT), 'refused', ['GE002']],
  ['one in an element of any name', enveloped(wrapped(ACKNOWLEDGEMENT, 'whatever')), 'refused', ['GE002']],
  [
    'an acknowledgement that accepts, without an answer',
    changed(ACKNOWLEDGEMENT, '"AE"', '"AA"'),
    'refused',
    ['GE002'],
  ],
  ['a query that failed for another reason', enveloped(OTHER_ERROR), 'refused', ['NHSNCC999']],
  ['"no record" with a further error', enveloped(BOTH), 'refused', ['NHSNCC002', 'X']],
  ['"no record" that says OK', changed(FAILED, 'code="ID"', 'code="OK"'), 'refused', ['NHSNCC002']],
  ['ID without a reason', FAILED.replace(/<reason[\s\S]*<\/reason>/, ''), 'refused', []],
  [
    'an answer without a subject',
    RESPONSE.replace(/<subject typeCode[\s\S]*<\/subject>\s*(?=<queryAck)/, ''),
    'not-ours',
    [],
  ],
  ['an answer that does not say OK', changed(RESPONSE, 'code="OK"', 'code="NF"'), 'refused', []],
  ['a SOAP fault', faultOf('202'), 'fault', ['202'], 500],
  ['a SOAP fault with HTTP 200', faultOf('200'), 'fault', ['200']],
  ['"no record" with HTTP 500', enveloped(FAILED), 'unreadable', [], 500],
  ['a page of a proxy', HTML, 'unreadable', [], 502],
  ['a page of a proxy that says all is well', HTML, 'unreadable', []],
  ['nothing', '', 'unreadable', []],
  ['half an answer', RESPONSE.slice(0, 2_000), 'unreadable', []],
  ['our own query', skeleton('4.3-query'), 'not-ours', []],
  ['an answer to another query, by its header', enveloped(FAILED, `uuid:${sent.queryId}`), 'not-ours', []],
  [
    'an answer to another query, by itself',
    changed(FAILED, '5A1D7B1F0A01"/></messageRef>', '5A1D7B1F0A99"/></messageRef>'),
    'not-ours',
    [],
  ],
  ['plans of another query', RESPONSE.replace('5A1D7B1F0A02', '5A1D7B1F0A99'), 'not-ours', []],
]

for (const [name, body, why, codes, status] of FAILURES) {
  test(`${name} is "not checked"`, () => {
    const answer = read(body, status)
    assert.ok(answer.kind === 'NotChecked')
    assert.deepEqual([answer.why, answer.reasons.map(({ code }) => code)], [why, codes])
  })
}

test('a fault is told with its words and its place', () => {
  const answer = read(faultOf('101'), 500)
  assert.ok(answer.kind === 'NotChecked')
  assert.deepEqual(answer.reasons, [{ code: '101', display: 'wrong (here)', severity: 'ER' }])
})

test('whatever single thing is wrong with plans, they never become "no record"', () => {
  for (const { what, document } of mutationsOf(readTree(new TextEncoder().encode(RESPONSE)))) {
    const answer = read(enveloped(serialise(document)))
    assert.notEqual(answer.kind, 'NotKnown', what)
    if (answer.kind === 'Known') assert.ok(answer.plans.length > 0 || answer.unread.length > 0, what)
  }
})

test('whatever single thing is wrong with a failure, it never becomes "no record"', () => {
  for (const { what, document } of mutationsOf(readTree(new TextEncoder().encode(ACKNOWLEDGEMENT))))
    assert.equal(read(enveloped(serialise(document))).kind, 'NotChecked', what)
})
