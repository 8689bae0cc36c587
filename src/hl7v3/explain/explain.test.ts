import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { PROJECT_FOLDER } from '../../platform/index.ts'
import { writeFault } from '../spine/soap-fault.ts'
import { changed } from '../testing/bytes.ts'
import { explainMessage } from './explain-message.ts'

const skeleton = (name: string) =>
  fs.readFileSync(path.join(PROJECT_FOLDER, 'test', 'conformance', 'hl7v3', 'skeletons', `${name}.xml`), 'utf8')
const explain = (xml: string) => explainMessage(new TextEncoder().encode(xml))

const TOLD: readonly [name: string, xml: string, lines: readonly string[]][] = [
  [
    'an upload',
    skeleton('4.1-upload'),
    [
      'Message 01, upload 000123 of Exampleshire Council (999), written 5 January 2026 at 02:00',
      'Phones: emergency duty team 01632960002, office hours 01632960001',
      'Records: 2, of 2 declared',
      '',
      "Record 1: child Sam SAMPLE, born 14 February 2019, NHS number 999 000 0018, the authority's LOCAL-42",
      '  child protection plan from 3 November 2025, to 2 January 2026',
      '',
      'Record 2: mother Alex EXAMPLE, born 7 July 1998, NHS number 999 000 0026',
      '  plan for an unborn child from 1 December 2025, to 30 April 2026',
    ],
  ],
  [
    'an upload that cannot be read',
    changed(skeleton('4.1-upload'), 'extension="000123"', 'extension="x"'),
    [
      'Message 01, an upload that cannot be read',
      'The upload has no readable file sequence number (UPLOAD_SEQUENCE_WRONG)',
    ],
  ],
  [
    'an acknowledgement',
    skeleton('4.2-acknowledgement'),
    [
      'Message 02, acknowledgement of upload 000123',
      'CPF03 Partial File Upload',
      'Records dealt with: 2; stored: 1; refused: 1',
      "Record 1, NHS number 999 000 0018, the authority's LOCAL-42: CPR01 PDS Error - No Match Found for NHS Number",
      'A record, NHS number 999 000 0026: CPR06 Successful Record Upload',
    ],
  ],
  [
    'a query',
    skeleton('4.3-query'),
    [
      'Message 03, a query of 5 January 2026 at 10:15, a standard look-up: the authority is told',
      'Dr Jo CLINICIAN, Consultant of Example Hospital Trust (RZZ) asks about NHS number 999 000 0018',
    ],
  ],
  [
    'a silent query of a system',
    changed(skeleton('4.3-query-of-a-system'), '<person.', '<accessEventType value="false"/><person.'),
    [
      'Message 03, a query of 5 January 2026 at 10:15, a silent look-up: no authority is told',
      'system 100000000002 of Example Hospital Trust (RZZ), for which answers Dr Jo CLINICIAN, Consultant asks about NHS number 999 000 0018',
    ],
  ],
  [
    'an answer that cannot be read whole',
    changed(skeleton('4.4-response'), 'ChildRecords><value value="1"', 'ChildRecords><value value="2"'),
    [
      'Message 04, the answer to a query, 5 January 2026 at 10:15',
      'NOT READ WHOLE: The answer names another total than the 1 records found in it',
      '',
      'Child protection plan from 3 November 2025',
      '  child Sam SAMPLE, born 14 February 2019, NHS number 999 000 0018',
      '  Exampleshire Council (999): emergency duty team 01632960002, office hours 01632960001',
      '',
      'Look-ups in the access history: 1',
      '  5 January 2026 at 10:15: Dr Jo CLINICIAN, Consultant of Example Hospital Trust (RZZ)',
    ],
  ],
  [
    'an access notice',
    skeleton('4.5-access-notice'),
    [
      'Message 05, access notice to Exampleshire Council (999), written 6 January 2026 at 01:00',
      'Look-ups: 1. Somebody looked; it is not proof of attendance',
      "5 January 2026 at 10:15: Dr Jo CLINICIAN, Consultant of Example Hospital Trust (RZZ), about NHS number 999 000 0018, the authority's LOCAL-42, from upload 000123",
    ],
  ],
  [
    'a number without a new one',
    skeleton('4.6-inactive-number-notice').replace(/<replacedBy>.*<\/replacedBy>/, ''),
    [
      'Message 06, inactive NHS numbers, to Exampleshire Council (999), written 6 January 2026 at 02:00',
      "NHS number 999 000 0018, the authority's LOCAL-42, from upload 000123 is no longer in use; nothing takes its place",
    ],
  ],
  [
    'no record',
    skeleton('4.7-query-failed'),
    [
      'The query failed, or found no record',
      'Error NHSNCC002 NHS Number Not Found: the register was read and holds nothing, which is no reassurance',
    ],
  ],
  [
    'a query that was not answered',
    skeleton('4.8-application-acknowledgement'),
    ['The query was taken and not answered', 'Error GE002 Unexpected business error encountered.'],
  ],
  [
    'a SOAP fault',
    writeFault({ by: 'Client', code: '101', location: 'HTTP Header - SOAPAction', description: 'Not supported' }),
    ['A SOAP fault: the message was not taken', 'Error 101 Not supported (HTTP Header - SOAPAction)'],
  ],
]

for (const [name, xml, lines] of TOLD) {
  test(`${name} is told in words`, async () => assert.deepEqual(await explain(xml), lines))
}

test('what is no message is refused', async () => {
  await assert.rejects(explain('<a/>'), { code: 'MESSAGE_WRONG_ROOT' })
  await assert.rejects(explain('<QUQI_IN010000UK14 xmlns="urn:hl7-org:v3"/>'), { code: 'MESSAGE_EMPTY' })
  await assert.rejects(explain('not XML'), { code: 'XML_NOT_WELL_FORMED' })
})
