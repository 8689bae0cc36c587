import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AccessNotice, InactiveNumberNotice } from '../../notifications/index.ts'
import { checkMessage } from '../strict/check-message.ts'
import { accessNotice, inactiveNumberNotice } from '../testing/arbitraries.ts'
import { bytesOf, changed } from '../testing/bytes.ts'
import { ACCESS_NOTICE, INACTIVE_NUMBER_NOTICE, UPLOAD } from '../testing/example-messages.ts'
import { readAccessNotice, writeAccessNotice } from './access-notice.ts'
import { readInactiveNumberNotice, writeInactiveNumberNotice } from './inactive-number-notice.ts'
import { readNotice } from './read-notice.ts'

const authority = { odsCode: '998', name: 'Sampleton Council' }
const localId = { value: 'CHILD-7', authority: '998:Sampleton Council' }

const access: AccessNotice = {
  kind: 'access',
  noticeId: '6d0e2c71-94a5-4b0f-8c1d-2e3f4a5b6c01',
  createdAt: new Date('2026-01-08T01:00:00Z'),
  authority,
  accesses: [
    {
      accessId: '6d0e2c71-94a5-4b0f-8c1d-2e3f4a5b6c02',
      at: new Date('2026-01-07T13:45:02Z'),
      author: {
        kind: 'person',
        userId: '100000000021',
        roleProfileId: '100000000022',
        roleCode: 'R0050',
        roleName: 'Consultant',
        name: { prefix: 'Dr', given: ['Max'], family: 'Clinician' },
        organisation: { odsCode: 'RZY', name: 'Example Infirmary' },
      },
      nhsNumber: '9990001006',
      localId,
      uploadSequence: '000456',
    },
    {
      accessId: '6d0e2c71-94a5-4b0f-8c1d-2e3f4a5b6c03',
      at: new Date('2026-01-07T15:00:00Z'),
      author: {
        kind: 'device',
        systemId: '100000000023',
        responsible: [{ roleCode: 'R0050', roleName: 'Consultant', name: { given: ['Kim'], family: 'Lead' } }],
        organisation: { odsCode: 'RZY01', name: 'Example Infirmary, North Site' },
      },
      nhsNumber: '9990001014',
      uploadSequence: '000456',
    },
  ],
}

const inactive: InactiveNumberNotice = {
  kind: 'inactive-number',
  noticeId: '6d0e2c71-94a5-4b0f-8c1d-2e3f4a5b6c04',
  createdAt: new Date('2026-01-08T02:00:00Z'),
  authority,
  numbers: [
    { nhsNumber: '9990001006', localId, replacedBy: '9990001022', uploadSequence: '000456' },
    { nhsNumber: '9990001014', uploadSequence: '000457' },
  ],
}

test('reads an access notice with a person and a system', async () => {
  assert.deepEqual(await readAccessNotice(bytesOf(ACCESS_NOTICE)), access)
  assert.deepEqual(await readNotice(bytesOf(ACCESS_NOTICE)), { kind: 'access', notice: access })
})

test('reads an inactive number notice, with and without a successor', async () => {
  assert.deepEqual(await readInactiveNumberNotice(bytesOf(INACTIVE_NUMBER_NOTICE)), inactive)
  assert.deepEqual(await readNotice(bytesOf(INACTIVE_NUMBER_NOTICE)), { kind: 'inactive-number', notice: inactive })
})

const squeezed = (xml: string) =>
  xml
    .replace(/<\?.*\?>/, '')
    .replaceAll(/>\s+</g, '><')
    .trim()

test('writes both examples byte for byte, but for blanks and the site code', () => {
  const organisation = changed(ACCESS_NOTICE, '4.19.2', '4.19.1')
  assert.equal(squeezed(writeAccessNotice(access)), squeezed(organisation))
  assert.equal(squeezed(writeInactiveNumberNotice(inactive)), squeezed(INACTIVE_NUMBER_NOTICE))
})

test('an access notice that is written reads as it was, grouped by upload', async () => {
  await fc.assert(
    fc.asyncProperty(accessNotice, async notice => {
      const written = writeAccessNotice(notice)
      assert.deepEqual(await checkMessage(bytesOf(written)), [])
      const accesses = [...Map.groupBy(notice.accesses, each => each.uploadSequence).values()].flat()
      assert.deepEqual(await readAccessNotice(bytesOf(written)), { ...notice, accesses })
    }),
    { numRuns: 200 },
  )
})

test('an inactive number notice that is written reads as it was', async () => {
  await fc.assert(
    fc.asyncProperty(inactiveNumberNotice, async notice => {
      const written = writeInactiveNumberNotice(notice)
      assert.deepEqual(await checkMessage(bytesOf(written)), [])
      assert.deepEqual(await readInactiveNumberNotice(bytesOf(written)), notice)
    }),
    { numRuns: 100 },
  )
})

test('a notice of no access is a message all the same', async () => {
  const written = writeAccessNotice({ ...access, accesses: [] })
  assert.match(written, /<pertinentTotalReturnedRecords><value value="0"\/>/)
  assert.deepEqual(await readAccessNotice(bytesOf(written)), { ...access, accesses: [] })
})

test('of several new numbers the first is taken', async () => {
  const several = changed(INACTIVE_NUMBER_NOTICE, '</newVersion>', '<id extension="9990001030"/></newVersion>')
  assert.deepEqual(await readInactiveNumberNotice(bytesOf(several)), inactive)
})

const lenient: readonly [name: string, from: string, to: string, author: object][] = [
  [
    'a name as plain text',
    '<prefix>Dr</prefix><given>Max</given><family>Clinician</family>',
    'Dr Max Clinician',
    { name: { given: [], family: 'Dr Max Clinician' } },
  ],
  [
    'no role',
    '<code code="R0050" codeSystem="2.16.840.1.113883.2.1.3.2.4.17.196" displayName="Consultant"/>',
    '',
    { roleCode: '', roleName: '' },
  ],
  ['another code system of roles', '.17.196', '.17.124', {}],
]

for (const [name, from, to, change] of lenient) {
  test(`reads an author with ${name}`, async () => {
    const notice = await readAccessNotice(bytesOf(changed(ACCESS_NOTICE, from, to)))
    assert.deepEqual(notice.accesses[0]?.author, { ...access.accesses[0]?.author, ...change })
  })
}

const NOT_DONE = 'The message lacks a part that cannot be done without'
const incomplete: readonly [name: string, from: string, to: string, place: string][] = [
  ['its id', '<id root="6D0E2C71-94A5-4B0F-8C1D-2E3F4A5B6C01"/>', '', 'the notice, id'],
  ['its time', '"20260108010000+0000"', '"today"', 'the notice, effectiveTime'],
  ['its recipient', 'COCT_TP145103GB01#IntendedRecipient', 'COCT_TP145103GB01#Other', 'primaryInformationRecipient'],
  ['an author it knows', 'COCT_TP145104GB01#System', 'COCT_TP145104GB01#Other', 'record access 1, query 2, author'],
  ['an NHS number', 'extension="9990001014"', '', 'record access 1, query 2, NHS number'],
  ['the upload', '<value extension="000456"/>', '<value/>', 'record access 1, upload file'],
]

for (const [name, from, to, place] of incomplete) {
  test(`refuses an access notice without ${name}`, async () => {
    await assert.rejects(readAccessNotice(bytesOf(changed(ACCESS_NOTICE, from, to))), {
      code: 'MESSAGE_INCOMPLETE',
      message: `${NOT_DONE} (${place})`,
    })
  })
}

test('refuses another message', async () => {
  for (const read of [readNotice, readAccessNotice, readInactiveNumberNotice])
    await assert.rejects(read(bytesOf(UPLOAD)), {
      code: 'MESSAGE_WRONG_ROOT',
      message: 'The file is not one of the messages expected here (line 2)',
    })
})

test('does not write ids that are none, nor a notice of no number', () => {
  const [first] = access.accesses
  const system = { ...access.accesses[1]?.author, systemId: '12' } as AccessNotice['accesses'][number]['author']
  assert.throws(() => writeAccessNotice({ ...access, noticeId: '17' }), {
    code: 'WRITE_IDENTIFIER',
    message: 'An identifier is missing or has the wrong form (a message or query id)',
  })
  assert.throws(() => writeAccessNotice({ ...access, accesses: first ? [{ ...first, author: system }] : [] }), {
    code: 'WRITE_IDENTIFIER',
    message: 'An identifier is missing or has the wrong form (the system id)',
  })
  assert.throws(() => writeInactiveNumberNotice({ ...inactive, numbers: [] }), { code: 'WRITE_COUNT' })
})
