import { type Clock, silentLog } from '../../src/platform/index.ts'
import type { StandInPerson } from '../people/index.ts'
import { type PdsStandIn, type PdsStandInOptions, startPdsStandIn } from './index.ts'

/** An invented person of this number. */
export const person = (nhsNumber: string, more: Partial<StandInPerson> = {}): StandInPerson => ({
  nhsNumber,
  given: ['Robin', 'Lee'],
  family: 'Sample',
  birthDate: '2016-04-02' as StandInPerson['birthDate'],
  gender: 'female',
  security: 'U',
  behaviour: 'current',
  ...more,
})

/** One person for each behaviour and each confidentiality, under the numbers of fhir-api.md 9.7. */
export const PEOPLE: readonly StandInPerson[] = [
  person('9990100004'),
  person('9990100071', { given: ['Wren'], family: 'Samplewood', gender: 'male' }),
  person('9990100705', { given: ['Sam'], behaviour: 'superseded', supersededBy: '9990100772' }),
  person('9990100772', { given: ['Sam'], family: 'Newname' }),
  person('9990100845', { behaviour: 'invalidated' }),
  person('9990100918', { given: ['Rae'], family: 'Sample', security: 'R' }),
  person('9990100985', { given: ['Vi'], family: 'Sample', security: 'V' }),
  person('9990101051', { behaviour: 'unknown' }),
  person('9990101108', { family: 'Busy', behaviour: 'throttled' }),
  person('9990101116', { family: 'Broken', behaviour: 'down' }),
  person('9990101124', { family: 'Late', behaviour: 'slow' }),
]

export const NOON: Clock = { now: () => new Date('2026-03-02T12:00:00Z') }
export const REQUEST_ID = '60e0b220-8136-4ca5-ae46-1d97ef59d068'

export function standIn(options: Partial<PdsStandInOptions> = {}): Promise<PdsStandIn> {
  return startPdsStandIn({
    port: 0,
    people: PEOPLE,
    clock: NOON,
    profile: 'test',
    mode: 'sandbox',
    log: silentLog,
    slowMs: 20,
    ...options,
  })
}

/** Sends a request with a good X-Request-ID, and reads the answer whole. */
export async function send(address: string, headers: Record<string, string> = {}, method = 'GET') {
  const response = await fetch(address, { method, headers: { 'x-request-id': REQUEST_ID, ...headers } })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}

/** The body of a refusal of PDS, whole. */
export function outcomeBody(severity: string, issue: string, [code, display]: [string, string], diagnostics?: string) {
  const system = 'https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode'
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity,
        code: issue,
        details: { coding: [{ system, version: '1', code, display }] },
        ...(diagnostics === undefined ? {} : { diagnostics }),
      },
    ],
  }
}
