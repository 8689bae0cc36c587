import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SaxesParser, type SaxesTagNS } from 'saxes'
import { readNhsNumber } from '../../demographics/index.ts'
import { checkMessage } from '../strict/check-message.ts'
import { bytesOf } from '../testing/bytes.ts'
import { sampleMessages } from './sample.ts'

// A second opinion on our writers: element orders written down again from hl7v3.md 3 and 4, without the product's
// tables, and the parser as it is shipped. `?` may be missing, `*` any number, `+` one or more, `|` either.

const PLAN = (prefix: string) => ({
  component: `${prefix}StartDate`,
  component1: `${prefix}EndDate`,
  component2: `${prefix}DeleteDate`,
})

const ORDERS: Readonly<Record<string, string>> = {
  File: 'creationTime id transmissionQuantity communicationFunctionSnd record+',
  communicationFunctionSnd: 'organisation',
  communicationFunctionRcv: 'organisation',
  organisation: 'id name telecom telecom?',
  record: 'CP-ISRecord',
  'CP-ISRecord': 'pertinentInformation+ subject subject?',
  'COCT_TP145101GB01.Child': 'id id? childPerson',
  childPerson: 'birthTime name',
  'COCT_TP145100GB01.UnbornChild': 'parentMotherPerson',
  parentMotherPerson: 'birthTime name playedMother',
  playedMother: 'id id?',
  'COCT_TP146100GB01.LACInformation': 'component component1? component2?',
  'COCT_TP146101GB01.CPPInformation': 'component component1? component2?',
  'COCT_TP146102GB01.UCPInformation': 'component component1 component2?',
  FileResponse:
    'creationTime id transmissionQuantity acknowledgementFile acknowledgementRecord? communicationFunctionRcv failedReturnedCP-ISRecords message* successfulReturnedCP-ISRecords',
  acknowledgementFile: 'acknowledgementFileDetail',
  acknowledgementFileDetail: 'code',
  acknowledgementRecord: 'acknowledgementRecordDetail+',
  acknowledgementRecordDetail: 'code location',
  message: 'cP-ISLAAcknowledgementResponse',
  'cP-ISLAAcknowledgementResponse': 'pertinentInformation1',
  'validCP-ISRecord': 'subject subject?',
  'invalidCP-ISRecord': 'pertinentInformation+ subject subject?',
  'CP-ISAccessToServiceNotification':
    'effectiveTime id pertinentInformation pertinentInformation1* primaryInformationRecipient',
  'pertinentCP-ISRecordAccess': 'pertinentInformation2+ reference',
  'pertinentCP-ISNHSQuery': 'effectiveTime id author queryByParameter',
  queryByParameter: 'person.id|person.NHSnumber',
  'person.NHSnumber': 'value',
  'CP-ISQueryStub': 'cP-ISNHSQuery',
  'cP-ISNHSQuery': 'effectiveTime id author queryByParameter',
  'CP-ISNHSQueryResponse':
    'effectiveTime id pertinentInformation11 pertinentInformation12 pertinentInformation13* pertinentInformation14+',
  'pertinentCP-ISRecordControlAct': 'record+',
  pertinentInformation15:
    'contentId COCT_TP146103GB01.LACInformation|COCT_TP146104GB01.UCPInformation|COCT_TP146105GB01.CPPInformation',
  'COCT_TP146103GB01.LACInformation': 'component component1?',
  'COCT_TP146104GB01.UCPInformation': 'component component1',
  'COCT_TP146105GB01.CPPInformation': 'component component1?',
  'person.id': 'value value?',
  author: 'contentId COCT_TP145102GB01.AssignedAuthor|COCT_TP145104GB01.System',
  'COCT_TP145102GB01.AssignedAuthor': 'code id id? assignedAuthorPerson representedOrganization',
  'COCT_TP145104GB01.System': 'id indirectAuthority* maintainingOrganization',
  superiorAssignedEntity: 'code assignedPerson',
  representedOrganization: 'id name',
  maintainingOrganization: 'id name',
  representedSourceOrganization: 'id name',
  primaryInformationRecipient: 'contentId COCT_TP145103GB01.IntendedRecipient',
  'CP-ISInactiveNHSNumberNotification': 'effectiveTime id primaryInformationRecipient subject+',
  pDSInactivePatient: 'id id? replacedBy? subjectOf',
}

/** Names that mean different things in different places: the order depends on the parent. */
const ORDERS_WITHIN: Readonly<Record<string, string>> = {
  'pertinentCP-ISRecordControlAct/record': 'communicationFunctionSnd CP-ISRecord',
  'record/CP-ISRecord of 04': 'pertinentInformation15 subject',
  'CP-ISRecord/pertinentInformation':
    'contentId COCT_TP146100GB01.LACInformation|COCT_TP146101GB01.CPPInformation|COCT_TP146102GB01.UCPInformation',
  'CP-ISRecord/subject': 'contentId COCT_TP145101GB01.Child|COCT_TP145100GB01.UnbornChild',
  'CP-ISInactiveNHSNumberNotification/subject': 'pDSInactivePatient',
  'CP-ISAccessToServiceNotification/pertinentInformation': 'pertinentTotalReturnedRecords',
  'childPerson/name': 'given family',
  'parentMotherPerson/name': 'given family',
  'assignedPerson/name': 'prefix? given* family suffix?',
  'assignedAuthorPerson/name': 'prefix? given* family suffix?',
  ...Object.fromEntries(
    (['LAC', 'CPP', 'UCP'] as const).flatMap((type, index) => {
      const prefix = `${type.charAt(0).toLowerCase()}${type.slice(1)}`
      return Object.entries(PLAN(prefix)).map(([component, date]) => [
        `COCT_TP14610${index}GB01.${type}Information/${component}`,
        date,
      ])
    }),
  ),
}

function orderPattern(order: string): RegExp {
  const steps = order.split(' ').map(step => {
    const [, names = '', times = ''] = /^(.*?)([?*+]?)$/.exec(step) ?? []
    return `(?:(?:${names.replaceAll('.', '\\.')}) )${times}`
  })
  return new RegExp(`^${steps.join('')}$`)
}

/** Every element's order of children, and that namespaces and attributes are those of the wire. */
function checkByHand(xml: string): void {
  const parser = new SaxesParser({ xmlns: true })
  const open: { name: string; children: string }[] = []
  parser.on('opentag', (tag: SaxesTagNS) => {
    assert.equal(tag.uri, tag.local === 'contentId' ? 'NPFIT:HL7:Localisation' : 'urn:hl7-org:v3')
    for (const name of ['classCode', 'moodCode', 'typeCode', 'determinerCode', 'nullFlavor'])
      assert.equal(tag.attributes[name], undefined)
    const parent = open.at(-1)
    if (parent) parent.children += `${tag.local} `
    open.push({ name: tag.local, children: '' })
  })
  parser.on('closetag', () => {
    const element = open.pop()
    if (!element) return
    if (element.children.startsWith('pertinentInformation15')) element.name += ' of 04'
    const order = ORDERS_WITHIN[`${open.at(-1)?.name}/${element.name}`] ?? ORDERS[element.name]
    if (order !== undefined) assert.match(element.children, orderPattern(order), element.name)
  })
  parser.write(xml).close()
}

/** The payload of a message in its envelope; wrappers may write fixed values out, payloads may not. */
function payloadOf(xml: string): string {
  const [payload] = /<(CP-ISQueryStub|CP-ISNHSQueryResponse)>.*<\/\1>(?=<\/subject>)/s.exec(xml) ?? [xml]
  const namespaces = 'xmlns="urn:hl7-org:v3" xmlns:npfitlc="NPFIT:HL7:Localisation"'
  return payload === xml ? xml : payload.replace('>', ` ${namespaces}>`)
}

for (const type of ['01', '02', '03', '04', '05', '06']) {
  test(`a thousand samples of ${type} keep every rule`, async () => {
    for (const { name, xml } of sampleMessages(type, 1_000, 7)) {
      assert.deepEqual(await checkMessage(bytesOf(xml)), [], name)
    }
  })
}

for (const type of ['01', '02', '03', '04', '05', '06']) {
  test(`samples of ${type} are well-formed and in order`, () => {
    let count = 0
    for (const { name, xml } of sampleMessages(type, 150, 42)) {
      count += 1
      assert.equal(name, `${type}-${String(count).padStart(6, '0')}.xml`)
      checkByHand(payloadOf(xml))
    }
    assert.equal(count, 150)
  })

  test(`samples of ${type} come again with their seed and differ with another`, () => {
    const [one, two, other] = [1, 1, 2].map(seed => [...sampleMessages(type, 20, seed)])
    assert.deepEqual(one, two)
    assert.notDeepEqual(one, other)
    assert.equal(new Set(one?.map(each => each.xml)).size, 20)
  })
}

test('samples vary and hold invented people only', () => {
  const all = [...sampleMessages('01', 200, 5)].map(each => each.xml).join('')
  for (const wanted of [
    /[À-ž]/,
    /’|&#39;|'/,
    /-[A-Z]/,
    /UCPEndDate|uCPEndDate/,
    /lACStartDate/,
    /cPPEndDate/,
    /use="WP"/,
    /tel:\+441632/,
  ])
    assert.match(all, wanted)
  const numbers = [...all.matchAll(/2\.1\.4\.1" extension="(\d+)"/g)].map(match => match[1] ?? '')
  assert.ok(numbers.length > 500)
  for (const number of numbers) assert.ok(number.startsWith('999') && readNhsNumber(number), 'an invented NHS number')
  for (const [, phone = ''] of all.matchAll(/tel:(\+?\d+)/g)) assert.match(phone, /^(0|\+44)1632\d{6}$/)
})

test('there are no samples of other types', () => {
  for (const type of ['07', '1', 'constructor'])
    assert.throws(() => sampleMessages(type, 1, 1), {
      code: 'MESSAGE_TYPE_UNSUPPORTED',
      message: 'There are no samples of this message type; there are 01, 02, 03, 04, 05, 06',
    })
})

test('a seed of any size will do', () => {
  for (const seed of [0, -1, 0x2545f491, 2 ** 40, 1.5]) assert.equal([...sampleMessages('06', 2, seed)].length, 2)
})
