import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Author } from '../../identity/index.ts'
import { messageAttributes } from '../messages/message-attributes.ts'
import { checkMessage } from '../strict/check-message.ts'
import * as arbitrary from '../testing/arbitraries.ts'
import { bytesOf } from '../testing/bytes.ts'
import { at } from '../xml/xml-element.ts'
import { readTree } from '../xml/xml-tree.ts'
import { document, type Xml } from '../xml/xml-writer.ts'
import { ACCESS_EVENT_TYPE_FORMS, type AccessEventTypeForm } from './access-event-type.ts'
import { type NhsQuery, readQueryContent, writeQueryStub } from './nhs-query.ts'

const { xml: attributes } = messageAttributes
const rooted = (stub: Xml) => document({ xml: stub.xml.replace('<CP-ISQueryStub>', `<CP-ISQueryStub ${attributes}>`) })
const written = (query: NhsQuery, form: AccessEventTypeForm = 'none') => rooted(writeQueryStub(query, form))

function readBack(xml: string): NhsQuery {
  const content = at(readTree(new TextEncoder().encode(xml)), 'cP-ISNHSQuery')
  assert.ok(content)
  return readQueryContent(content, 'query')
}

for (const form of ACCESS_EVENT_TYPE_FORMS) {
  test(`what was written is read back, accessEventType as ${form}`, async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary.nhsQuery, async query => {
        const { unscheduled, ...silent } = query
        const sayable = form === 'none' ? silent : query
        const xml = written(sayable, form)
        assert.deepEqual(readBack(xml), sayable)
        assert.deepEqual(await checkMessage(bytesOf(xml)), [])
      }),
      { numRuns: 100 },
    )
  })
}

const author: Author = {
  kind: 'person',
  userId: '656005750107',
  roleProfileId: '555254242105',
  roleCode: 'R8001',
  roleName: 'Nurse',
  name: { prefix: 'Ms', given: ['Zoë'], family: "O'Sample-Ńowak" },
  organisation: { odsCode: 'X99', name: 'Example Trust' },
}
const query: NhsQuery = {
  queryId: '0b6c0e7a-3b59-4e6f-9c2d-5a1d7b1f0a02',
  at: new Date('2026-01-05T10:15:00Z'),
  author,
  nhsNumber: '9990000018',
}

test('UUIDs are upper case, times have an offset, the form has its place', () => {
  const xml = written({ ...query, unscheduled: false }, 'queryByParameterValue')
  assert.match(xml, /<effectiveTime value="20260105101500\+0000"\/><id root="0B6C0E7A-3B59-4E6F-9C2D-5A1D7B1F0A02"\/>/)
  assert.match(xml, /<queryByParameter><accessEventType><value value="false"\/><\/accessEventType><person.NHSnumber>/)
  assert.match(written({ ...query, unscheduled: true }, 'queryText'), /<cP-ISNHSQuery><accessEventType>true</)
  assert.match(
    written({ ...query, unscheduled: false }, 'queryByParameterAttribute'),
    /<accessEventType value="false"\/>/,
  )
})

test('a silent look-up without a form is refused, never written as a standard one', () => {
  assert.throws(() => written({ ...query, unscheduled: false }), {
    code: 'QUERY_SILENT_NOT_EXPRESSIBLE',
    message:
      'A silent look-up cannot be expressed in the form set for accessEventType, and a standard one was not asked for',
  })
  assert.equal(written({ ...query, unscheduled: true }).includes('accessEventType'), false)
})

const device: Author = {
  kind: 'device',
  systemId: '200000000102',
  responsible: [{ roleCode: 'R8001', roleName: 'Nurse', name: { given: ['Ada'], family: 'Example' } }],
  organisation: { odsCode: 'X90', name: 'Example Ambulance' },
}
const named = (name: Partial<typeof author.name>) => ({ ...author, name: { ...author.name, ...name } })

const REFUSED: readonly [name: string, wrong: Partial<NhsQuery>, message: string][] = [
  ['an emoji in a family name', { author: named({ family: 'Sample😀' }) }, 'WRITE_NAME'],
  ['an emoji in a given name', { author: named({ given: ['👶'] }) }, 'WRITE_NAME'],
  ['an empty family name', { author: named({ family: ' ' }) }, 'WRITE_NAME'],
  ['a user id not of 12 digits', { author: { ...author, userId: '1' } }, 'WRITE_IDENTIFIER'],
  ['a role profile id not of 12 digits', { author: { ...author, roleProfileId: '1' } }, 'WRITE_IDENTIFIER'],
  ['no role name', { author: { ...author, roleName: '' } }, 'WRITE_AUTHOR'],
  ['no organisation', { author: { ...author, organisation: { odsCode: '', name: '' } } }, 'WRITE_AUTHOR'],
  ['a system for which nobody answers', { author: { ...device, responsible: [] } }, 'WRITE_AUTHOR'],
  ['a system id not of 12 digits', { author: { ...device, systemId: 'X' } }, 'WRITE_IDENTIFIER'],
  ['an NHS number of nine digits', { nhsNumber: '999000001' }, 'WRITE_IDENTIFIER'],
  ['an event id that is no UUID', { queryId: '1' }, 'WRITE_IDENTIFIER'],
]
const MESSAGES: Readonly<Record<string, string>> = {
  WRITE_NAME: 'A name is missing or holds something that is not part of a name',
  WRITE_IDENTIFIER: 'An identifier is missing or has the wrong form',
  WRITE_AUTHOR: 'An author of a query lacks the role, the organisation or the person responsible',
}

for (const [name, wrong, code] of REFUSED) {
  test(`${name} is not written`, () => {
    assert.throws(
      () => written({ ...query, ...wrong }),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, code)
        assert.ok(error.message.startsWith(MESSAGES[code] ?? '?'))
        return true
      },
    )
  })
}
