import type { Database } from '../../platform/index.ts'
import type { Admission } from './admission/admission.ts'
import { type GatheredCall, gatheredAdmission, placed, tokenKey } from './admission/gathered-admission.ts'
import { openGathering } from './gathering.ts'
import { ACKNOWLEDGE, type Acknowledged, DONE, FIND_STATE } from './inbox/acknowledge-messages.ts'
import { FIND, FOUND_COLUMNS, type FoundMessage, type Nothing } from './inbox/find-messages.ts'
import { joinedBodies, KEEP, KEPT_COLUMNS } from './outbox/keep-messages.ts'
import { type NewMessage, SEND_VERDICT, type SendVerdict } from './outbox/send-verdict.ts'

export type Kept = Admission & { readonly verdict: SendVerdict }
type Wanted = { readonly message_id: string; readonly part: number; readonly wants_body: boolean }
type Acknowledging = { readonly message_id: string }

/**
 * The three calls that make up the traffic. Each admits its call and does its work; those of one moment share a
 * statement and a commit, whatever they are (decision 51).
 */
export type Moment = {
  /** Keeps a whole message with a small body, if recipient and sender are registered for its workflow. */
  keepMessage(message: GatheredCall & NewMessage, body: Buffer): Promise<Kept>
  /** Finds a message for its recipient or its sender. */
  findMessage(wanted: GatheredCall & Wanted): Promise<Admission & (FoundMessage | Nothing)>
  /** Takes a message out of the inbox. */
  acknowledgeMessage(acknowledging: GatheredCall & Acknowledging): Promise<Acknowledged>
}

type Asked =
  | { readonly kind: 'send'; readonly call: GatheredCall & NewMessage; readonly body: Buffer }
  | { readonly kind: 'find'; readonly call: GatheredCall & Wanted }
  | { readonly kind: 'acknowledge'; readonly call: GatheredCall & Acknowledging }
type Kind = Asked['kind']
type Outcome = Kept | Acknowledged | (Admission & (FoundMessage | Nothing))

export function openMoment(db: Database): Moment {
  const ask = openGathering<Asked, Outcome>({ keyOf: ({ call }) => tokenKey(call), run: asked => runAll(db, asked) })
  return {
    keepMessage: (call, body) => ask({ kind: 'send', call, body }) as Promise<Kept>,
    findMessage: call => ask({ kind: 'find', call }) as Promise<Admission & (FoundMessage | Nothing)>,
    acknowledgeMessage: call => ask({ kind: 'acknowledge', call }) as Promise<Acknowledged>,
  }
}

function runAll(db: Database, asked: readonly Asked[]): Promise<Outcome[]> {
  const kinds = KINDS.filter(kind => asked.some(one => one.kind === kind))
  const { places, joined } = joinedBodies(asked.flatMap(one => (one.kind === 'send' ? [one.body] : [])))
  let sends = 0
  const calls = asked.map(({ kind, call }) => ({ kind, ...call, ...(kind === 'send' && places[sends++]) }))
  const values = [placed(calls), ...(kinds.includes('send') ? [joined] : [])]
  const name = `mesh-${kinds.join('-')}`
  return db.query<Outcome>({ name, text: statementFor(name, kinds), values })
}

const KINDS: readonly Kind[] = ['send', 'find', 'acknowledge']
const written = new Map<string, string>()

/** The statement for calls of these kinds, written once: a part that nobody asks for is not there to be looked into. */
function statementFor(name: string, kinds: readonly Kind[]): string {
  const known = written.get(name)
  if (known !== undefined) return known
  const [sends, finds, acknowledges] = KINDS.map(kind => kinds.includes(kind))
  const columns = ['kind text', sends ? KEPT_COLUMNS : 'message_id text', ...(finds ? [WANTED_COLUMNS] : [])]
  const steps = [
    gatheredAdmission(columns.join(', ')),
    ...(sends ? [JUDGED] : []),
    ...(acknowledges ? [ACKNOWLEDGE] : []),
  ]
  const shown = [
    'coalesce(g.active, false) as active, g.fresh',
    ...(sends ? ['g.verdict'] : []),
    ...(finds ? [FOUND_COLUMNS] : []),
    ...(acknowledges ? ['d.message_id is not null as done'] : []),
    ...(acknowledges && !finds ? ['m.recipient, m.state'] : []),
  ]
  const text = `${steps.join(', ')}
    select ${shown.join(', ')} from ${sends ? 'judged' : 'admission'} g
    ${acknowledges ? DONE : ''} ${finds ? FIND : acknowledges ? FIND_STATE : ''}
    order by g.place`
  written.set(name, text)
  return text
}

const WANTED_COLUMNS = 'part int, wants_body boolean'
const JUDGED = `judged as materialized (
    select g.*, case when g.kind = 'send' and g.active and g.fresh then ${SEND_VERDICT} end as verdict from admission g
  ), kept as (${KEEP})`
