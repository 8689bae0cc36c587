import { dayInEngland, refusal } from '../../platform/index.ts'
import { checkExtract } from '../checks/index.ts'
import { agentErrors } from '../errors.ts'
import { type ExtractRow, readExtract } from '../extract/extract.ts'
import type { AgentDeps } from '../ports.ts'
import { buildUpload } from './build-upload.ts'
import { resumeSending } from './send.ts'
import {
  fileInFlight,
  type NewRun,
  nextSequence,
  readReport,
  storeFile,
  storeRunWithoutFile,
  type UploadReport,
} from './store.ts'

/**
 * Sends what an extract says (local-authority.md 8.3): finishes what an earlier call left, checks the rows, stores the
 * file with its number, sends it. Rows with a blocking finding are held back and told of; when no record is left, the
 * run is kept and no file sent. Throws AGENT_EXTRACT_UNREADABLE, AGENT_FILE_IN_FLIGHT while an earlier file has no
 * acknowledgement, and AGENT_SEND_FAILED when the file is stored but not sent.
 */
export async function uploadExtract(deps: AgentDeps, { file }: { readonly file: string }): Promise<UploadReport> {
  await resumeSending(deps)
  await refuseWhileInFlight(deps)
  const run = await checkedRun(deps, file)
  if (run.checked.records.length === 0) await storeRunWithoutFile(deps.database, run)
  else {
    await storeRunWithFile(deps, run)
    await resumeSending(deps)
  }
  return readReport(deps.database, run.runId)
}

async function refuseWhileInFlight({ database }: AgentDeps): Promise<void> {
  const inFlight = await fileInFlight(database)
  if (inFlight) throw refusal(agentErrors, 'AGENT_FILE_IN_FLIGHT', `file ${inFlight.sequence}`)
}

async function checkedRun({ configuration, clock, randomness }: AgentDeps, file: string): Promise<NewRun> {
  const at = clock.now()
  const rows: ExtractRow[] = []
  for await (const row of readExtract(file, configuration.mapping)) rows.push(row)
  return { runId: randomness.uuid(), at, checked: checkExtract(rows, configuration, dayInEngland(at)) }
}

/** The number is given out in the transaction that keeps the file's bytes: neither is ever without the other. */
async function storeRunWithFile({ database, configuration, messages }: AgentDeps, run: NewRun): Promise<void> {
  const { at, checked } = run
  await database.transaction(async tx => {
    const sequence = await nextSequence(tx)
    const upload = buildUpload({ authority: configuration.authority, sequence, at, records: checked.records })
    await storeFile(tx, run, { upload, body: messages.writeUpload(upload) })
  })
}
