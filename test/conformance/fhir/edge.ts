import fs from 'node:fs'
import path from 'node:path'
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify'
import type { LookUpDecision } from '../../../src/care-settings/index.ts'
import type { NhsNumber } from '../../../src/demographics/index.ts'
import { addFhirRoutes, type FhirDeps, type FhirRefusal, type FhirSettings } from '../../../src/fhir/index.ts'
import type { Actor, PersonAuthor } from '../../../src/identity/index.ts'
import type { Access, Answer, Declaration, Known, Question, ShownPlan } from '../../../src/lookup/index.ts'
import { type Log, PROJECT_FOLDER, silentLog } from '../../../src/platform/index.ts'

// The edge with functions in the place of the use cases behind it: what it asks them and what it makes of their answers.

/** A body of the API, as the OpenAPI document shows it. */
export const example = (name: string) =>
  JSON.parse(fs.readFileSync(path.join(PROJECT_FOLDER, 'docs/reference/openapi/examples', `${name}.json`), 'utf8'))

export const NOW = new Date('2026-03-07T17:36:41.000Z')
export const CHILD = '9990100004' as NhsNumber
export const NOBODY = '9990100071' as NhsNumber
export const SYSTEM = 'https://fhir.nhs.uk/Id/nhs-number'
export const BASE = '/cpis/FHIR/R4'
export const REQUEST_ID = '0c8a4d6e-3f0b-4d3c-9d5a-6b1f2e3d4c5b'

export const nurse: PersonAuthor = {
  kind: 'person',
  userId: '656005750107',
  roleProfileId: '555254242105',
  roleCode: 'S8000:G8000:R8001',
  roleName: 'Nurse Access Role',
  name: { prefix: 'Ms', given: ['Ada'], family: 'Example' },
  organisation: { odsCode: 'X99', name: 'EXAMPLE TEACHING HOSPITAL NHS TRUST' },
}

export const actor: Actor = {
  author: nurse,
  activities: new Set(['B0107']),
  assuranceLevel: 3,
  clientId: 'example-portal',
}

export const protectionPlan: ShownPlan = {
  planId: '5c1f7a52-8f5e-4f7f-9a7b-0b0f4f1c2d31',
  type: 'CPP',
  subject: 'child',
  start: '2026-02-16',
  subjectName: { given: 'Robin', family: 'Sample' },
  birthDate: '2016-04-02',
  localId: 'X-1',
  authority: {
    code: 'X01',
    name: 'Example Borough Council',
    emergencyPhone: '07700900001',
    officePhone: '01632960001',
    lastUploadAt: NOW,
  },
}

export const lookedAfter: ShownPlan = {
  planId: 'a2b9d0de-6c43-4c44-8ed7-6a9a4a0b7e02',
  type: 'LAC',
  subject: 'child',
  start: '2025-11-03',
  end: '2026-05-01',
  subjectName: { given: 'Robin', family: 'Sample' },
  birthDate: '2016-04-02',
  authority: { code: 'X02', name: 'Example County Council', emergencyPhone: '07700900002', lastUploadAt: NOW },
}

export const access = (n: number, author: Access['author'] = nurse, at = NOW): Access => ({
  accessId: `7d5f2a40-0e9b-4b47-9bb4-${String(n).padStart(12, '0')}`,
  at,
  author,
})

export const known = (
  plans: readonly ShownPlan[],
  history: readonly Access[] = [access(1)],
  withheld: Known['withheld'] = [],
): Answer => ({
  kind: 'Known',
  nhsNumber: CHILD,
  plans,
  withheld,
  history,
  checkedAt: NOW,
})

export const notKnown: Answer = { kind: 'NotKnown', nhsNumber: NOBODY, checkedAt: NOW }
export const notChecked: Answer = { kind: 'NotChecked', reason: 'register-unavailable', checkedAt: NOW }

/** A look-up from an emergency department that nothing is odd about. */
export const decided = (mode: LookUpDecision['mode']): LookUpDecision => ({
  mode,
  careSetting: 'emergency-department',
  gate: 'open',
  findings: [],
})

/** What the functions behind the edge were asked, in order. */
export type Calls = {
  readonly order: string[]
  readonly identified: Parameters<FhirDeps['identify']>[0][]
  readonly declared: (boolean | undefined)[]
  readonly questions: Question[]
  readonly refusals: FhirRefusal[]
  readonly declarations: Declaration[]
}

export type Edge = { readonly server: FastifyInstance; readonly calls: Calls }

export type Behind = Partial<Omit<FhirDeps, 'settings'>> & { readonly answer?: Answer; readonly log?: Log }

/** An edge whose register answers `answer` (two plans unless told otherwise); UUIDs count up from 1. */
export function openEdge(behind: Behind = {}, settings: Partial<FhirSettings> = {}): Edge {
  const calls: Calls = { order: [], identified: [], declared: [], questions: [], refusals: [], declarations: [] }
  const { answer = known([protectionPlan, lookedAfter]), ...others } = behind
  const asked = (name: string) => async (question: Question) => {
    calls.order.push(name)
    calls.questions.push(question)
    return answer
  }
  let uuids = 0
  const server = Fastify()
  addFhirRoutes(server, {
    clock: { now: () => NOW },
    randomness: {
      uuid: () => `00000000-0000-4000-8000-${String(++uuids).padStart(12, '0')}`,
      bytes: count => Buffer.alloc(count),
    },
    log: silentLog,
    settings: {
      publicUrl: 'https://cpis.example.org',
      lenientSystem: false,
      statusApiKey: 'an-example-key',
      ...settings,
    },
    identify: async headers => {
      calls.order.push('identify')
      calls.identified.push(headers)
      return actor
    },
    decideLookUp: async (_actor, declared) => {
      calls.order.push('decideLookUp')
      calls.declared.push(declared)
      return decided(declared === false ? 'silent' : 'standard')
    },
    ask: asked('ask'),
    history: asked('history'),
    declareEncounter: async declared => {
      calls.order.push('declareEncounter')
      calls.declarations.push(declared)
      return { kind: 'Recorded', again: false, withheld: [] }
    },
    alertAuthority: async declared => {
      calls.order.push('alertAuthority')
      calls.declarations.push(declared)
      return { kind: 'Recorded', again: false, withheld: [] }
    },
    recordRefusal: async refused => {
      calls.order.push('recordRefusal')
      calls.refusals.push(refused)
    },
    ready: async () => {},
    ...others,
  })
  return { server, calls }
}

export type Asked = {
  readonly method?: 'GET' | 'POST' | 'HEAD' | 'PUT' | 'DELETE' | 'OPTIONS' | 'PATCH'
  readonly path?: string
  readonly query?: string
  readonly headers?: Record<string, string>
  readonly form?: string
}

export const byNumber = (nhsNumber: string): string => `patient:identifier=${SYSTEM}|${nhsNumber}`

/** Asks for the child's plans, unless told otherwise, with a token and a request id. */
export function request(edge: Edge, asked: Asked = {}) {
  const { method = 'GET', path = '/CareTeam', query = byNumber(CHILD), headers = {}, form } = asked
  const options: InjectOptions = {
    method,
    url: `${BASE}${path}${query && `?${query}`}`,
    headers: { authorization: 'Bearer example', 'x-request-id': REQUEST_ID, ...headers },
    ...(form !== undefined && { payload: form }),
  }
  return edge.server.inject(options)
}
