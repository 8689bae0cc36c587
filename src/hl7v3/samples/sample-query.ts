import type { ShownPlan } from '../../lookup/index.ts'
import { calendarDate } from '../../platform/index.ts'
import { messageAttributes } from '../messages/message-attributes.ts'
import type { NhsQuery } from '../query/nhs-query.ts'
import { writeQueryResponse } from '../query/query-response.ts'
import { actionOf, INTERACTIONS, type Interaction } from '../spine/interactions.ts'
import { writeQueryInteraction } from '../spine/query-interaction.ts'
import { writeEnvelope } from '../spine/soap-envelope.ts'
import { type Transmission, writeInteraction, writeSystemAuthor } from '../spine/transmission.ts'
import { type Xml, xml } from '../xml/xml-writer.ts'
import type { SampleChance } from './sample-chance.ts'
import { sampleAuthor, sampleAuthority, sampleInstant, sampleRecord } from './sample-people.ts'

const SERVICE_SYSTEM = '200000000001'
const SERVICE = 'https://spine.example.org/syncservice'
const TRUST = 'https://trust.example.org/cpis'

/** A message 03 in its envelope; one in four is asked by a system. */
export function sampleQuery(chance: SampleChance): string {
  const query = queryOf(chance, chance.nhsNumber())
  const { author } = query
  const sender = author.kind === 'device' ? author.systemId : `1${chance.digits(11)}`
  const transmission = { messageId: chance.uuid(), createdAt: query.at, receiver: SERVICE_SYSTEM, sender }
  const message = writeQueryInteraction(transmission, query, 'none')
  return enveloped(INTERACTIONS.query, { transmission, to: SERVICE, from: TRUST }, message)
}

/** A message 04 in its envelope: one to three plans, up to 25 accesses, the newest the one being answered. */
export function sampleResponse(chance: SampleChance): string {
  const nhsNumber = chance.nhsNumber()
  const history = Array.from({ length: 1 + chance.number(25) }, () => queryOf(chance, nhsNumber))
  history.sort((one, other) => one.at.getTime() - other.at.getTime())
  const newest = history.at(-1) as NhsQuery
  const transmission = {
    messageId: chance.uuid(),
    createdAt: newest.at,
    receiver: `1${chance.digits(11)}`,
    sender: SERVICE_SYSTEM,
  }
  const plans = Array.from({ length: 1 + chance.number(2) }, () => plansOf(chance)).flat()
  const payload = writeQueryResponse({ queryId: newest.queryId, at: newest.at, nhsNumber, plans, history })
  const message = writeInteraction(
    INTERACTIONS.response,
    transmission,
    xml`${writeSystemAuthor(SERVICE_SYSTEM)}<subject typeCode="SUBJ">${payload}</subject><queryAck type="QueryAck"><queryResponseCode code="OK"/></queryAck>`,
  )
  const body = xml`<CP-ISNHSQueryResponse ${messageAttributes}>${message}</CP-ISNHSQueryResponse>`
  return enveloped(INTERACTIONS.response, { transmission, to: TRUST, from: SERVICE, relatesTo: chance.uuid() }, body)
}

type Route = {
  readonly transmission: Transmission
  readonly to: string
  readonly from: string
  readonly relatesTo?: string
}

function enveloped(interaction: Interaction, { transmission, ...route }: Route, body: Xml): string {
  return writeEnvelope({ ...transmission, ...route, action: actionOf(interaction) }, body)
}

function queryOf(chance: SampleChance, nhsNumber: string): NhsQuery {
  return { queryId: chance.uuid(), at: sampleInstant(chance), author: sampleAuthor(chance), nhsNumber }
}

function plansOf(chance: SampleChance): ShownPlan[] {
  const authority = sampleAuthority(chance)
  const { odsCode: code, name, emergencyPhone = '', officePhone } = authority
  const { plans, subjects } = sampleRecord(chance, 1, authority)
  const [subject] = subjects
  return plans.map(({ type, start = '', end }) => ({
    planId: chance.uuid(),
    type,
    subject: subject?.kind ?? 'child',
    start: calendarDate(start),
    ...(end !== undefined && { end }),
    subjectName: { given: subject?.givenName ?? '', family: subject?.familyName ?? '' },
    birthDate: subject?.birthDate ?? '',
    authority: {
      code,
      name,
      emergencyPhone,
      ...(officePhone !== undefined && { officePhone }),
      lastUploadAt: sampleInstant(chance),
    },
  }))
}
