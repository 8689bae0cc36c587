import { platformErrors, refusal } from './errors.ts'

/** What a process is busy with. */
export type Hand = { hold<Result>(work: () => Promise<Result>): Promise<Result> }

/**
 * Lets so much be in hand at once. What comes beyond is refused at once with TOO_MUCH_IN_HAND, so that what is in hand is
 * answered in time: whoever waits in an emergency must learn soon that nothing was checked (trust.md T-24).
 */
export function openHand(most: number): Hand {
  let held = 0
  return {
    async hold(work) {
      if (held >= most) throw refusal(platformErrors, 'TOO_MUCH_IN_HAND')
      held += 1
      try {
        return await work()
      } finally {
        held -= 1
      }
    },
  }
}
