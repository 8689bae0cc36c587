import { setTimeout as sleep } from 'node:timers/promises'
import { readNhsNumber } from '../../src/demographics/index.ts'
import { type Answer, outcome, serviceUnavailable, tooManyRequests } from './outcome.ts'
import { patientOf } from './patient.ts'
import type { HeldPerson, People } from './people.ts'

/** `GET /Patient/{number}` (fhir-api.md 9.1). A slow number is answered after `slowMs`. */
export async function readPatient(people: People, number: string, slowMs: number): Promise<Answer> {
  if (readNhsNumber(number) === undefined) return outcome('INVALID_RESOURCE_ID')
  const asked = people.get(number)
  if (asked?.behaviour === 'throttled') return tooManyRequests()
  if (asked?.behaviour === 'down') return serviceUnavailable()
  if (asked?.behaviour === 'slow') await sleep(slowMs, undefined, { ref: false })
  return shown(people.follow(number))
}

function shown(person: HeldPerson | undefined): Answer {
  if (person === undefined || person.behaviour === 'unknown') return outcome('RESOURCE_NOT_FOUND')
  if (person.behaviour === 'invalidated') return outcome('INVALIDATED_RESOURCE')
  return { status: 200, body: patientOf(person), headers: { etag: `W/"${person.version}"` } }
}
