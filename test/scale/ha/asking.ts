import { systemRandomness } from '../../../src/platform/index.ts'
import { byNumber } from '../../support/caller.ts'
import type { Service } from '../../support/service.ts'
import { pause } from '../../support/until.ts'

/** One look-up, asked under one request id until there was an answer. */
export type Acknowledged = { readonly requestId: string; readonly isRecorded: boolean }

export type Asking = {
  /** Look-ups that were answered. */
  readonly acknowledged: readonly Acknowledged[]
  /** Answers that said of a child something else than the register holds. */
  readonly wrong: readonly string[]
  /** Tries that were not answered, by what came instead. */
  readonly unanswered: ReadonlyMap<string, number>
  /** When the answers came, in milliseconds of one steady clock. */
  readonly answeredAt: readonly number[]
  end(): Promise<void>
}

export type AskingWish = {
  readonly service: Service
  readonly bearers: readonly string[]
  readonly known: readonly string[]
  readonly unknown: readonly string[]
}

const CALLERS = 8
/** Callers share the machine with all they ask. */
const BETWEEN_MS = 40
const AGAIN_MS = 200

/**
 * Callers that ask about children one after another until they are told to end: three of five asks are standard look-ups
 * of known children, one is silent, one is about a child nobody holds. None gives an ask up.
 */
export function startAsking({ service, bearers, known, unknown }: AskingWish): Asking {
  const acknowledged: Acknowledged[] = []
  const wrong: string[] = []
  const unanswered = new Map<string, number>()
  const answeredAt: number[] = []
  let told = false
  let asked = 0
  const fail = (what: string) => void unanswered.set(what, (unanswered.get(what) ?? 0) + 1)

  async function askOne(): Promise<void> {
    asked += 1
    const kind = asked % 5
    const isKnown = kind !== 0
    const numbers = isKnown ? known : unknown
    const nhsNumber = pick(numbers, asked)
    const unscheduled = kind !== 1
    const requestId = systemRandomness.uuid()
    const ask = { query: byNumber(nhsNumber), requestId, bearer: pick(bearers, asked), unscheduled }
    for (;;) {
      const answer = await service.ask(ask).catch(() => undefined)
      if (answer?.status === 200) {
        answeredAt.push(performance.now())
        acknowledged.push({ requestId, isRecorded: isKnown && unscheduled })
        const { total } = answer.body as { total: number }
        if (total !== (isKnown ? 1 : 0)) wrong.push(`${isKnown ? 'known' : 'unknown'}: ${total} found`)
        return
      }
      fail(answer === undefined ? 'no connection' : String(answer.status))
      await pause(AGAIN_MS)
    }
  }

  const caller = async () => {
    while (!told) {
      await askOne()
      await pause(BETWEEN_MS)
    }
  }
  const callers = Array.from({ length: CALLERS }, caller)
  return {
    acknowledged,
    wrong,
    unanswered,
    answeredAt,
    async end() {
      told = true
      await Promise.all(callers)
    },
  }
}

/** Scattered, and the same in each run. */
function pick<One>(from: readonly One[], place: number): One {
  const one = from[(place * 7919 + Math.floor(place / from.length)) % from.length]
  if (one === undefined) throw new RangeError('nobody to ask about, or nobody to ask')
  return one
}
