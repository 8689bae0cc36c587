import { openGathering } from '../gathering.ts'
import type { MeshServerDeps } from '../server-deps.ts'

/** The kinds of call whose last time is kept for each mailbox. */
export type CallKind = 'handshake' | 'list' | 'download' | 'acknowledge' | 'send' | 'other'

type CallTime = { readonly mailbox_id: string; readonly call: CallKind; readonly at: Date }

/** Keeps when a mailbox last made a kind of call (mesh.md 20 rule 9); once a second is enough. */
export type KeepCallTime = (mailboxId: string, call: CallKind, at: Date) => Promise<void>

const EVERY_MS = 1_000

/** A time that cannot be kept is logged: the call itself was done, and failing it would have it repeated. */
export function openCallTimes({ db, log }: Pick<MeshServerDeps, 'db' | 'log'>): KeepCallTime {
  const kept = new Map<string, number>()
  const keep = openGathering<CallTime, void>({
    keyOf: time => `${time.mailbox_id} ${time.call}`,
    run: async times => {
      await write(db, times)
      return times.map(() => undefined)
    },
  })
  return async (mailboxId, call, at) => {
    const key = `${mailboxId} ${call}`
    const last = kept.get(key)
    if (last !== undefined && at.getTime() >= last && at.getTime() - last < EVERY_MS) return
    kept.set(key, at.getTime())
    await keep({ mailbox_id: mailboxId, call, at }).catch(error => log.warn({ err: error }, 'a call time is not kept'))
  }
}

/** Whoever writes the row at this moment keeps as good a time: nobody waits for it. */
async function write(db: MeshServerDeps['db'], times: readonly CallTime[]): Promise<void> {
  await db.query({
    name: 'mesh-call-times',
    text: `with due as (
        select k.mailbox_id, k.call, g.at
        from json_to_recordset($1::json) as g (mailbox_id text, call text, at timestamptz)
        cross join lateral (
          select c.mailbox_id, c.call from mesh.mailbox_call c
          where c.mailbox_id = g.mailbox_id and c.call = g.call
            and (c.last_at is null or c.last_at <= g.at - interval '1 second')
          for update skip locked) k
      )
      update mesh.mailbox_call c set last_at = due.at from due where c.mailbox_id = due.mailbox_id and c.call = due.call`,
    values: [JSON.stringify(times)],
  })
}
