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

/** Lets a caller pass who was not refused too often this minute. Throws TOO_MANY_REFUSED with the seconds to wait. */
export async function checkRefused({ db, clock, settings }: TokenDeps, caller: Caller): Promise<void> {
  const [row] = await db.query<{ refused: number }>({
    name: 'identity-refused',
    text: 'select refused from identity.refused_request where caller_hash = $1 and minute = $2',
    values: [caller.hash, minuteOf(clock.now())],
  })
  if ((row?.refused ?? 0) < settings.refusedAMinute) return
  const wait = Math.ceil((minuteOf(clock.now()).getTime() + MINUTE_MS - clock.now().getTime()) / 1000)
  throw refusal(tokenErrors, 'TOO_MANY_REFUSED', String(wait))
}

/** Counts a refusal, for every instance to see. */
export async function countRefused({ db, clock }: Pick<TokenDeps, 'db' | 'clock'>, caller: Caller): Promise<void> {
  await db.query({
    name: 'identity-count-refused',
    text: `insert into identity.refused_request as counted (caller_hash, minute, refused) values ($1, $2, 1)
      on conflict (caller_hash, minute) do update set refused = counted.refused + 1`,
    values: [caller.hash, minuteOf(clock.now())],
  })
}

function minuteOf(now: Date): Date {
  return new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS)
}
