import type { Acknowledging } from '../spine/failures.ts'
import type { Transmission } from '../spine/transmission.ts'
import type { SpineDeps } from './deps.ts'
import { known, type QueryInHand } from './query-in-hand.ts'

/** The wrapper of an answer: a new id, receiver and sender changed places. */
export function transmissionOf({ clock, randomness, settings }: SpineDeps, query: QueryInHand): Transmission {
  const receiver = known(query, 'sender')
  return { messageId: randomness.uuid(), createdAt: clock.now(), receiver, sender: settings.systemId }
}

/** The wrapper of a failure, which names the message it answers. */
export function acknowledgingOf(deps: SpineDeps, query: QueryInHand): Acknowledging {
  return { ...transmissionOf(deps, query), acknowledges: { code: 'AE', messageId: known(query, 'messageId') } }
}
