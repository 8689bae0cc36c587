import type { IncomingHttpHeaders } from 'node:http'
import type { LookUpDecision } from '../../care-settings/index.ts'
import type { NhsNumber } from '../../demographics/index.ts'
import type { Actor } from '../../identity/index.ts'

/** Who asks for what, as far as the steps have found it out. A refusal tells the audit whatever is known by then. */
export type Asking = {
  readonly headers: IncomingHttpHeaders
  /** The caller's id of this request, or ours. */
  readonly requestId: string
  actor?: Actor
  /** IsUnscheduledAccessEvent as sent, or as the path itself says it; absent when nothing was declared. */
  declared?: boolean
  decision?: LookUpDecision
  nhsNumber?: NhsNumber
}

/** A part an earlier step has found out. That it is there follows from the order of the steps; else it is our fault. */
export function known<From extends Asking, Part extends keyof From & string>(
  asking: From,
  part: Part,
): NonNullable<From[Part]> {
  const value = asking[part]
  if (value === undefined || value === null) throw new Error(`the step that finds the ${part} has not run`)
  return value
}
