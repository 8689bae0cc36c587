import type { Clock, Randomness } from '../../../platform/index.ts'
import { compactSecond } from '../../timestamps.ts'

/** Makes the next message id: `yyyyMMddHHmmssffffff_XXXXXX`, 20 digits of time and 6 random hexadecimal ones. */
export type NextMessageId = () => string

/**
 * Ids in the order they are made: the clock gives milliseconds, so that ids of one millisecond count on in the digits
 * below. Ids of other processes fall between them.
 */
export function openMessageIds(deps: { readonly clock: Clock; readonly randomness: Randomness }): NextMessageId {
  let last = 0
  let since = 0
  let second = ''
  return () => {
    last = Math.max(last + 1, deps.clock.now().getTime() * 1000)
    if (second === '' || last - since >= 1_000_000) {
      since = Math.floor(last / 1_000_000) * 1_000_000
      second = compactSecond(new Date(since / 1000))
    }
    const fraction = String(last % 1_000_000).padStart(6, '0')
    return `${second}${fraction}_${deps.randomness.bytes(3).toString('hex').toUpperCase()}`
  }
}
