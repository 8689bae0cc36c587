import { type Database, dayInEngland, refusal } from '../../platform/index.ts'
import { printContact } from '../desired/prints.ts'
import { noteTime, storeDesired } from '../desired/store.ts'
import type { Volume } from '../desired/volume.ts'
import { agentErrors } from '../errors.ts'
import type { AgentDeps } from '../ports.ts'
import { storeWorkOfExtract } from '../work/of-extract.ts'
import { closeWork, itemOf, openWork, stoppingItem } from '../work/store.ts'
import { buildUpload } from './build-upload.ts'
import { type PlannedUpload, planUpload, type WishedUpload } from './plan-upload.ts'
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
export async function uploadExtract(deps: AgentDeps, wish: WishedUpload): Promise<UploadReport> {
  await resumeSending(deps)
  await refuseWhileStopped(deps)
  await refuseWhileInFlight(deps)
  const runId = deps.randomness.uuid()
  const kept = await deps.database.transaction(tx => storePlanned({ ...deps, database: tx }, { runId, wish }))
  if (kept.unreleased) throw refusal(agentErrors, 'AGENT_TOO_MANY_ENDS', kept.unreleased)
  if (kept.sends) await resumeSending(deps)
  return readReport(deps.database, runId)
}

async function refuseWhileStopped({ database }: AgentDeps): Promise<void> {
  const item = await stoppingItem(database)
  if (item) throw refusal(agentErrors, 'AGENT_STOPPED', `work item ${item.itemId}: ${item.code}`)
}

async function refuseWhileInFlight({ database }: AgentDeps): Promise<void> {
  const inFlight = await fileInFlight(database)
  if (inFlight) throw refusal(agentErrors, 'AGENT_FILE_IN_FLIGHT', `file ${inFlight.sequence}`)
}

/**
 * Reads the extract and keeps what follows from it, all in the caller's transaction: what a person has to do, what the
 * extract says, and a file with its number, unless it would end too many plans that nobody released. `unreleased` says
 * which work item that is.
 */
async function storePlanned(
  deps: AgentDeps,
  { runId, wish }: { readonly runId: string; readonly wish: WishedUpload },
): Promise<{ readonly sends: boolean; readonly unreleased?: string }> {
  const { database: tx } = deps
  const planned = await planUpload(deps, wish, (records, at) => storeDesired(tx, records, { at }))
  await storeWork(tx, planned)
  const unreleased = await guardVolume(tx, planned)
  if (unreleased !== undefined) return { sends: false, unreleased }
  await storeRun(deps, { runId, ...planned })
  return { sends: planned.send.length > 0 }
}

/** Check A15: names the open work item where there is one. */
async function guardVolume(tx: Database, { tooMany, at }: PlannedUpload): Promise<string | undefined> {
  if (tooMany === undefined) return undefined
  const key = volumeKey(tooMany)
  const work = { key, kind: 'volume', code: 'A15', whoMends: 'Two people', sentence: volumeWords(tooMany) } as const
  await openWork(tx, [work], at)
  const item = await itemOf(tx, key)
  return item?.state === 'released' ? undefined : `work item ${item?.itemId}: ${tooMany.ending} of ${tooMany.live}`
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
async function storeRun({ database: tx, configuration, messages }: AgentDeps, run: NewRun): Promise<void> {
  const { authority } = configuration
  const { runId, at, send } = run
  if (run.beginsFull) await noteTime(tx, 'full', at)
  if (send.length === 0) return storeRunWithoutFile(tx, run)
  const sequence = await nextSequence(tx)
  const upload = buildUpload({ authority, sequence, at, records: send })
  await storeFile(tx, run, { upload, body: messages.writeUpload(upload) })
  await storeDesired(tx, send, { at, sent: { runId, contact: printContact(authority) } })
  if (run.tooMany) await closeWork(tx, [volumeKey(run.tooMany)], at)
}

function storeWork(tx: Database, planned: PlannedUpload): Promise<void> {
  const { checked, vanished, renumbered, awaited, goneNumbers, at } = planned
  const { findings } = checked
  return storeWorkOfExtract(tx, { findings, vanished, renumbered, awaited, goneNumbers, today: dayInEngland(at), at })
}
