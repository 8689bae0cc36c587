import type { Case, Note } from '../case.ts'
import { expect, expectSame } from '../case.ts'
import { askFhir, expectRefused, type FhirReply, type Json, matches } from '../probe/fhir.ts'
import type { Subject } from '../subject.ts'

// What a server answers for the documented numbers (fhir-api.md 13), one row a case.

const BOTH = ['standard', 'silent'] as const
const CPP = '342191000000101'
const LAC = '764841000000100'
const UCP = '818901000000100'

type Row = Pick<Case, 'id' | 'clause' | 'title' | 'purpose' | 'expected'> & {
  readonly isSafety?: true
  readonly number: string
  readonly path?: '/CareTeam' | '/AuditEvent'
  readonly judge: (reply: FhirReply, note: Note) => void
}

function rowCase({ number, path = '/CareTeam', judge, ...row }: Row): Case {
  return {
    ...row,
    interface: 'fhir',
    modes: BOTH,
    needs: ['examples'],
    steps: [`GET ${path} for the documented number ${number}`],
    judge: async (on, note) => judge(await askExample(on, { path, number }), note),
  }
}

type ExampleAsked = Omit<Parameters<typeof askFhir>[1], 'token'>

/** Asks where the documented numbers are answered. */
export function askExample({ examples, randomness }: Subject, asked: ExampleAsked): Promise<FhirReply> {
  const { url = '', token } = examples ?? {}
  return askFhir(url, { requestId: randomness.uuid(), ...asked, ...(token !== undefined && { token }) })
}

const codesOf = (reply: FhirReply) =>
  matches(reply, 'CareTeam').map(team => team.category?.[0]?.coding?.[0]?.code as string)
const phones = (team: Json, use: string): string[] =>
  (team?.telecom ?? []).filter((one: Json) => one.use === use).map((one: Json) => one.value)

/** Every plan is about the number that was asked for, or the one that took its place. */
function expectSubject(reply: FhirReply, ...numbers: string[]): void {
  for (const team of matches(reply, 'CareTeam'))
    expect(numbers.includes(team.subject?.identifier?.value), 'a plan is about another NHS number than was asked for')
}

const plans = (codes: readonly string[], number: string) => (reply: FhirReply, note: Note) => {
  const found = codesOf(reply)
  note(`plan codes ${found.join(', ') || 'none'}`)
  expectSame(found.sort(), [...codes].sort(), 'the plan codes')
  expectSame(reply.json.total, codes.length, 'Bundle.total')
  expectSubject(reply, number)
}

const PLANS: readonly Row[] = (
  [
    ['F-PLAN-CPP', '9990100004', [CPP], 'a child protection plan'],
    ['F-PLAN-LAC', '9990100144', [LAC], 'a looked-after child'],
    ['F-PLAN-UCP', '9990100217', [UCP], 'the plan of an unborn child stands on the mother'],
    ['F-PLAN-TWO', '9990100284', [CPP, LAC], 'plans of two authorities are both told'],
  ] as const
).map(([id, number, codes, what]) => ({
  ...{ id, number, clause: 'fhir-api.md 3.5, 4.4', title: `The answer says: ${what}` },
  purpose: 'Staff act on the kind of plan; a wrong or a missing one sends them to the wrong people.',
  expected: `A searchset whose CareTeams carry exactly ${codes.join(' and ')}, each about the number asked for`,
  judge: plans(codes, number),
}))

const failure = (id: string, number: string, status: number): Row => ({
  ...{ id, number, clause: 'fhir-api.md 4.5', isSafety: true },
  title: `A failure (${status}) is never shown as no information`,
  purpose: 'A fault read as "nothing known" sends a child home who should not go.',
  expected: `Status ${status} with an OperationOutcome, and no bundle`,
  judge: (reply, note) => {
    note(`status ${reply.status}`)
    expectRefused(reply, status)
    if (status === 429 || status === 503) expect(reply.headers.has('retry-after'), 'Retry-After is missing')
  },
})

const REST: readonly Row[] = [
  failure('F-FAILURE-503', '9990101159', 503),
  failure('F-FAILURE-500', '9990101167', 500),
  failure('F-FAILURE-429', '9990101140', 429),
  failure('F-FAILURE-403', '9990101132', 403),
  {
    ...{ id: 'F-NOTHING', number: '9990100071', clause: 'fhir-api.md 4.4' },
    title: 'A child nobody knows of is answered with an empty searchset',
    purpose: 'Only an answer that was read and holds nothing may say so.',
    expected: 'A searchset with total 0 and no entry',
    judge: reply => {
      expectSame(matches(reply, 'CareTeam').length, 0, 'the plans')
      expectSame(reply.json.total, 0, 'Bundle.total')
    },
  },
  {
    ...{ id: 'F-SUPERSEDED', number: '9990100705', clause: 'fhir-api.md 13; 9.5', isSafety: true },
    title: 'A superseded number answers for the number that took its place, never for another child',
    purpose: 'A plan of another child flags the wrong family, and leaves the right child without an alert.',
    expected: 'What 9990100772 answers: one looked-after child, about the old or the new number',
    judge: reply => {
      expectSame(codesOf(reply), [LAC], 'the plan codes')
      expectSubject(reply, '9990100705', '9990100772')
    },
  },
  {
    ...{ id: 'F-PHONES', number: '9990100144', clause: 'fhir-api.md 3.4', isSafety: true },
    title: 'The emergency number is use mobile, the office number use work',
    purpose: 'At night only the emergency duty team answers; the wrong label rings an empty office.',
    expected: 'One telecom of each use, the emergency number being the one without office hours',
    judge: reply => {
      const [team] = matches(reply, 'CareTeam')
      expectSame([phones(team, 'work').length, phones(team, 'mobile').length], [1, 1], 'numbers of use work and mobile')
      expect(/^0?7700/.test(phones(team, 'mobile')[0] ?? ''), 'the emergency number does not stand under use mobile')
    },
  },
  {
    ...{ id: 'F-EMERGENCY', number: '9990100357', clause: 'fhir-api.md 3.4' },
    title: 'An emergency number is always there',
    purpose: 'Whoever sees the alert has to reach somebody at once.',
    expected: 'A telecom of use mobile, and none of use work',
    judge: reply => {
      const [team] = matches(reply, 'CareTeam')
      expectSame([phones(team, 'work').length, phones(team, 'mobile').length], [0, 1], 'numbers of use work and mobile')
    },
  },
  {
    ...{ id: 'F-ENDED', number: '9990100497', clause: 'fhir-api.md 4.4' },
    title: 'An ended plan has its last day',
    purpose: 'Staff must see that a plan ended, and when.',
    expected: 'One CareTeam with period.start and a later period.end',
    judge: reply => {
      const [team] = matches(reply, 'CareTeam')
      expect(team?.period?.start < team?.period?.end, 'period.end is missing or before period.start')
    },
  },
  {
    ...{ id: 'F-SENSITIVE', number: '9990100918', clause: 'fhir-api.md 13', isSafety: true },
    title: 'A sensitive patient is answered without a name',
    purpose: 'A name shown beside a plan may find a hidden family.',
    expected: 'A CareTeam without subject.display',
    judge: reply => expectSame(matches(reply, 'CareTeam')[0]?.subject?.display, undefined, 'subject.display'),
  },
  {
    ...{ id: 'F-HISTORY-25', number: '9990100632', path: '/AuditEvent', clause: 'fhir-api.md 4.4' },
    title: 'The history holds the newest 25 accesses, newest first',
    purpose: 'The contract promises 25; the newest says who to ask today.',
    expected: '25 AuditEvents, recorded never later than the one before; total 25; includes not counted',
    judge: (reply, note) => {
      const times = matches(reply, 'AuditEvent').map(event => Date.parse(event.recorded))
      note(`${times.length} events`)
      expectSame(times.length, 25, 'the number of events')
      expectSame(reply.json.total, 25, 'Bundle.total')
      expect(
        times.every((time, index) => index === 0 || time <= (times[index - 1] ?? 0)),
        'not newest first',
      )
    },
  },
  {
    ...{ id: 'F-HISTORY-WHO', number: '9990100004', path: '/AuditEvent', clause: 'fhir-api.md 3.4' },
    title: 'Each access says who, in which role, of which organisation, and no more of them',
    purpose: 'Staff ring the colleague who looked before; registration ids and addresses are nobody’s business.',
    expected: 'PractitionerRole included with practitioner, organization and code; identifiers of role profiles only',
    judge: reply => {
      const [event] = matches(reply, 'AuditEvent')
      const roles = reply.json.entry
        .map((one: Json) => one.resource)
        .filter((one: Json) => one.resourceType === 'PractitionerRole')
      const wanted = event?.agent?.[1]?.who?.reference
      const role = roles.find((one: Json) => wanted === `PractitionerRole/${one.id}`)
      expect(
        role?.practitioner?.display && role.organization?.display && role.code?.[0]?.coding?.[0]?.display,
        'who, role or organisation is missing',
      )
      const systems = (role.identifier ?? []).map((one: Json) => one.system)
      expectSame(systems, ['https://fhir.nhs.uk/Id/sds-role-profile-id'], 'the systems of identifiers')
      expect(
        event.agent[0].requestor === false && event.agent[1].requestor === true,
        'requestor is no boolean, or wrong',
      )
    },
  },
]

/** Documented numbers and what they answer. */
export const exampleCases: readonly Case[] = [...PLANS, ...REST].map(rowCase)
