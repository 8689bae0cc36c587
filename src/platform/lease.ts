import type { Clock } from './clock.ts'
import type { Database } from './database.ts'
import { defineErrors, refusal } from './errors.ts'
import type { Log } from './log.ts'

export const leaseErrors = defineErrors({
  LEASE_LOST: { status: 503, sentence: 'Another process has taken the work over' },
})

/** Work that one process at a time may do. Roles that use it are granted `platform.lease`. */
export type Lease = {
  /** What is done, in words and ids of our own; about no person. */
  readonly name: string
  /** This process: a UUID made when it starts. */
  readonly holder: string
  /**
   * So long after its holder was last heard of the work is anybody's, in milliseconds. It must be longer than a process
   * stalls and than clocks differ.
   */
  readonly forMs: number
}

export type LeaseDeps = { readonly db: Database; readonly clock: Clock; readonly log: Log }

/** Makes sure that the work is still ours; throws LEASE_LOST when another process has it. */
export type StillOurs = () => Promise<void>

/**
 * Does work while it is ours, and says so again three times in its length; then leaves it to whoever comes. Returns
 * `undefined`, with nothing done, while another process has it. A process that dies is waited for as long as the lease
 * says. What cannot be undone is done behind `stillOurs`.
 */
export async function holdingLease<Result>(
  deps: LeaseDeps,
  lease: Lease,
  work: (stillOurs: StillOurs) => Promise<Result>,
): Promise<Result | undefined> {
  if (!(await take(deps, lease))) return undefined
  let renewed: Promise<unknown> = Promise.resolve()
  const again = setInterval(() => {
    renewed = take(deps, lease).catch(error =>
      deps.log.warn({ err: error, lease: lease.name }, 'a lease was not renewed'),
    )
  }, lease.forMs / 3)
  try {
    return await work(async () => {
      if (!(await take(deps, lease))) throw refusal(leaseErrors, 'LEASE_LOST', lease.name)
    })
  } finally {
    clearInterval(again)
    // One that is on its way would take back what is left.
    await renewed
    await leave(deps, lease).catch(error =>
      deps.log.warn({ err: error, lease: lease.name }, 'a lease runs out by itself'),
    )
  }
}

/** Takes work that is nobody's, or ours already: whoever had it has not been heard of for the length of its lease. */
async function take({ db, clock }: LeaseDeps, { name, holder, forMs }: Lease): Promise<boolean> {
  const now = clock.now()
  const rows = await db.query({
    name: 'platform-take-lease',
    text: `insert into platform.lease as l (name, holder, until) values ($1, $2, $4)
      on conflict (name) do update set holder = excluded.holder, until = excluded.until
        where l.holder = excluded.holder or l.until <= $3
      returning 1`,
    values: [name, holder, now, new Date(now.getTime() + forMs)],
  })
  return rows.length > 0
}

async function leave({ db }: LeaseDeps, { name, holder }: Lease): Promise<void> {
  await db.query({
    name: 'platform-leave-lease',
    text: 'delete from platform.lease where name = $1 and holder = $2',
    values: [name, holder],
  })
}
