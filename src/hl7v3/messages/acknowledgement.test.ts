import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { RowVerdict, SubmittedRecord, UploadAnswer } from '../../register/index.ts'
import { RECORD_CODES } from '../parts/vocabulary.ts'
import { checkMessage } from '../strict/check-message.ts'
import { upload as anyUpload } from '../testing/arbitraries.ts'
import { bytesOf, changed } from '../testing/bytes.ts'
import { ACKNOWLEDGEMENT, UPLOAD } from '../testing/example-messages.ts'
import { readAcknowledgement } from './read-acknowledgement.ts'
import { readNotice } from './read-notice.ts'
import { readUpload } from './read-upload.ts'
import { ACKNOWLEDGEMENT_SETTINGS, writeAcknowledgement } from './write-acknowledgement.ts'

const read = (xml: string) => readAcknowledgement(bytesOf(xml))
const NOW = new Date('2026-01-07T03:15:00Z')

const child: SubmittedRecord = {
  position: 1,
  plans: [{ type: 'CPP', start: '2025-10-06' }],
  subjects: [
    {
      kind: 'child',
      nhsNumber: '9990001006',
      localId: 'CHILD-7',
      familyName: 'Sample',
      givenName: 'Robin',
      birthDate: '2018-03-20',
    },
  ],
}
const mother: SubmittedRecord = {
  position: 2,
  plans: [{ type: 'UCP', start: '2025-12-15', end: '2026-05-20' }],
  subjects: [
    { kind: 'mother', nhsNumber: '9990001014', familyName: 'Test', givenName: 'Zoë', birthDate: '1997-06-11' },
  ],
}

function answerOf(verdicts: readonly RowVerdict[], change: Partial<UploadAnswer> = {}): UploadAnswer {
  return {
    uploadId: 'u',
    sequence: '000456',
    processed: verdicts.length,
    fileCode: 'CPF03',
    authority: { odsCode: '998', name: 'Sampleton Council', emergencyPhone: '01632960102' },
    verdicts,
    ...change,
  }
}

test('reads an acknowledgement with a detail for the refused record only', async () => {
  const expected = {
    sequence: '000456',
    processed: 2,
    fileCode: 'CPF03',
    failed: 1,
    successful: 1,
    verdicts: [
      { code: 'CPR03', position: 1, nhsNumber: '9990001006', localId: 'CHILD-7' },
      { code: 'CPR06', nhsNumber: '9990001014' },
    ],
  }
  assert.deepEqual(await read(ACKNOWLEDGEMENT), expected)
  assert.deepEqual(await readNotice(bytesOf(ACKNOWLEDGEMENT)), { kind: 'acknowledgement', acknowledgement: expected })
})

test('writes verdicts, echoes, counts and our own detail', async () => {
  const detail = { code: 'X-START-FUTURE', sentence: 'The plan starts after today' }
  const written = writeAcknowledgement(
    answerOf([
      { record: child, code: 'CPR07', detail },
      { record: mother, code: 'CPR06' },
    ]),
    NOW,
  )
  assert.deepEqual(await checkMessage(bytesOf(written)), [])
  assert.match(written, /<creationTime value="20260107031500\+0000"\/><id extension="000456"\/>/)
  assert.match(
    written,
    /<translation code="X-START-FUTURE" codeSystem="2\.25\.\d+" displayName="The plan starts after today"\/>/,
  )
  assert.match(written, /<invalidCP-ISRecord><pertinentInformation>/)
  assert.match(written, /<validCP-ISRecord><subject>/)
  assert.deepEqual(await read(written), {
    sequence: '000456',
    processed: 2,
    fileCode: 'CPF03',
    failed: 1,
    successful: 1,
    verdicts: [
      { code: 'CPR07', detail, position: 1, nhsNumber: '9990001006', localId: 'CHILD-7' },
      { code: 'CPR06', position: 2, nhsNumber: '9990001014' },
    ],
  })
})

test('location and code system are settings', () => {
  const written = writeAcknowledgement(
    answerOf([{ record: child, code: 'CPR07', detail: { code: 'X-A', sentence: 'a' } }]),
    NOW,
    { location: ({ position }) => `/File/record[${position}]`, detailCodeSystem: '1.2.3' },
  )
  assert.match(written, /<location>\/File\/record\[1\]<\/location>/)
  assert.match(written, /<translation code="X-A" codeSystem="1\.2\.3"/)
  assert.match(ACKNOWLEDGEMENT_SETTINGS.location({ position: 3, message: 2 }), /^\/FileResponse\/message\[2\]$/)
})

const [subject] = child.subjects
const [plan] = child.plans
const unechoable: readonly [name: string, change: Partial<SubmittedRecord>][] = [
  ['no subject', { subjects: [] }],
  ['no plan', { plans: [] }],
  ['no id of any kind', { subjects: [{ kind: 'child', familyName: 'A', givenName: 'B', birthDate: '2018-03-20' }] }],
  ['no name', { subjects: [{ kind: 'child', nhsNumber: '9990001006', birthDate: '2018-03-20' }] }],
  ['a birth date in words', { subjects: [{ ...subject, kind: 'child', birthDate: 'spring' }] }],
  ['a plan date in words', { plans: [{ ...plan, type: 'CPP', start: 'soon' }] }],
  ['an end in words', { plans: [{ ...plan, type: 'CPP', end: 'soon' }] }],
  ['an unborn plan without end', { plans: [{ type: 'UCP', start: '2025-12-15' }] }],
  ['a fourth plan', { plans: Array(4).fill(plan) }],
]

for (const [name, change] of unechoable) {
  test(`a record with ${name} has no echo and keeps its verdict, count and position`, async () => {
    const verdicts: RowVerdict[] = [
      { record: { ...child, ...change, fault: 'f' }, code: 'CPR07' },
      { record: mother, code: 'CPR06' },
      { record: { ...child, position: 3 }, code: 'CPR01' },
      { record: { ...child, ...change, position: 4 }, code: 'CPR07' },
      { record: { ...mother, position: 5 }, code: 'CPR06' },
    ]
    const written = writeAcknowledgement(answerOf(verdicts), NOW)
    assert.deepEqual(await checkMessage(bytesOf(written)), [])
    assert.deepEqual(
      [...written.matchAll(/<location>(.*?)<\/location>/g)].map(match => match[1]),
      [
        '/File/record[1]',
        '/FileResponse/message[1]',
        '/FileResponse/message[2]',
        '/File/record[4]',
        '/FileResponse/message[3]',
      ],
    )
    const { failed, successful, processed, verdicts: found } = await read(written)
    assert.deepEqual([failed, successful, processed], [3, 2, 5])
    assert.deepEqual(
      found.map(({ position, code, nhsNumber }) => [position, code, nhsNumber]),
      [
        [1, 'CPR07', undefined],
        [2, 'CPR06', '9990001014'],
        [3, 'CPR01', '9990001006'],
        [4, 'CPR07', undefined],
        [5, 'CPR06', '9990001014'],
      ],
    )
  })
}

test('a record with only a local id is echoed', async () => {
  const record = { ...child, subjects: [{ ...subject, kind: 'child' as const }] }
  const { nhsNumber: _, ...local } = record.subjects[0] ?? { kind: 'child' as const }
  const written = writeAcknowledgement(answerOf([{ record: { ...record, subjects: [local] }, code: 'CPR07' }]), NOW)
  assert.deepEqual((await read(written)).verdicts, [{ code: 'CPR07', position: 1, localId: 'CHILD-7' }])
})

test('a file that could not be read: -1 twice, no record, no message', async () => {
  const answer = answerOf([], { sequence: '-1', processed: -1, fileCode: 'CPF01' })
  const written = writeAcknowledgement(answer, NOW)
  assert.deepEqual(await checkMessage(bytesOf(written)), [])
  assert.doesNotMatch(written, /<message>|<acknowledgementRecord>/)
  const expected = { sequence: '-1', processed: -1, fileCode: 'CPF01', failed: 0, successful: 0, verdicts: [] }
  assert.deepEqual(await read(written), expected)
  const nobody = writeAcknowledgement({ ...answer, authority: { odsCode: '', name: '' } }, NOW)
  assert.doesNotMatch(nobody, /communicationFunctionRcv/)
  assert.deepEqual(await read(nobody), expected)
})

test('a file whose records were not tried counts them all as failed', async () => {
  const { failed, successful } = await read(
    writeAcknowledgement(answerOf([], { processed: 7, fileCode: 'CPF05' }), NOW),
  )
  assert.deepEqual([failed, successful], [7, 0])
})

test('survives an answer of the file part alone, with the id where Spine puts it', async () => {
  const short = `<FileResponse xmlns="urn:hl7-org:v3"><creationTime value="20260107031500"/><id value="000456"/><transmissionQuantity value="-1"/><acknowledgementFile><acknowledgementFileDetail><code code="CPF99" displayName="?"/></acknowledgementFileDetail></acknowledgementFile></FileResponse>`
  assert.deepEqual(await read(short), { sequence: '000456', processed: -1, fileCode: 'CPF99', verdicts: [] })
  const shorter = short.replace(/<creationTime.*?<acknowledgementFile>/, '<acknowledgementFile>')
  assert.deepEqual(await read(shorter), { sequence: '-1', processed: -1, fileCode: 'CPF99', verdicts: [] })
})

test('without a file code there is no acknowledgement', async () => {
  await assert.rejects(read('<FileResponse xmlns="urn:hl7-org:v3"><id extension="1"/></FileResponse>'), {
    code: 'MESSAGE_INCOMPLETE',
    message: 'The message lacks a part that cannot be done without (acknowledgementFile)',
  })
})

const LOCATION = '/FileResponse/message[1]'
const person = { code: 'CPR03', nhsNumber: '9990001006', localId: 'CHILD-7' }
const first = { ...person, position: 1 }
const locations: readonly [xpath: string, verdict: object][] = [
  ['/FileResponse/message[1]/cP-ISLAAcknowledgementResponse[1]/pertinentInformation1/invalidCP-ISRecord', first],
  ['/hl7:FileResponse[1]/hl7:message[1]/hl7:cP-ISLAAcknowledgementResponse[7]', first],
  ["/*[local-name()='FileResponse']/*[local-name()='message'][1]", first],
  ["/*[local-name()='FileResponse']/*[local-name()='message'][position() = 1]/x", first],
  ['/File/record[1]/CP-ISRecord', first],
  ['/File[1]/record[1]', first],
  ['//x[1]', first],
  // A message with another outcome than the code gives no place. The only refused echo is the only refused verdict's.
  ['/FileResponse/message[2]', person],
  // A place in the upload stands, though the message with this number is another's.
  ['/File/record[2]', { ...person, position: 2 }],
  ['/FileResponse/message[9]', person],
  ['/File/record[0]', person],
  ['/File/record', person],
  ['record 1', person],
]

for (const [xpath, verdict] of locations) {
  test(`understands the location ${xpath}`, async () => {
    const { verdicts } = await read(changed(ACKNOWLEDGEMENT, LOCATION, xpath))
    assert.deepEqual(verdicts[0], verdict)
    assert.equal(verdicts.filter(each => each.nhsNumber === '9990001006').length, 1)
  })
}

test('a refused echo nobody speaks of is a refusal without a code, a valid one is stored', async () => {
  const silent = ACKNOWLEDGEMENT.replace(/<acknowledgementRecord>.*<\/acknowledgementRecord>/s, '')
  assert.deepEqual((await read(silent)).verdicts, [
    { code: 'CPR06', nhsNumber: '9990001014' },
    {
      code: 'CPR07',
      detail: { code: 'X-UNEXPLAINED', sentence: 'The record came back as invalid without a code' },
      nhsNumber: '9990001006',
      localId: 'CHILD-7',
    },
  ])
})

test('with places in the upload and some records not echoed, no record comes twice', async () => {
  const verdicts: RowVerdict[] = [
    { record: { ...child, subjects: [] }, code: 'CPR07' },
    { record: mother, code: 'CPR06' },
    { record: { ...child, position: 3 }, code: 'CPR01' },
    { record: { ...child, position: 4 }, code: 'CPR01' },
  ]
  const location = ({ position }: { readonly position: number }) => `/File/record[${position}]`
  const written = writeAcknowledgement(answerOf(verdicts), NOW, { ...ACKNOWLEDGEMENT_SETTINGS, location })
  assert.deepEqual((await read(written)).verdicts, [
    { code: 'CPR07', position: 1 },
    { code: 'CPR06', position: 2, nhsNumber: '9990001014' },
    { code: 'CPR01', position: 3 },
    { code: 'CPR01', position: 4 },
  ])
})

test('an unknown record code is kept as it is', async () => {
  const { verdicts } = await read(changed(ACKNOWLEDGEMENT, 'code="CPR03"', 'code="CPR42"'))
  assert.deepEqual(verdicts[0], { ...first, code: 'CPR42' })
})

test('any upload with any verdicts: strict, countable, and each verdict finds its record', async () => {
  const codes = fc.constantFrom(...(Object.keys(RECORD_CODES) as RowVerdict['code'][]))
  const property = fc.asyncProperty(
    anyUpload,
    fc.array(codes, { minLength: 5, maxLength: 5 }),
    async (upload, given) => {
      const verdicts = upload.records.map((record, index) => ({ record, code: given[index] ?? 'CPR06' }))
      const written = writeAcknowledgement(answerOf(verdicts, { authority: upload.authority }), NOW)
      assert.deepEqual(await checkMessage(bytesOf(written)), [])
      const found = await read(written)
      assert.equal((found.failed ?? 0) + (found.successful ?? 0), found.processed)
      assert.deepEqual(
        found.verdicts.map(each => [each.position, each.code, each.nhsNumber]),
        verdicts.map(({ record, code }) => [record.position, code, record.subjects[0]?.nhsNumber]),
      )
    },
  )
  await fc.assert(property, { numRuns: 100 })
})

test('answers an upload with faults in its records', async () => {
  const upload = await readUpload(bytesOf(changed(UPLOAD, '<birthTime value="20180320"/>', '')))
  if (upload.kind !== 'upload') assert.fail(upload.explanation)
  const verdicts = upload.records.map(record => ({ record, code: 'CPR07' as const }))
  const written = writeAcknowledgement(answerOf(verdicts, { authority: upload.authority, fileCode: 'CPF04' }), NOW)
  assert.deepEqual(await checkMessage(bytesOf(written)), [])
  assert.deepEqual(
    (await read(written)).verdicts.map(each => each.position),
    [1, 2],
  )
})
