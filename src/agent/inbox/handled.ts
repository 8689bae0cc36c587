import { type Database, refusal } from '../../platform/index.ts'
import { agentErrors } from '../errors.ts'
import type { AgentDeps } from '../ports.ts'
import type { FaultContent, InboxItem, ItemContent, Trigger } from './inbox-item.ts'
import { triggerOf } from './trigger.ts'

/** An item with what people did with it. */
export type HandledItem = {
  readonly number: number
  readonly state: 'new' | 'seen' | 'actioned'
  readonly trigger?: Trigger
  readonly seenBy?: string
  readonly actionedBy?: string
  readonly item: InboxItem
}

type Row = {
  number: number
  messageId: string
  receivedAt: Date
  runId: string | null
  content: ItemContent
  shownAt: Date | null
  seenBy: string | null
  actionedBy: string | null
}

const SELECT = `select item_number as number, message_id as "messageId", received_at as "receivedAt", run_id as "runId",
  content, shown_at as "shownAt", seen_by as "seenBy", actioned_by as "actionedBy" from agent.inbox_item`

/** Every item, newest first; those that were actioned only where asked for. */
export async function listItems(db: Database, { all }: { readonly all: boolean }): Promise<HandledItem[]> {
  const rows = await db.query<Row>({
    text: `${SELECT} where actioned_at is null or $1 order by item_number desc`,
    values: [all],
  })
  return rows.map(handledOf)
}

function handledOf(row: Row): HandledItem {
  const { number, messageId, receivedAt, runId, content, shownAt, seenBy, actionedBy } = row
  const trigger = triggerOf(content)
  return {
    number,
    state: actionedBy !== null ? 'actioned' : shownAt !== null ? 'seen' : 'new',
    ...(trigger && { trigger }),
    ...(seenBy !== null && { seenBy }),
    ...(actionedBy !== null && { actionedBy }),
    item: { messageId, receivedAt: receivedAt.toISOString(), ...(runId !== null && { runId }), ...content },
  }
}

/** One item, noted as seen by somebody where it was new. Throws AGENT_NO_SUCH_ITEM. */
export function seeItem(
  { database, clock }: Pick<AgentDeps, 'database' | 'clock'>,
  { number, by }: { readonly number: number; readonly by: string },
): Promise<HandledItem> {
  return noted(database, {
    text: `update agent.inbox_item set shown_at = coalesce(shown_at, $2), seen_by = coalesce(seen_by, $3)
      where item_number = $1 returning item_number`,
    values: [number, clock.now(), by],
  })
}

/** Notes that somebody did what an item asks for; one at a time, and the first one stays. Throws AGENT_NO_SUCH_ITEM. */
export function actionItem(
  { database, clock }: Pick<AgentDeps, 'database' | 'clock'>,
  { number, by }: { readonly number: number; readonly by: string },
): Promise<HandledItem> {
  return noted(database, {
    text: `update agent.inbox_item set shown_at = coalesce(shown_at, $2), seen_by = coalesce(seen_by, $3),
        actioned_at = coalesce(actioned_at, $2), actioned_by = coalesce(actioned_by, $3)
      where item_number = $1 returning item_number`,
    values: [number, clock.now(), by],
  })
}

async function noted(
  database: Database,
  update: { text: string; values: [number, Date, string] },
): Promise<HandledItem> {
  const [number] = update.values
  await database.query(update)
  const [row] = await database.query<Row>({ text: `${SELECT} where item_number = $1`, values: [number] })
  if (row === undefined) throw refusal(agentErrors, 'AGENT_NO_SUCH_ITEM', String(number))
  return handledOf(row)
}

/** Keeps a fault of the agent's own as an item; the same fault makes one item a day. */
export async function storeFault(db: Database, fault: Omit<FaultContent, 'kind'>, at: Date): Promise<void> {
  const key = `FAULT ${fault.trigger} ${fault.code} ${at.toISOString().slice(0, 10)}`
  await db.query({
    text: `insert into agent.inbox_item (message_id, received_at, content) values ($1, $2, $3) on conflict do nothing`,
    values: [key, at, JSON.stringify({ kind: 'fault', ...fault })],
  })
}
