import { type Database, isAlreadyThere, refusal } from '../../platform/index.ts'
import type { SubmittedUpload } from '../../register/index.ts'
import type { Finding } from '../checks/index.ts'
import { agentErrors } from '../errors.ts'
import type { Draft } from '../extract/draft.ts'
import { numberOf } from './build-upload.ts'
import type { PlannedUpload } from './plan-upload.ts'

/** What a run did, as it is told to a person. Rows are those of the extract, `sent` counts records of the file. */
export type UploadReport = {
  readonly runId: string
  /** None where nothing was to send. */
  readonly sequence?: number
  readonly rows: number
  readonly heldBack: number
  readonly nothingToShare: number
  readonly mode: 'delta' | 'full'
  readonly sent: number
  /** Records the national service has as they are. */
  readonly unchanged: number
  /** Records not sent now: refused and not mended, or kept until a newborn child has a record of its own. */
  readonly waiting: number
  /** Records for which the file had no room: they go with the next one, once this one is answered. */
  readonly left: number
  readonly findings: readonly Finding[]
}

/** A planned upload that has a name; `send` are the records that go, in the order of the file. */
export type NewRun = PlannedUpload & { readonly runId: string }

/** A file in flight: stored and perhaps not sent, or sent and not acknowledged. */
export type FileInFlight = { readonly runId: string; readonly state: 'stored' | 'sent'; readonly sequence: number }

/** The next file sequence number; it is given out for good only with the transaction. */
export async function nextSequence(tx: Database): Promise<number> {
  const [row] = await tx.query<{ last: number }>({ text: 'update agent.sequence set last = last + 1 returning last' })
  if (row === undefined) throw new Error('agent.sequence has no row')
  return row.last
}

/** Keeps a file as it will be sent, and which row each record came from. Throws AGENT_FILE_IN_FLIGHT. */
export async function storeFile(
  tx: Database,
  run: NewRun,
  file: { upload: SubmittedUpload; body: string },
): Promise<void> {
  await insertRun(tx, run, { state: 'stored', sequence: Number(file.upload.sequence), body: Buffer.from(file.body) })
  await tx.query({
    text: `insert into agent.sent_row (run_id, position, subject, local_person_id, nhs_number, extract_rows)
      select $1, position, subject, local_person_id, nhs_number, extract_rows
      from jsonb_to_recordset($2) as sent (
        position integer, subject text, local_person_id text, nhs_number text, extract_rows integer[])`,
    values: [run.runId, JSON.stringify(run.send.map(sentRow))],
  })
}

function sentRow(draft: Draft, index: number) {
  return {
    position: index + 1,
    subject: draft.kind,
    local_person_id: draft.personId,
    nhs_number: numberOf(draft),
    extract_rows: draft.rows.map(row => row.number),
  }
}

export async function storeRunWithoutFile(db: Database, run: NewRun): Promise<void> {
  await insertRun(db, run, { state: 'nothing-to-send', sequence: null, body: null })
}

type StoredFile = { state: string; sequence: number | null; body: Buffer | null }

async function insertRun(db: Database, run: NewRun, file: StoredFile): Promise<void> {
  const { checked } = run
  const insert = {
    text: `insert into agent.run (run_id, state, started_at, sequence, body, rows_read, rows_held_back,
        rows_nothing_to_share, records, findings, mode, records_unchanged, records_waiting, records_left)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    values: [
      run.runId,
      file.state,
      run.at,
      file.sequence,
      file.body,
      checked.rows,
      checked.heldBack,
      checked.nothingToShare,
      run.send.length,
      JSON.stringify(checked.findings),
      run.mode,
      run.unchanged,
      run.waiting,
      run.left,
    ],
  }
  await db.query(insert).catch(error => {
    if (isAlreadyThere(error)) throw refusal(agentErrors, 'AGENT_FILE_IN_FLIGHT')
    throw error
  })
}

export async function fileInFlight(db: Database): Promise<FileInFlight | undefined> {
  const [row] = await db.query<FileInFlight>({
    text: `select run_id as "runId", state, sequence from agent.run where state in ('stored', 'sent')`,
  })
  return row
}

/** The file that waits to be sent, kept from any other sender until the transaction ends. */
export async function lockStoredFile(tx: Database): Promise<{ runId: string; body: string } | undefined> {
  const [row] = await tx.query<{ runId: string; body: Buffer }>({
    text: `select run_id as "runId", body from agent.run where state = 'stored' for update skip locked`,
  })
  return row && { runId: row.runId, body: row.body.toString('utf8') }
}

export async function markSent(tx: Database, run: { runId: string; messageId: string; at: Date }): Promise<void> {
  await tx.query({
    text: `update agent.run set state = 'sent', message_id = $2, sent_at = $3 where run_id = $1`,
    values: [run.runId, run.messageId, run.at],
  })
}

/** The report of a run as it was stored. */
export async function readReport(db: Database, runId: string): Promise<UploadReport> {
  const [row] = await db.query<Omit<UploadReport, 'sequence'> & { sequence: number | null }>({
    text: `select run_id as "runId", sequence, rows_read as rows, rows_held_back as "heldBack",
        rows_nothing_to_share as "nothingToShare", mode, records as sent, records_unchanged as unchanged,
        records_waiting as waiting, records_left as left, findings
      from agent.run where run_id = $1`,
    values: [runId],
  })
  if (row === undefined) throw new Error('no such run')
  const { sequence, ...report } = row
  return { ...report, ...(sequence !== null && { sequence }) }
}
