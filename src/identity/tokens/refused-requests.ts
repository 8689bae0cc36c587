import { type Database, refusal } from '../../platform/index.ts'
import { sha256 } from '../opaque-token.ts'
import type { TokenDeps } from '../token-deps.ts'
import { tokenErrors } from '../token-errors.ts'

const MINUTE_MS = 60_000

/** A caller whose refusals are counted together, kept as a hash. */
export type Caller = { readonly hash: Buffer; readonly clientId: string | undefined }

/**
 * Who asks: the application it says it is, if there is one, at its address. An application named by somebody elsewhere
 * is not shut out by that, and names that do not exist count as one.
 */
export async function callerOf(db: Database, claimed: string | undefined, address: string): Promise<Caller> {
  const clientId = claimed !== undefined && (await isRegistered(db, claimed)) ? claimed : undefined
  return { hash: sha256(`${clientId ?? ''}\n${address}`), clientId }
}

async function isRegistered(db: Database, clientId: string): Promise<boolean> {
  const found = await db.query({
    name: 'identity-registered',
    text: 'select 1 from identity.application where client_id = $1',
    values: [clientId],
  })
  return found.length > 0
}

/**
 * Counts a request that did not prove who it is from, for every instance to see. Throws TOO_MANY_REFUSED with the
 * seconds to wait when that is more than a minute allows. Requests that prove themselves pass all the while: a faulty
 * machine of an application shuts no clinician out.
 */
export async function countRefused({ db, clock, settings }: TokenDeps, caller: Caller): Promise<void> {
  const minute = minuteOf(clock.now())
  const [row] = await db.query<{ refused: number }>({
    name: 'identity-count-refused',
    text: `insert into identity.refused_request as counted (caller_hash, minute, refused) values ($1, $2, 1)
      on conflict (caller_hash, minute) do update set refused = counted.refused + 1 returning refused`,
    values: [caller.hash, minute],
  })
  if ((row?.refused ?? 0) <= settings.refusedAMinute) return
  const wait = Math.ceil((minute.getTime() + MINUTE_MS - clock.now().getTime()) / 1000)
  throw refusal(tokenErrors, 'TOO_MANY_REFUSED', String(wait))
}

function minuteOf(now: Date): Date {
  return new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS)
}
