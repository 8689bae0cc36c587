import type { FastifyInstance, FastifyReply } from 'fastify'
import {
  lookUpsOfDays,
  readStatus,
  type ShownStatus,
  statusAtom,
  statusText,
  statusUnread,
} from '../../operations/index.ts'
import type { Clock, Database, Log } from '../../platform/index.ts'

/** The status is read at most this often, however often it is asked for. */
const KEPT_MS = 5_000
/** The sum over 30 days is read once a minute. */
const MONTH_KEPT_MS = 60_000

type StatusDeps = {
  /** Under the role of operations. */
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  readonly publicUrl: string
}

/**
 * Adds the public status: `/status.json`, the Atom feed `/status.atom`, and `/status` as plain text (trust.md 12). When it
 * cannot be read, that is what it says.
 */
export function addStatusRoutes(server: FastifyInstance, deps: StatusDeps): void {
  const status = openStatus(deps)
  const send = (reply: FastifyReply, type: string, body: string) =>
    reply
      .type(type)
      .header('cache-control', `public, max-age=${KEPT_MS / 1000}`)
      .send(body)
  server.get('/status.json', async (_request, reply) =>
    send(reply, 'application/json; charset=utf-8', JSON.stringify(await status())),
  )
  server.get('/status.atom', async (_request, reply) =>
    send(reply, 'application/atom+xml; charset=utf-8', statusAtom(await status(), `${deps.publicUrl}/status.atom`)),
  )
  server.get('/status', async (_request, reply) => send(reply, 'text/plain; charset=utf-8', statusText(await status())))
}

/** Reads the status, keeps it for five seconds, and lets all who ask meanwhile wait for the same reading. */
function openStatus({ db, clock, log }: StatusDeps): () => Promise<ShownStatus> {
  const month = kept(clock, MONTH_KEPT_MS, () => lookUpsOfDays({ db, clock }, 30))
  return kept(clock, KEPT_MS, async (): Promise<ShownStatus> => {
    try {
      return await readStatus({ db, clock }, month)
    } catch (error) {
      log.error({ err: error }, 'the status could not be read')
      return statusUnread(clock.now())
    }
  })
}

/** `read`, at most once in so many milliseconds; what failed is read again the next time. */
function kept<Value>(clock: Clock, forMs: number, read: () => Promise<Value>): () => Promise<Value> {
  let last: { readonly until: number; readonly value: Promise<Value> } | undefined
  return () => {
    const now = clock.now().getTime()
    if (last === undefined || last.until <= now) {
      const value = read()
      const reading = { until: now + forMs, value }
      last = reading
      value.catch(() => {
        if (last === reading) last = undefined
      })
    }
    return last.value
  }
}
