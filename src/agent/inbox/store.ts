import type { Database } from '../../platform/index.ts'
import type { CollectedMessage } from '../ports.ts'
import type { InboxItem, ItemContent } from './inbox-item.ts'
import type { MatchedVerdicts, SentRow } from './match-verdicts.ts'

export type SentRun = { readonly runId: string; readonly sequence: number }

const SENT_RUN = 'select run_id as "runId", sequence from agent.run where body is not null'

export async function isStored(db: Database, messageId: string): Promise<boolean> {
  const rows = await db.query({ text: 'select 1 from agent.message where message_id = $1', values: [messageId] })
  return rows.length > 0
}

/** Keeps a message as it came; false when it was kept before. */
export async function storeMessage(tx: Database, message: CollectedMessage, at: Date): Promise<boolean> {
  const rows = await tx.query({
    text: `insert into agent.message (message_id, received_at, kind, workflow_id, body) values ($1, $2, $3, $4, $5)
      on conflict do nothing returning message_id`,
    values: [message.messageId, at, message.kind, message.workflowId, Buffer.from(message.body)],
  })
  return rows.length > 0
}

export type NewItem = {
  readonly messageId: string
  readonly at: Date
  readonly runId?: string
  readonly content: ItemContent
}

/** Keeps what a person has to see. A notice that came before under another message makes no second item. */
export async function storeItem(tx: Database, { messageId, at, runId, content }: NewItem): Promise<void> {
  await tx.query({
    text: `insert into agent.inbox_item (message_id, notice_id, received_at, run_id, content) values ($1, $2, $3, $4, $5)
      on conflict do nothing`,
    values: [messageId, 'noticeId' in content ? content.noticeId : null, at, runId ?? null, JSON.stringify(content)],
  })
}

export async function itemsNotShown(db: Database): Promise<InboxItem[]> {
  const rows = await db.query<{ messageId: string; receivedAt: Date; runId: string | null; content: ItemContent }>({
    text: `select message_id as "messageId", received_at as "receivedAt", run_id as "runId", content
      from agent.inbox_item where shown_at is null order by received_at, message_id`,
  })
  return rows.map(({ messageId, receivedAt, runId, content }) => ({
    messageId,
    receivedAt: receivedAt.toISOString(),
    ...(runId !== null && { runId }),
    ...content,
  }))
}

export async function storeShown(db: Database, messageIds: readonly string[], at: Date): Promise<void> {
  await db.query({
    text: 'update agent.inbox_item set shown_at = $2 where message_id = any($1) and shown_at is null',
    values: [messageIds, at],
  })
}

export async function runBySequence(tx: Database, sequence: number): Promise<SentRun | undefined> {
  const [run] = await tx.query<SentRun>({ text: `${SENT_RUN} and sequence = $1`, values: [sequence] })
  return run
}

export async function runInFlight(tx: Database): Promise<SentRun | undefined> {
  const [run] = await tx.query<SentRun>({ text: `${SENT_RUN} and state in ('stored', 'sent')` })
  return run
}

/** The run whose file a report of MESH is about, by the local id or the message id it was sent under. */
export async function runOfReport(tx: Database, message: CollectedMessage): Promise<SentRun | undefined> {
  const [run] = await tx.query<SentRun>({
    text: `${SENT_RUN} and (run_id::text = $1 or message_id = $2)`,
    values: [message.localId ?? null, message.linkedMessageId ?? null],
  })
  return run
}

/** True for the first answer to a run; a later one changes nothing. */
export async function markAnswered(
  tx: Database,
  runId: string,
  answer: { fileCode: string; at: Date },
): Promise<boolean> {
  const rows = await tx.query({
    text: `update agent.run set state = 'acknowledged', file_code = $2, acknowledged_at = $3
      where run_id = $1 and state <> 'acknowledged' returning run_id`,
    values: [runId, answer.fileCode, answer.at],
  })
  return rows.length > 0
}

/** A file that did not arrive is in flight no longer; one that was answered arrived, whatever the report says. */
export async function markUndelivered(tx: Database, runId: string): Promise<void> {
  await tx.query({
    text: `update agent.run set state = 'undelivered' where run_id = $1 and state in ('stored', 'sent')`,
    values: [runId],
  })
}

export function sentRows(tx: Database, runId: string): Promise<SentRow[]> {
  return tx.query<SentRow>({
    text: `select position, subject, local_person_id as "localPersonId", nhs_number as "nhsNumber",
        extract_rows as "extractRows"
      from agent.sent_row where run_id = $1 order by position`,
    values: [runId],
  })
}

export async function storeVerdicts(tx: Database, runId: string, { records }: MatchedVerdicts): Promise<void> {
  await tx.query({
    text: `update agent.sent_row set verdict_code = answer.code, verdict_detail = answer.detail
      from jsonb_to_recordset($2) as answer (position integer, code text, detail jsonb)
      where run_id = $1 and sent_row.position = answer.position`,
    values: [runId, JSON.stringify(records)],
  })
}

/** The local ids under which NHS numbers were last sent. */
export async function localIdsOf(tx: Database, nhsNumbers: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ nhsNumber: string; localPersonId: string }>({
    text: `select distinct on (nhs_number) nhs_number as "nhsNumber", local_person_id as "localPersonId"
      from agent.sent_row join agent.run using (run_id)
      where nhs_number = any($1) order by nhs_number, run.sequence desc`,
    values: [nhsNumbers],
  })
  return new Map(rows.map(row => [row.nhsNumber, row.localPersonId]))
}
