import { pause, until } from '../../support/until.ts'
import type { Asking } from './asking.ts'
import type { DatabaseMachines } from './database-machines.ts'

/** Something that befalls the machines, and is over when it resolves. */
export type HaEvent = { readonly name: string; readonly befall: (machines: DatabaseMachines) => Promise<void> }

/** A machine that was lost is switched on again when another has had time to take its place. */
const AWAY_MS = 30_000

export const EVENTS: readonly HaEvent[] = [
  {
    name: 'the machine that leads is lost',
    async befall(machines) {
      const lost = await machines.leader()
      await lost.lose()
      await pause(AWAY_MS)
      lost.start()
    },
  },
  {
    name: 'its PostgreSQL alone is killed',
    async befall(machines) {
      await (await machines.leader()).losePostgres()
    },
  },
  { name: 'a planned switchover', befall: machines => machines.switchOver() },
]

/** What an event did to those who asked meanwhile. */
export type Happened = {
  readonly event: string
  readonly answers: number
  /** The longest time in which nobody got an answer. */
  readonly longestSilenceMs: number
  /** From the event until a leader, a synchronous standby and a third are there again. */
  readonly wholeAgainMs: number
}

/** So long the load runs before and after an event. */
const STEADY_MS = 3_000

/** What was on its way while the event befell may still be answered; so many are not without a leader. */
const ANSWERS_AFTER = 50
const answered = (asking: Asking, count: number) =>
  until('answers again', () => asking.answeredAt.length >= count || undefined, { withinMs: 120_000, everyMs: 100 })

/** Lets an event befall machines that are whole, under load, and waits until they are whole again. */
export async function undergo(event: HaEvent, machines: DatabaseMachines, asking: Asking): Promise<Happened> {
  await machines.whole()
  await pause(STEADY_MS)
  const answersBefore = asking.answeredAt.length
  const from = performance.now()
  await event.befall(machines)
  await pause(STEADY_MS)
  await answered(asking, answersBefore + ANSWERS_AFTER)
  await machines.whole()
  const wholeAgainMs = performance.now() - from
  await pause(STEADY_MS)
  const times = asking.answeredAt.slice(answersBefore)
  const silences = times.map((at, index) => at - (times[index - 1] ?? from))
  return {
    event: event.name,
    answers: times.length,
    longestSilenceMs: Math.max(0, ...silences, performance.now() - (times.at(-1) ?? from)),
    wholeAgainMs,
  }
}
