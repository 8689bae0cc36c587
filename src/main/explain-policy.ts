import {
  askedFrom,
  type DecideDeps,
  decideAsked,
  findOrganisation,
  LOOK_UP_STEPS,
  type LookUpAsked,
  type LookUpStep,
  type OdsCode,
} from '../care-settings/index.ts'
import { readNhsNumber } from '../demographics/index.ts'
import { type Actor, actorsOfUser } from '../identity/index.ts'
import { type Answer, foreseeAnswer, type LookupDeps } from '../lookup/index.ts'
import { dayInEngland, operatorName, writeAudit } from '../platform/index.ts'
import { decideDepsOf, lookupDepsOf } from './api.ts'
import { answeredBy, decidedBy, type Outcome, roleOf } from './explained-step.ts'
import { onLaptop } from './laptop-application.ts'
import { type Ground, groundOf } from './processes.ts'
import type { Settings } from './settings.ts'

/** One case to explain, as the command was given it. */
export type ExplainedCase = {
  readonly user: string
  readonly setting: string
  readonly nhsNumber: string
  readonly declared: 'unscheduled' | 'nothing' | 'scheduled'
}

const UNSCHEDULED = { unscheduled: true, scheduled: false, nothing: undefined } as const

/**
 * `cpis policy explain`: the ten steps of health-side.md 4.5 for a user, a care setting and an NHS number, each with its
 * outcome. It leaves no access and tells nobody; the system audit keeps it as `policy-explained` by the operator. Where
 * no role of the user is in the setting it is asked as if one were. A database that is `embedded` is the laptop's.
 */
export async function explainPolicy(given: Settings, asked: ExplainedCase): Promise<string> {
  const settings = given.databaseUrl === 'embedded' ? await onLaptop(given) : given
  const ground = groundOf('policy', settings)
  try {
    const explained = await openCase(ground, asked)
    const lines: string[] = []
    let refused: string | undefined
    for (const step of LOOK_UP_STEPS) {
      const outcome: Outcome = refused === undefined ? await explained.take(step) : { says: 'not reached' }
      refused ??= outcome.code
      lines.push(lineOf(step, outcome))
    }
    if (refused !== undefined) await auditRefused(ground, explained, { asked, code: refused })
    return lines.join('\n')
  } finally {
    await ground.end()
  }
}

function lineOf({ number, what, where }: LookUpStep, { says, code }: Outcome): string {
  const verdict = code === undefined ? says : `REFUSED ${code}: ${says}`
  return `${String(number).padStart(2)}. ${what} (${where})\n    ${verdict}`
}

type Case = { readonly lookup: LookupDeps; readonly take: (step: LookUpStep) => Promise<Outcome> }

async function openCase(ground: Ground, asked: ExplainedCase): Promise<Case> {
  const decide = decideDepsOf(ground)
  const lookup = lookupDepsOf(ground)
  const on = dayInEngland(ground.clock.now())
  const actor = await actorIn(decide, await actorsOfUser(ground.pool('identity'), asked.user, on), asked.setting)
  const unscheduled = UNSCHEDULED[asked.declared]
  const deciding = actor && (await askedFrom(decide, actor, { unscheduled, careSetting: asked.setting }))
  const nhsNumber = readNhsNumber(asked.nhsNumber)
  let answer: Answer | undefined
  const foreseen = async (who: Actor, from: LookUpAsked): Promise<Answer> => {
    if (nhsNumber === undefined) throw new Error('step 5 lets no invalid number through')
    const requestId = ground.randomness.uuid()
    const asking = { actor: who, channel: 'cli', requestId, history: false } as const
    const question = { ...decideAsked(from), nhsNumber, ...asking }
    answer ??= await foreseeAnswer(lookup, question, operatorName())
    return answer
  }
  return {
    lookup,
    async take(step) {
      if (!actor || !deciding) return { says: 'this user holds no role today', code: 'ROLES_NONE' }
      if (step.number === 1) return { says: roleOf(actor, deciding) }
      if (step.number === 5 && nhsNumber === undefined)
        return { says: 'ten digits with a right check digit are wanted', code: 'NHS_NUMBER_INVALID' }
      if (step.number < 7) return decidedBy(step, deciding)
      return answeredBy(step, deciding, await foreseen(actor, deciding))
    },
  }
}

/** The user in a role of this care setting, if they hold one, else in their first. */
async function actorIn(deps: DecideDeps, actors: readonly Actor[], setting: string): Promise<Actor | undefined> {
  const on = dayInEngland(deps.clock.now())
  for (const actor of actors) {
    const organisation = await findOrganisation(deps, actor.author.organisation.odsCode as OdsCode, on)
    if (organisation?.careSetting === setting) return actor
  }
  return actors[0]
}

/** A case that was refused did not come to the register, which keeps the others. */
async function auditRefused(
  { clock, randomness }: Ground,
  { lookup }: Case,
  { asked, code }: { readonly asked: ExplainedCase; readonly code: string },
): Promise<void> {
  const nhsNumber = readNhsNumber(asked.nhsNumber)
  await writeAudit(lookup.db, {
    entryId: randomness.uuid(),
    at: clock.now(),
    action: 'policy-explained',
    outcome: code,
    channel: 'cli',
    requestId: randomness.uuid(),
    asker: { userId: operatorName() },
    detail: { insteadOf: asked.user },
    ...(nhsNumber !== undefined && { nhsNumber }),
  })
}
