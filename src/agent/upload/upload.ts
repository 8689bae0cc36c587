import { type Database, dayInEngland, refusal } from '../../platform/index.ts'
import { printContact } from '../desired/prints.ts'
import { noteTime, storeDesired } from '../desired/store.ts'
import type { Volume } from '../desired/volume.ts'
import { agentErrors } from '../errors.ts'
import type { AgentDeps } from '../ports.ts'
import { storeWorkOfExtract } from '../work/of-extract.ts'
import { closeWork, itemOf, openWork, stoppingItem } from '../work/store.ts'
import { buildUpload, numberOf } from './build-upload.ts'
import { type PlannedUpload, planUpload, type WishedMode } from './plan-upload.ts'
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
 * Sends what an extract says and the national service does not have yet (local-authority.md 8.3): finishes what an
 * earlier call left, checks the rows, compares them with what was acknowledged, stores the file with its number, sends
 * it. Rows with a blocking finding are held back and become work; when no record is left, the run is kept and no file
 * sent. Throws AGENT_EXTRACT_UNREADABLE, AGENT_FILE_IN_FLIGHT while an earlier file has no acknowledgement,
 * AGENT_STOPPED after a file that was refused as a whole, AGENT_TOO_MANY_ENDS until two people released it, and
 * AGENT_SEND_FAILED when the file is stored but not sent.
 */
export async function uploadExtract(
  deps: AgentDeps,
  wish: { readonly file: string; readonly mode?: WishedMode },
): Promise<UploadReport> {
  await resumeSending(deps)
  await refuseWhileStopped(deps)
  await refuseWhileInFlight(deps)
  const planned = await planUpload(deps, wish)
  await guardVolume(deps, planned)
  const run = { runId: deps.randomness.uuid(), ...planned }
  await storeRun(deps, run)
  if (run.send.length > 0) await resumeSending(deps)
  return readReport(deps.database, run.runId)
}

async function refuseWhileStopped({ database }: AgentDeps): Promise<void> {
  const item = await stoppingItem(database)
  if (item) throw refusal(agentErrors, 'AGENT_STOPPED', `work item ${item.itemId}: ${item.code}`)
}

async function refuseWhileInFlight({ database }: AgentDeps): Promise<void> {
  const inFlight = await fileInFlight(database)
  if (inFlight) throw refusal(agentErrors, 'AGENT_FILE_IN_FLIGHT', `file ${inFlight.sequence}`)
}

/** Check A15. The work of the extract is kept all the same: what is held back does not wait for the release. */
async function guardVolume({ database }: AgentDeps, planned: PlannedUpload): Promise<void> {
  const { tooMany, at } = planned
  if (tooMany === undefined) return
  const key = volumeKey(tooMany)
  await database.transaction(async tx => {
    await openWork(
      tx,
      [{ key, kind: 'volume', code: 'A15', whoMends: 'Two people', sentence: volumeWords(tooMany) }],
      at,
    )
    await storeWork(tx, planned)
  })
  const item = await itemOf(database, key)
  if (item?.state === 'released') return
  throw refusal(agentErrors, 'AGENT_TOO_MANY_ENDS', `work item ${item?.itemId}: ${tooMany.ending} of ${tooMany.live}`)
}

function volumeKey({ print }: Volume): string {
  return `volume ${print}`
}

function volumeWords({ ending, live }: Volume): string {
  return (
    `The extract ends or deletes ${ending} of ${live} live plans at once. If the extract is wrong, so many children lose ` +
    'their alert. Compare it with your system; two people must release exactly these ends before they go.'
  )
}

/** The number is given out in the transaction that keeps the file's bytes: neither is ever without the other. */
async function storeRun(deps: AgentDeps, run: NewRun & PlannedUpload): Promise<void> {
  const { database, configuration, messages } = deps
  const { authority } = configuration
  const { runId, at, send, checked } = run
  await database.transaction(async tx => {
    await storeWork(tx, run)
    await storeDesired(tx, checked.records, { at })
    if (run.mode === 'full') await noteTime(tx, 'full', at)
    if (send.length === 0) return storeRunWithoutFile(tx, run)
    const sequence = await nextSequence(tx)
    const upload = buildUpload({ authority, sequence, at, records: send })
    await storeFile(tx, run, { upload, body: messages.writeUpload(upload) })
    await storeDesired(tx, send, { at, sent: { runId, contact: printContact(authority) } })
    if (run.tooMany) await closeWork(tx, [volumeKey(run.tooMany)], at)
  })
}

function storeWork(tx: Database, planned: PlannedUpload): Promise<void> {
  const { checked, vanished, renumbered, awaited, at } = planned
  const { findings, drafts } = checked
  const numbers = drafts.map(numberOf)
  return storeWorkOfExtract(tx, { findings, vanished, renumbered, awaited, numbers, today: dayInEngland(at), at })
}
