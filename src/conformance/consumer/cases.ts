import { type Case, expect, expectSame } from '../case.ts'
import { MODE_HEADER } from '../probe/fhir.ts'
import type { Consumer, Heard } from './hub.ts'
import { type Task, tasksOf } from './tasks.ts'

// What a product that asks must show, and how it must ask (fhir-api.md 3.2, 4.2; health-side.md 4.1).

export type ConsumerCase = Case<Consumer>
const BOTH = ['standard', 'silent'] as const
const CONSUMER = { interface: 'fhir', modes: BOTH, needs: ['heard', 'shown'] } as const

/** What tells the cases of an interface apart: their ids, and how often a child was asked about. */
export type Over = {
  readonly interface: 'fhir' | 'hl7v3'
  readonly prefix: string
  readonly asked: (on: Consumer, task: Task) => number
}

/** A task, and what the screen has to show. */
export const shownCase =
  ({ prefix, asked, interface: of }: Over) =>
  (task: Task): ConsumerCase => ({
    ...CONSUMER,
    ...{ interface: of, id: `${prefix}-SHOW-${task.id}`, purpose: task.purpose },
    clause: of === 'fhir' ? 'health-side.md 4; fhir-api.md 4.5' : 'health-side.md 4; hl7v3.md 4.7',
    ...(task.isSafety && { isSafety: true }),
    title: `On the screen: ${task.title}`,
    steps: [`Look up ${task.number} as a user does`, 'Tell the kit what the screen shows'],
    expected: `${task.shows.join(' or ')}${task.authorities > 0 ? `, with the ${task.authorities} authorities of the answer` : ', and no authority'}`,
    async judge(on, note) {
      const shown = on.shown.get(task.id)
      expect(shown !== undefined, 'the kit was not told what the screen shows')
      note(`asked ${asked(on, task)} times; shown as ${shown.state}`)
      expect(asked(on, task) > 0, 'the hub was never asked')
      expect(task.shows.includes(shown.state), `${task.shows.join(' or ')} was expected and ${shown.state} is shown`)
      expectSame(
        [...shown.authorities].sort(),
        on.namesOf(task).slice(0, task.authorities).sort(),
        'the authorities shown',
      )
    },
  })

const FHIR: Over = {
  ...{ interface: 'fhir', prefix: 'C' },
  asked: ({ heard }, { number }) => heard.filter(one => one.path === '/CareTeam' && one.number === number).length,
}

type Rule = Pick<ConsumerCase, 'id' | 'clause' | 'title' | 'purpose' | 'expected'> & {
  readonly modes?: ConsumerCase['modes']
  readonly isSafety?: true
  /** Says what is wrong with the requests, if anything is. */
  readonly judge: (heard: readonly Heard[], on: Consumer) => void
}

const ruleCase = ({ judge, ...rule }: Rule): ConsumerCase => ({
  ...CONSUMER,
  ...rule,
  steps: ['Do all tasks', 'Read every request the hub heard'],
  async judge(on, note) {
    note(`${on.heard.length} requests`)
    expect(on.heard.length > 0, 'the hub was never asked')
    judge(on.heard, on)
  },
})

const every = (heard: readonly Heard[], isSo: (one: Heard) => boolean, otherwise: string) => {
  const wrong = heard.filter(one => !isSo(one)).length
  expect(wrong === 0, `${otherwise} (${wrong} of ${heard.length} requests)`)
}
const mode = ({ headers }: Heard) => headers[MODE_HEADER]?.trim().toLowerCase()
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const ALLOWED = new Set(['patient:identifier', '_include', '_format'])
const SECOND_MS = 1000

const RULES: readonly Rule[] = [
  {
    ...{ id: 'C-SILENT', clause: 'fhir-api.md 3.2; health-side.md 4.1', modes: ['silent'], isSafety: true },
    title: 'In silent mode every request says so',
    purpose: 'One request without the header tells the authority that somebody looked, in a setting that must not.',
    expected: 'isunscheduledaccessevent: false on every request',
    judge: heard => every(heard, one => mode(one) === 'false', 'a request does not say false'),
  },
  {
    ...{ id: 'C-STANDARD', clause: 'fhir-api.md 3.2', modes: ['standard'], isSafety: true },
    title: 'In standard mode no look-up says that it is silent',
    purpose: 'A social worker who is not told does not know that the child was in an emergency department.',
    expected: 'isunscheduledaccessevent: true, or none, on every look-up',
    judge: heard =>
      every(heard, one => mode(one) === undefined || mode(one) === 'true', 'a request says something else than true'),
  },
  {
    ...{ id: 'C-LOOKS-FIRST', clause: 'fhir-api.md 4.2', modes: ['standard'] },
    title: 'The history is asked for only after the child was looked up',
    purpose: 'The history alone leaves no trace: it must not be a way round being seen.',
    expected: 'A CareTeam request about a child before any AuditEvent request about that child',
    judge: heard =>
      every(
        heard.filter(({ path }) => path === '/AuditEvent'),
        one =>
          heard.slice(0, heard.indexOf(one)).some(({ path, number }) => path === '/CareTeam' && number === one.number),
        'the history was asked for first',
      ),
  },
  {
    ...{ id: 'C-REQUEST-ID', clause: 'fhir-api.md 3.2, 7.2' },
    title: 'Every request has an X-Request-ID of its own, a UUID',
    purpose: 'Two children asked under one id count as one access.',
    expected: 'A UUID on each; the same one never for two children',
    judge(heard) {
      every(heard, one => UUID.test(one.headers['x-request-id'] ?? ''), 'X-Request-ID is missing or no UUID')
      const children = Map.groupBy(heard, one => one.headers['x-request-id'])
      const shared = [...children.values()].filter(same => new Set(same.map(({ number }) => number)).size > 1)
      expect(shared.length === 0, 'one X-Request-ID was used for two children')
    },
  },
  {
    ...{ id: 'C-RETRY', clause: 'fhir-api.md 4.2; 7.5' },
    title: 'A question asked again keeps its X-Request-ID and waits as long as it was told to',
    purpose: 'Asked again under another id, one look-up becomes two, and two notices.',
    expected: 'After 429 the same X-Request-ID, a second later or more',
    judge(heard) {
      const [first, second] = heard.filter(one => one.path === '/CareTeam' && one.number === '9990101140')
      expect(first !== undefined && second !== undefined, 'it was not asked again')
      expectSame(second.headers['x-request-id'], first.headers['x-request-id'], 'X-Request-ID of the second')
      expect(second.at - first.at >= SECOND_MS * 0.95, `it was asked again after ${second.at - first.at} ms`)
    },
  },
  {
    ...{ id: 'C-FORM', clause: 'fhir-api.md 4.2, 4.3', title: 'Requests are searches as the contract has them' },
    purpose: 'HEAD, _summary and the like would look a child up and leave no trace.',
    expected: 'GET or POST of CareTeam and AuditEvent; patient:identifier, _include and _format only',
    judge(heard) {
      every(heard, one => one.method === 'GET' || one.method === 'POST', 'another method than GET or POST')
      every(heard, one => one.path !== 'other', 'another path than CareTeam and AuditEvent')
      every(
        heard,
        one => [...one.query.keys()].every(key => ALLOWED.has(key)),
        'a parameter the contract does not have',
      )
    },
  },
  {
    ...{ id: 'C-NUMBER', clause: 'fhir-api.md 4.3', title: 'The NHS number stands under its system, and nowhere else' },
    purpose: 'A number in another header or path gets into logs.',
    expected: 'system|10 digits in patient:identifier; no header holds a number',
    judge(heard) {
      every(heard, one => one.number !== undefined, 'no NHS number under its system')
      every(
        heard,
        one => !Object.values(one.headers).some(value => /\b999\d{7}\b/.test(value)),
        'a header holds an NHS number',
      )
    },
  },
  {
    ...{ id: 'C-ACCEPT', clause: 'fhir-api.md 4.2', title: 'FHIR is asked for' },
    purpose: 'A server may answer something else to whoever takes anything.',
    expected: 'Accept: application/fhir+json',
    judge: heard =>
      every(
        heard,
        one => /application\/fhir\+json/.test(one.headers['accept'] ?? ''),
        'Accept lacks application/fhir+json',
      ),
  },
  {
    ...{ id: 'C-TOKEN', clause: 'fhir-api.md 4.5 E1', title: 'Every request brings a bearer token' },
    purpose: 'Who asks is shown to whoever looks next, and is told to the authority.',
    expected: 'Authorization: Bearer',
    judge: heard => every(heard, one => /^Bearer \S+$/.test(one.headers['authorization'] ?? ''), 'no bearer token'),
  },
]

/** What a product that asks over FHIR must do. */
export const fhirConsumerCases: readonly ConsumerCase[] = [
  ...tasksOf('fhir').map(shownCase(FHIR)),
  ...RULES.map(ruleCase),
]
