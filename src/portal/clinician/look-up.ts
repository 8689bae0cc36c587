import { type LookUpDecision, LookUpRefused } from '../../care-settings/index.ts'
import type { Actor } from '../../identity/index.ts'
import type { Answer } from '../../lookup/index.ts'
import { isRefusal } from '../../platform/index.ts'
import type { Visit } from '../frame/portal.ts'
import type { Child } from './child.ts'
import type { ClinicianDeps } from './deps.ts'

/** What the user said of the care being given: only somebody whose role has both codes is asked. */
export type Care = 'unscheduled' | 'scheduled' | undefined

/** How this role looks up here. */
export type Manner = LookUpDecision & {
  /** The role holds both codes, and this setting takes either: the user says which care it is. */
  readonly mustSay: boolean
}

/**
 * How the actor looks up: by the code of the role (health-side.md 1.1). B0107 tells the authority, B0170 does not; where
 * the setting is silent only, nobody is told whatever the code (2.3); with both, the care decides (4.1). Throws
 * LookUpRefused.
 */
export async function mannerOf(deps: ClinicianDeps, actor: Actor, care: Care): Promise<Manner> {
  const tells = actor.activities.has('B0107')
  const isSilent = actor.activities.has('B0170')
  if (!tells || (isSilent && care === 'scheduled'))
    return { ...(await deps.decideLookUp(actor, false)), mustSay: tells && isSilent }
  try {
    return { ...(await deps.decideLookUp(actor, true)), mustSay: isSilent }
  } catch (error) {
    if (!(error instanceof LookUpRefused) || error.code !== 'LOOK_UP_SETTING_SILENT_ONLY') throw error
    return { ...(await deps.decideLookUp(actor, false)), mustSay: false }
  }
}

type Asked = { readonly child: Child; readonly manner: Manner; readonly requestId: string }

/**
 * Whether there is anything at all, for the alert: read in silence whatever the role, as the Patient Flags view does;
 * seeing that there is something is not the event, opening it is (health-side.md, rule 4).
 */
export function readAlert(deps: ClinicianDeps, visit: Visit, asked: Asked): Promise<Answer> {
  return ask(deps, visit, { ...asked, manner: { ...asked.manner, mode: 'silent' }, history: false })
}

/** Opens it: the look-up itself, with who looked before. */
export function openRecord(deps: ClinicianDeps, visit: Visit, asked: Asked): Promise<Answer> {
  return ask(deps, visit, { ...asked, history: true })
}

function ask(deps: ClinicianDeps, visit: Visit, asked: Asked & { readonly history: boolean }): Promise<Answer> {
  const { child, manner, requestId, history } = asked
  const { mode, careSetting, gate, findings } = manner
  const { nhsNumber } = child
  return deps.ask({
    nhsNumber,
    mode,
    careSetting,
    gate,
    findings,
    actor: visit.actor,
    channel: 'portal',
    history,
    requestId,
  })
}

/** Runs a step about a child; what is refused is in the system audit before the page says so (trust.md T-44). */
export async function recordingRefusals<Result>(
  deps: ClinicianDeps,
  { visit, child }: { readonly visit: Visit; readonly child?: Child },
  step: () => Promise<Result>,
): Promise<Result> {
  try {
    return await step()
  } catch (error) {
    if (isRefusal(error) && error.status < 500)
      await record(deps, { visit, code: error.code, error, ...(child && { child }) })
    throw error
  }
}

type Refused = { readonly visit: Visit; readonly code: string; readonly error: unknown; readonly child?: Child }

/** An audit that cannot be written is logged; the refusal tells nothing about a child and leaves all the same. */
async function record(deps: ClinicianDeps, { visit, child, code, error }: Refused): Promise<void> {
  const findings = error instanceof LookUpRefused ? error.findings : []
  try {
    await deps.recordRefusal({
      code,
      channel: 'portal',
      requestId: visit.requestId,
      actor: visit.actor,
      findings,
      ...(child && { nhsNumber: child.nhsNumber }),
    })
  } catch (fault) {
    deps.log.error({ err: fault, code, requestId: visit.requestId }, 'a refusal could not be recorded')
  }
}
