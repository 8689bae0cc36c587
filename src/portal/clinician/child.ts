import type { NhsNumber, PdsLook, PdsRecord } from '../../demographics/index.ts'
import type { Visit } from '../frame/portal.ts'

/** How PDS knows the number: `unavailable` when PDS could not be asked, `unknown` when it has no such person. */
export type Tracing = PdsLook['kind']

/**
 * The patient these pages are about, as PDS had them when they were found. It travels sealed in the path, so that the
 * patient who was confirmed and the one who is looked up cannot be two.
 */
export type Child = {
  readonly nhsNumber: NhsNumber
  readonly tracing: Tracing
  readonly given: readonly string[]
  readonly family?: string
  readonly birthDate?: string
  readonly gender?: string
}

/** A patient as PDS has them. */
export function childOf({ nhsNumber, given, family, birthDate, gender }: PdsRecord): Child {
  return {
    nhsNumber,
    tracing: 'current',
    given,
    ...(family !== undefined && { family }),
    ...(birthDate !== undefined && { birthDate }),
    ...(gender !== undefined && { gender }),
  }
}

/** What is known by a number once PDS was asked about it. */
export function childOfLook(asked: NhsNumber, look: PdsLook): Child {
  if (look.kind === 'current') return childOf(look.person)
  // The record of the new number, to be confirmed before anything is asked about.
  if (look.kind === 'superseded') return { ...childOf(look.person), tracing: 'superseded' }
  return { nhsNumber: asked, tracing: look.kind, given: [] }
}

/** The path of a child's page. */
export function pathOf(visit: Pick<Visit, 'seal'>, child: Child): string {
  return `/child/${visit.seal(JSON.stringify(child))}`
}

/** The child of the path. Throws PORTAL_HANDLE_UNKNOWN. */
export function childOfPath(visit: Visit): Child {
  return JSON.parse(visit.open(visit.params['handle'] ?? '')) as Child
}
