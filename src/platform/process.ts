import { flushCompileCache } from 'node:module'
import { isRefusal } from './errors.ts'
import type { Log } from './log.ts'

/** Something that was started and can be stopped; stopping lets work in hand finish. */
export type Running = { stop(): Promise<void> }

/** Stopping takes no longer; what still runs then is cut off. */
const STOP_WITHIN_MS = 30_000

/**
 * Keeps a process alive until SIGTERM or SIGINT, then stops what runs, newest first, and exits 0; a second signal, or
 * half a minute, ends it at once with 1. An error nobody caught is logged and ends the process with 1: a process in an
 * unknown state may not go on answering.
 */
export function untilTold(running: readonly Running[], log: Log): void {
  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
    for (const one of [...running].reverse())
      await one.stop().catch(error => log.error({ err: error }, 'did not stop cleanly'))
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  endOnUncaught(log)
  // Left to itself Node keeps what it compiled only of a process that ends in peace, and the next one starts slowly.
  flushCompileCache()
}

/**
 * The last handler: what nobody caught is logged and ends the process with 1. The log may be a file, so the person at
 * the terminal is told too: a refusal of ours in its own words, of anything else only that it happened.
 */
export function endOnUncaught(log: Log): void {
  const end = (error: unknown) => {
    log.fatal({ err: error }, 'an error nobody caught')
    console.error(
      isRefusal(error) ? `${error.code}: ${error.message}` : 'Ended by an error nobody caught; see the log.',
    )
    process.exit(1)
  }
  process.on('uncaughtException', end)
  process.on('unhandledRejection', end)
}

export type Loop = {
  /** Said in the log. */
  readonly name: string
  /** Pause after a round with nothing to do, in milliseconds. */
  readonly everyMs: number
  /** One round; true when there may be more to do at once. */
  readonly round: () => Promise<boolean>
  /** Told after each round how it ended. */
  readonly onRound?: (outcome: 'ended' | 'failed') => void
  readonly log: Log
}

/**
 * Runs rounds one after another until stopped. A round that fails is logged and tried again, after a pause that doubles
 * up to a minute; nothing else stops it.
 */
export function startLoop(loop: Loop): Running {
  let told = false
  let wake = () => {}
  const sleep = (ms: number) =>
    new Promise<void>(resolve => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const rounds = async () => {
    let failures = 0
    while (!told) {
      let more = false
      try {
        more = await loop.round()
        failures = 0
        loop.onRound?.('ended')
      } catch (error) {
        failures += 1
        loop.onRound?.('failed')
        loop.log.error({ err: error, loop: loop.name }, 'a round failed')
      }
      const wait =
        failures > 0 ? Math.min(60_000, Math.max(loop.everyMs, 100) * 2 ** Math.min(failures, 10)) : loop.everyMs
      if (!told && !more) await sleep(wait)
    }
  }
  const ended = rounds()
  return {
    stop: () => {
      told = true
      wake()
      return ended
    },
  }
}
