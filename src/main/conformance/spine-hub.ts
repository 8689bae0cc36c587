import type { SpineHub, SpineKnown } from '../../conformance/index.ts'
import { addSpineRoutes } from '../../hl7v3/index.ts'
import type { Actor } from '../../identity/index.ts'
import type { Answer, ShownPlan } from '../../lookup/index.ts'
import { calendarDate, openHttp, openMetrics, silentLog, systemClock, systemRandomness } from '../../platform/index.ts'
import { codec, PHONES } from './codec.ts'

const PATH = '/syncservice'
const ACTION = '"urn:nhs:names:services:cpisquery/QUPC_IN000006GB01"'

type Heard = { nhsNumber?: string; unscheduled?: boolean }

/**
 * Our own door for queries with what the kit knows behind it, in memory. `systemId` is the accredited system id the product
 * sends to; every system that sends is taken for accredited.
 */
export function spineHub(systemId: string): SpineHub {
  let knows: (nhsNumber: string) => SpineKnown = () => 'fault'
  let heard: Heard = {}
  const door = openHttp({ log: silentLog, metrics: openMetrics('conformance'), ready: async () => {} })
  addSpineRoutes(door, {
    ...{ clock: systemClock, randomness: systemRandomness, log: silentLog },
    settings: {
      ...{ systemId, path: PATH, address: `http://127.0.0.1${PATH}`, bindCertificates: false, systemAuthors: true },
      nesting: 'schema',
    },
    findSystem: async id => ({
      ...{ systemId: id, name: 'The product', organisations: [], certificateName: '', signIn: 'by-system' },
      ...{ assuranceLevel: 3, deviceActivities: ['B0107'], partyKey: null, cpaId: null, replyUrl: null },
    }),
    resolveAuthor: async () => SOMEBODY,
    async decideLookUp(_actor, declared) {
      if (declared !== undefined) heard.unscheduled = declared
      const mode = declared === false ? 'silent' : 'standard'
      return { mode, careSetting: 'emergency-department', gate: 'open', findings: [] }
    },
    async ask({ nhsNumber }) {
      heard.nhsNumber = nhsNumber
      return answerOf(nhsNumber, knows(nhsNumber))
    },
    recordRefusal: async () => {},
    deliver: async () => {},
  })
  // One query after another: what the door was asked is heard in between.
  let before: Promise<unknown> = Promise.resolve()
  const inTurn = <Done>(work: () => Promise<Done>): Promise<Done> => {
    const turn = before.then(work)
    before = turn.catch(() => {})
    return turn
  }
  const answer: SpineHub['answer'] = async (body, known) => {
    knows = known
    heard = {}
    const headers = { soapaction: ACTION, 'content-type': 'text/xml; charset=UTF-8' }
    const { statusCode, body: answered } = await door.inject({ method: 'POST', url: PATH, headers, payload: body })
    const { nhsNumber, unscheduled } = heard
    const deviations = await codec.deviations(Buffer.from(body)).catch((error: Error) => [error.message])
    const messageId = /<wsa:MessageID>([^<]*)</.exec(body)?.[1] ?? ''
    return {
      ...{ status: statusCode, body: answered },
      heard: {
        ...{ messageId, deviations },
        ...(nhsNumber !== undefined && { number: nhsNumber }),
        ...(unscheduled !== undefined && { unscheduled }),
      },
    }
  }
  return { path: PATH, answer: (body, known) => inTurn(() => answer(body, known)) }
}

const SOMEBODY: Actor = {
  author: {
    ...{ kind: 'person', userId: '100000000001', roleProfileId: '200000000001', roleCode: 'R8001', roleName: 'Nurse' },
    name: { given: ['Kit'], family: 'Tester' },
    organisation: { odsCode: 'X99', name: 'EXAMPLE TEACHING HOSPITAL' },
  },
  ...{ activities: new Set(['B0107', 'B0170']), assuranceLevel: 3, clientId: 'product' },
}

type NhsNumber = Extract<Answer, { readonly nhsNumber: unknown }>['nhsNumber']

function answerOf(asked: NhsNumber, known: SpineKnown): Answer {
  const checkedAt = systemClock.now()
  if (known === 'fault') return { kind: 'NotChecked', reason: 'register-unavailable', checkedAt }
  if (known === 'nothing') return { kind: 'NotKnown', nhsNumber: asked, checkedAt }
  const plans = known.authorities.map((name, index) => planOf(name, index, checkedAt))
  return { kind: 'Known', nhsNumber: known.about as NhsNumber, plans, withheld: [], history: [], checkedAt }
}

function planOf(name: string, index: number, lastUploadAt: Date): ShownPlan {
  return {
    planId: systemRandomness.uuid(),
    ...{ type: index === 0 ? 'CPP' : 'LAC', subject: 'child', start: calendarDate('2026-01-05') },
    ...{ subjectName: { given: 'Kit', family: 'Sample' }, birthDate: calendarDate('2019-02-14') },
    authority: { code: `X0${index + 1}`, name, ...PHONES, lastUploadAt },
  }
}
