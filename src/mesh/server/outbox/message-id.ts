import type { Clock, Randomness } from '../../../platform/index.ts'

/** Makes the next message id: `yyyyMMddHHmmssffffff_XXXXXX`, 20 digits of time and 6 random hexadecimal ones. */
export type NextMessageId = () => string

/**
 * Ids in the order they are made: the clock gives milliseconds, so that ids of one millisecond count on in the digits
 * below. Ids of other processes fall between them.
 */
export function openMessageIds(deps: { readonly clock: Clock; readonly randomness: Randomness }): NextMessageId {
  let last = 0
  return () => {
    last = Math.max(last + 1, deps.clock.now().getTime() * 1000)
    const second = new Date(Math.floor(last / 1_000_000) * 1000).toISOString().replaceAll(/\D/g, '').slice(0, 14)
    const fraction = String(last % 1_000_000).padStart(6, '0')
    return `${second}${fraction}_${deps.randomness.bytes(3).toString('hex').toUpperCase()}`
  }
}
