import type { Token } from '../../token.ts'

/** A call among several that one statement admits. */
export type GatheredCall = {
  readonly mailbox_id: string
  readonly nonce: string
  readonly nonce_count: number
  readonly at: Date
}

type Asked = { readonly mailboxId: string; readonly token: Token; readonly at: Date }

export function gatheredCall({ mailboxId, token, at }: Asked): GatheredCall {
  return { mailbox_id: mailboxId, nonce: token.nonce, nonce_count: Number(token.nonceCount), at }
}

/** Of two calls with one token only one can be admitted; the other must come after it. */
export function tokenKey(call: GatheredCall): string {
  return `${call.mailbox_id}:${call.nonce}:${call.nonce_count}`
}

/** The values of a statement that begins with `gatheredAdmission`: $1 holds the calls with their places. */
export function placed(calls: readonly GatheredCall[]): string {
  return JSON.stringify(calls.map((call, place) => ({ ...call, place })))
}

/**
 * The beginning of a statement that admits many calls: `given` has a row for each with further `columns` of its own,
 * `admission` says by `place` whether its mailbox is active and its token fresh. Tokens are taken in the order of
 * their key, so that two servers never wait for each other. Tables are looked into row by row (`limit 1`), not joined:
 * a plan made while they were empty must still be a good one when they are not.
 */
export function gatheredAdmission(columns: string): string {
  return `with given as materialized (
    select g.*, (select b.active from mesh.mailbox b where b.mailbox_id = g.mailbox_id limit 1) as active
    from json_to_recordset($1::json) as g (place int, mailbox_id text, nonce text, nonce_count bigint, at timestamptz,
      ${columns})
  ), token as (
    insert into mesh.nonce (mailbox_id, nonce, nonce_count, used_at)
    select mailbox_id, nonce, nonce_count, at from given where active order by mailbox_id, nonce, nonce_count
    on conflict do nothing returning mailbox_id, nonce, nonce_count
  ), admission as materialized (
    select given.*, token.nonce is not null as fresh
    from given left join token using (mailbox_id, nonce, nonce_count)
  )`
}
