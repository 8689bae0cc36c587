import { refusal } from '../../platform/index.ts'
import { agentErrors } from '../errors.ts'
import type { AgentDeps } from '../ports.ts'
import { lockStoredFile, markSent, readReport, type UploadReport } from './store.ts'

/**
 * Sends the file that is stored and not known to be sent, and returns its run's report; `undefined` when none waits or
 * another sender has it. MESH is asked first whether it has the file, as a sender may die between the sending and the
 * note of it (local-authority.md 8.4). Throws AGENT_SEND_FAILED; the file then stays stored for the next call.
 */
export async function resumeSending(deps: AgentDeps): Promise<UploadReport | undefined> {
  const runId = await deps.database.transaction(async tx => {
    const file = await lockStoredFile(tx)
    if (file === undefined) return undefined
    const messageId = await sendOnce(deps, file)
    await markSent(tx, { runId: file.runId, messageId, at: deps.clock.now() })
    return file.runId
  })
  return runId === undefined ? undefined : readReport(deps.database, runId)
}

async function sendOnce({ mesh, configuration }: AgentDeps, file: { runId: string; body: string }): Promise<string> {
  try {
    await mesh.handshake()
    const tracked = await mesh.trackByLocalId(file.runId)
    if (tracked !== undefined) return tracked.messageId
    const { hubMailbox, workflows } = configuration.mesh
    const message = { to: hubMailbox, workflowId: workflows.upload, body: file.body, localId: file.runId }
    return (await mesh.send(message)).messageId
  } catch (error) {
    throw refusal(agentErrors, 'AGENT_SEND_FAILED', undefined, error)
  }
}
