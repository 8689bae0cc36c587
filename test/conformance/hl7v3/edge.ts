import fs from 'node:fs'
import path from 'node:path'
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify'
import type { LookUpDecision } from '../../../src/care-settings/index.ts'
import {
  addSpineRoutes,
  checkAnyMessage,
  type PostedMessage,
  type SpineDeps,
  type SpineRefusal,
  type SpineSettings,
} from '../../../src/hl7v3/index.ts'
import type { AccreditedSystem, AuthorClaim } from '../../../src/identity/index.ts'
import type { Answer, Question } from '../../../src/lookup/index.ts'
import { silentLog } from '../../../src/platform/index.ts'
import { actor, known, NOW, protectionPlan } from '../fhir/edge.ts'

// The door for queries with functions in the place of the use cases behind it: what it asks them and what it makes of
// their answers. Messages are the skeletons of hl7v3.md, each named by its section.

export {
  access,
  actor,
  CHILD,
  known,
  lookedAfter,
  NOW,
  notChecked,
  notKnown,
  nurse,
  protectionPlan,
} from '../fhir/edge.ts'

const FOLDER = path.join(import.meta.dirname, 'skeletons')

/** A skeleton of the reference, by its section and name. */
export const skeleton = (name: string): string => fs.readFileSync(path.join(FOLDER, `${name}.xml`), 'utf8')
export const SKELETONS = fs.readdirSync(FOLDER).map(file => file.replace('.xml', ''))

export const QUERY = skeleton('4.3-query')
/** The query of a system, in the wrapper of the other without the person. */
export const SYSTEM_QUERY = QUERY.replace(/<author typeCode="AUT">[\s\S]*?<\/author>/, '').replace(
  /<CP-ISQueryStub>[\s\S]*<\/CP-ISQueryStub>/,
  () => skeleton('4.3-query-of-a-system').replace(/ xmlns(:\w+)?="[^"]*"/g, ''),
)
export const OUR_SYSTEM = '100000000001'
export const THEIR_SYSTEM = '100000000002'
export const MESSAGE_ID = '0B6C0E7A-3B59-4E6F-9C2D-5A1D7B1F0A01'
export const QUERY_ID = '0B6C0E7A-3B59-4E6F-9C2D-5A1D7B1F0A02'
export const ACTION = 'urn:nhs:names:services:cpisquery/QUPC_IN000006GB01'

const functionOf = (name: string, systemId: string) =>
  `<hl7:${name}><hl7:device><hl7:id root="1.2.826.0.1285.0.2.0.107" extension="${systemId}"/></hl7:device></hl7:${name}>`

/** The envelope of hl7v3.md 6.1 around a message. */
export const enveloped = (message: string): string => `<SOAP-ENV:Envelope
    xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:hl7="urn:hl7-org:v3">
  <SOAP-ENV:Header>
    <wsa:MessageID>uuid:${MESSAGE_ID}</wsa:MessageID>
    <wsa:Action>${ACTION}</wsa:Action>
    <wsa:To>https://spine.example/syncservice</wsa:To>
    <wsa:From><wsa:Address>https://trust.example/cpis</wsa:Address></wsa:From>
    ${functionOf('communicationFunctionRcv', OUR_SYSTEM)}
    ${functionOf('communicationFunctionSnd', THEIR_SYSTEM)}
    <wsa:ReplyTo><wsa:Address>https://trust.example/replies</wsa:Address></wsa:ReplyTo>
  </SOAP-ENV:Header>
  <SOAP-ENV:Body>${message}</SOAP-ENV:Body>
</SOAP-ENV:Envelope>`

export const system: AccreditedSystem = {
  systemId: THEIR_SYSTEM,
  name: 'Example system',
  organisations: ['RZZ'],
  certificateName: 'ed.rzz.example.org',
  signIn: 'by-system',
  assuranceLevel: 3,
  deviceActivities: ['B0107'],
  partyKey: 'RZZ-800001',
  cpaId: 'X0000000A0001',
  replyUrl: 'https://trust.example/replies',
}

/** What the functions behind the door were asked, in order. */
export type Calls = {
  readonly claims: AuthorClaim[]
  readonly declared: (boolean | undefined)[]
  readonly questions: Question[]
  readonly refusals: SpineRefusal[]
  readonly delivered: { readonly url: string; readonly message: PostedMessage }[]
}
export type Door = { readonly server: FastifyInstance; readonly calls: Calls }
export type Behind = Partial<Omit<SpineDeps, 'settings'>> & { readonly answer?: Answer }

/** A door whose register answers `answer` (one plan unless told otherwise); UUIDs count up from 1. */
export function openDoor(behind: Behind = {}, settings: Partial<SpineSettings> = {}): Door {
  const calls: Calls = { claims: [], declared: [], questions: [], refusals: [], delivered: [] }
  const { answer = known([protectionPlan]), ...others } = behind
  let uuids = 0
  const server = Fastify()
  addSpineRoutes(server, {
    clock: { now: () => NOW },
    randomness: {
      uuid: () => `00000000-0000-4000-8000-${String(++uuids).padStart(12, '0')}`,
      bytes: count => Buffer.alloc(count),
    },
    log: silentLog,
    settings: {
      systemId: OUR_SYSTEM,
      path: '/syncservice',
      address: 'https://cpis.example.org/syncservice',
      bindCertificates: false,
      systemAuthors: true,
      nesting: 'schema',
      ...settings,
    },
    findSystem: async id => (id === THEIR_SYSTEM ? system : undefined),
    resolveAuthor: async claim => {
      calls.claims.push(claim)
      return actor
    },
    decideLookUp: async (_actor, declared) => {
      calls.declared.push(declared)
      return decision(declared)
    },
    ask: async question => {
      calls.questions.push(question)
      return answer
    },
    recordRefusal: async refused => {
      calls.refusals.push(refused)
    },
    deliver: async (url, message) => {
      calls.delivered.push({ url, message })
    },
    ...others,
  })
  return { server, calls }
}

const decision = (declared: boolean | undefined): LookUpDecision => ({
  mode: declared === false ? 'silent' : 'standard',
  careSetting: 'emergency-department',
  gate: 'open',
  findings: [],
})

export type Sent = {
  /** The interaction; the query of a person when not given. */
  readonly message?: string
  /** What to do with the whole envelope before it is posted. */
  readonly change?: (envelope: string) => string
  readonly headers?: Record<string, string>
  readonly method?: NonNullable<InjectOptions['method']>
  readonly path?: string
}

/** What came back: the interaction by its element, or the fault, and the codes in it. */
export type Reply = {
  readonly status: number
  readonly body: string
  readonly kind: string
  readonly codes: readonly string[]
}

/** Posts a query to a door. */
export async function post(door: Door, sent: Sent = {}): Promise<Reply> {
  const {
    message = QUERY,
    change = (text: string) => text,
    headers = {},
    method = 'POST',
    path = '/syncservice',
  } = sent
  const response = await door.server.inject({
    method,
    url: path,
    headers: { soapaction: `"${ACTION}"`, 'content-type': 'text/xml; charset=UTF-8', ...headers },
    ...(method === 'POST' && { payload: change(enveloped(message)) }),
  })
  return replyOf(response.statusCode, response.body)
}

export function replyOf(status: number, body: string): Reply {
  const kind = /<(REPC_IN000007GB01|QUQI_IN010000UK14|MCCI_IN010000UK13|SOAP:Fault)[ >]/.exec(body)?.[1] ?? 'nothing'
  const found =
    kind === 'SOAP:Fault' ? /<nasp:errorCode>(.*?)</g : /<justifyingDetectedIssueEvent[^>]*><code code="([^"]*)"/g
  return { status, body, kind, codes: [...body.matchAll(found)].map(match => match[1] ?? '') }
}

/** The same text with one place changed; fails when the place is not there, so that no test passes by accident. */
export function changed(text: string, from: string | RegExp, to: string): string {
  const after = text.replace(from, () => to)
  if (after === text) throw new Error(`the message has no ${from}`)
  return after
}

/** What the strict check finds in a message, without its lines. */
export async function deviationsIn(xml: string): Promise<string[]> {
  const bytes = (async function* () {
    yield new TextEncoder().encode(xml)
  })()
  const { deviations } = await checkAnyMessage(bytes)
  return deviations.map(({ place, sentence }) => `${place} ${sentence}`)
}
