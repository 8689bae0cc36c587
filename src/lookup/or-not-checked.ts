import { isDatabaseFault, isRefusal } from '../platform/index.ts'
import { AGAIN_WITHIN, type LookupDeps } from './deps.ts'
import type { NotChecked } from './question.ts'

/** PostgreSQL gave the statement up at its time limit. */
const isTooSlow = (error: unknown) => (error as { code?: unknown }).code === '57014'

const KEY_FAULTS = new Set(['SEALED_VALUE_UNREADABLE', 'INDEX_KEY_WRONG'])
const isKeyFault = (error: unknown) => isRefusal(error) && KEY_FAULTS.has(error.code)

/**
 * Runs the work of an answer. A register that is closed, a fault of the database, or more time than anybody waits in an
 * emergency, is the answer `NotChecked`, and so are keys that do not open what is there or find nobody in it: no fault
 * ever becomes `NotKnown` (trust.md T-01). Any other error is thrown on.
 */
export async function orNotChecked<Answer>(
  deps: LookupDeps,
  work: () => Promise<Answer>,
): Promise<Answer | NotChecked> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<NotChecked>(resolve => {
    const answer = (): NotChecked => ({ kind: 'NotChecked', reason: 'too-slow', checkedAt: deps.clock.now() })
    timer = setTimeout(() => resolve(answer()), deps.answerWithinMs)
  })
  try {
    return await Promise.race([faultsAsNotChecked(deps, work), late])
  } finally {
    clearTimeout(timer)
  }
}

async function faultsAsNotChecked<Answer>(deps: LookupDeps, work: () => Promise<Answer>): Promise<Answer | NotChecked> {
  try {
    return (await isClosed(deps)) ? closed(deps) : await work()
  } catch (error) {
    if (!isDatabaseFault(error) && !isKeyFault(error)) throw error
    deps.log.error({ err: error }, 'the register could not be read')
    return {
      kind: 'NotChecked',
      reason: isTooSlow(error) ? 'too-slow' : 'register-unavailable',
      checkedAt: deps.clock.now(),
    }
  }
}

async function isClosed(deps: LookupDeps): Promise<boolean> {
  return deps.isClosed !== undefined && (await onceMore(deps, deps.isClosed))
}

/** A restored register may be older than what was acknowledged: what it does not hold is not "not known". */
function closed(deps: LookupDeps): NotChecked {
  deps.log.error('the register was restored and is not reopened: nobody is answered')
  return { kind: 'NotChecked', reason: 'register-unavailable', checkedAt: deps.clock.now() }
}

/**
 * Tries once more when the connection was lost and time enough is left: whether the first was done is unknown, and the
 * request id makes it one.
 */
export async function onceMore<Result>(deps: LookupDeps, work: () => Promise<Result>): Promise<Result> {
  const again = deps.clock.now().getTime() + AGAIN_WITHIN * deps.answerWithinMs
  try {
    return await work()
  } catch (error) {
    if (!isDatabaseFault(error) || isTooSlow(error) || deps.clock.now().getTime() > again) throw error
    deps.log.warn({ err: error }, 'the register did not answer, asking once more')
    return work()
  }
}
