import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SubmittedUpload } from '../../register/index.ts'
import { bytesOf, changed } from '../testing/bytes.ts'
import { UPLOAD } from '../testing/example-messages.ts'
import { readUpload } from './read-upload.ts'

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

const expected: SubmittedUpload = {
  kind: 'upload',
  sequence: '000456',
  createdAt: '2026-01-07T02:00:00.000Z',
  declaredCount: 2,
  authority: AUTHORITY,
  records: [
    {
      position: 1,
      plans: [
        { type: 'CPP', start: '2025-10-06', end: '2026-01-03' },
        { type: 'LAC', start: '2025-11-17', deleted: '2025-12-01' },
      ],
      subjects: [
        {
          kind: 'child',
          nhsNumber: '9990001006',
          localId: 'CHILD-7',
          localIdAuthority: '998:Sampleton Council',
          familyName: "O'Sample",
          givenName: 'Robin',
          birthDate: '2018-03-20',
        },
      ],
    },
    {
      position: 2,
      plans: [{ type: 'UCP', start: '2025-12-15', end: '2026-05-20' }],
      subjects: [
        {
          kind: 'mother',
          nhsNumber: '9990001014',
          familyName: 'Test-Example',
          givenName: 'Mária Zoë',
          birthDate: '1997-06-11',
        },
      ],
    },
  ],
}

test('reads an upload with a child of two plans and a mother', async () => {
  assert.deepEqual(await read(UPLOAD), expected)
})

test('prefixes and the order of the header make no difference', async () => {
  const prefixed = UPLOAD.replaceAll(/<(\/?)(?=[A-Za-z])(?!npfitlc)/g, '<$1v:').replace('xmlns=', 'xmlns:v=')
  assert.deepEqual(await read(prefixed), expected)
  const quantity = '<transmissionQuantity value="2"/>'
  const atTheEnd = changed(changed(UPLOAD, quantity, ''), '</File>', `${quantity}</File>`)
  assert.deepEqual(await read(atTheEnd), expected)
})

test('an upload without records is read: the register judges it', async () => {
  const empty = UPLOAD.replace(/<record>.*<\/record>/s, '')
  assert.deepEqual((await readable(empty)).records, [])
})

const CHILD_NAME = '<given>Robin</given><family>O&apos;Sample</family>'

/** What is read more kindly than the schema has it (hl7v3.md 9.4), and what comes of it in the first record. */
const tolerated: readonly [name: string, from: string, to: string, field: string, value: string | undefined][] = [
  ['two given names', '<given>Robin</given>', '<given>Robin</given><given>Jo</given>', 'givenName', 'Robin Jo'],
  ['a prefix', '<given>Robin', '<prefix>Miss</prefix><given>Robin', 'givenName', 'Robin'],
  ['a use of the name', `<name>${CHILD_NAME}`, `<name use="L">${CHILD_NAME}`, 'familyName', "O'Sample"],
  ['family before given', CHILD_NAME, '<family>First</family><given>Last</given>', 'familyName', 'First'],
  ['a birth time of 12 digits', '"20180320"', '"201803200915"', 'birthDate', '2018-03-20'],
  ['a birth time of 14 digits with offset', '"20180320"', '"20180320091500+0100"', 'birthDate', '2018-03-20'],
  ['a birth day that does not exist', '"20180320"', '"20180231"', 'birthDate', '2018-02-31'],
  ['a birth time that is none', '"20180320"', '"20 March"', 'birthDate', '20 March'],
  ['no birth time', '<birthTime value="20180320"/>', '', 'birthDate', undefined],
  ['an empty birth time', '<birthTime value="20180320"/>', '<birthTime nullFlavor="UNK"/>', 'birthDate', undefined],
  ['no given name', '<given>Robin</given>', '', 'givenName', undefined],
  ['a blank family name', 'O&apos;Sample', '  ', 'familyName', undefined],
  ['blanks around a name', 'Robin', '\n Robin\t', 'givenName', 'Robin'],
  ['only a local id', '<id root="2.16.840.1.113883.2.1.4.1" extension="9990001006"/>', '', 'nhsNumber', undefined],
  ['an NHS number of the old style', 'extension="9990001006"', 'extension="ABC/123"', 'nhsNumber', 'ABC/123'],
]

for (const [name, from, to, field, value] of tolerated) {
  test(`reads ${name}`, async () => {
    const { records } = await readable(changed(UPLOAD, from, to))
    assert.equal(records[0]?.fault, undefined)
    assert.equal(records[0]?.subjects[0]?.[field as 'givenName'], value)
    assert.deepEqual(records[1], expected.records[1])
  })
}

const dates: readonly [name: string, from: string, to: string, plan: object][] = [
  ['8 digits', '202510060000', '20251006', { type: 'CPP', start: '2025-10-06', end: '2026-01-03' }],
  [
    '14 digits with offset',
    '202510060000',
    '20251006000000+0000',
    { type: 'CPP', start: '2025-10-06', end: '2026-01-03' },
  ],
  ['a text', '202510060000', 'soon', { type: 'CPP', start: 'soon', end: '2026-01-03' }],
  ['no start', '<value value="202510060000"/>', '', { type: 'CPP', end: '2026-01-03' }],
  [
    'an end in another component',
    'component1><cPPEnd',
    'component2><cPPEnd',
    { type: 'CPP', start: '2025-10-06', end: '2026-01-03' },
  ],
]

for (const [name, from, to, plan] of dates) {
  test(`reads a plan date of ${name}`, async () => {
    const mended = changed(UPLOAD, from, to).replace(
      'cPPEndDate></component1>',
      to.startsWith('component2') ? 'cPPEndDate></component2>' : 'cPPEndDate></component1>',
    )
    const { records } = await readable(mended)
    assert.deepEqual(records[0]?.plans[0], plan)
    assert.equal(records[0]?.fault, undefined)
  })
}

test('an unborn plan without an end is left to the register', async () => {
  const { records } = await readable(
    changed(UPLOAD, '<component1><uCPEndDate><value value="202605200000"/></uCPEndDate></component1>', ''),
  )
  assert.deepEqual(records[1]?.plans, [{ type: 'UCP', start: '2025-12-15' }])
  assert.equal(records[1]?.fault, undefined)
})

test('a quantity that does not fit is left to the register', async () => {
  assert.equal((await readable(changed(UPLOAD, 'Quantity value="2"', 'Quantity value="-1"'))).declaredCount, -1)
})

test('phones keep their plus and lose their blanks; without the emergency phone the register judges', async () => {
  const blanks = await readable(changed(UPLOAD, 'tel:01632960102', 'tel:+44 1632 960102'))
  assert.equal(blanks.authority.emergencyPhone, '+441632960102')
  const none = await readable(changed(UPLOAD, '<telecom value="tel:01632960102" use="EC"/>', ''))
  assert.deepEqual(none.authority, { odsCode: '998', name: 'Sampleton Council', officePhone: '01632960101' })
})

test('a creation time that is none stays as sent', async () => {
  assert.equal((await readable(changed(UPLOAD, '20260107020000+0000', 'yesterday'))).createdAt, 'yesterday')
  assert.equal((await readable(changed(UPLOAD, '<creationTime value="20260107020000+0000"/>', ''))).createdAt, '')
})
