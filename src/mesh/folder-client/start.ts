import fs from 'node:fs'
import path from 'node:path'
import { type Clock, type Log, type Randomness, type Running, refusal, startLoop } from '../../platform/index.ts'
import type { MeshClient } from '../client/mesh-client.ts'
import type { FolderMailbox, MeshClientConfiguration } from './configuration.ts'
import { folderClientErrors } from './errors.ts'
import { fileFault, systemCode } from './files/faults.ts'
import { openFolders } from './files/folders.ts'
import { type Lock, takeLock } from './files/lock.ts'
import { deliverMarked } from './incoming/deliver.ts'
import { type PollState, pollInbox } from './incoming/poll.ts'
import { openMeshLog } from './log/mesh-log.ts'
import type { MailboxWork } from './mailbox-work.ts'
import { sendPairs } from './outgoing/send-pairs.ts'

/** `partBytes`: a body beyond it goes in parts; the client's own when not given. */
export type MailboxOpening = { readonly mailboxId: string; readonly password: string; readonly partBytes?: number }

export type FolderClientDeps = {
  readonly configuration: MeshClientConfiguration
  readonly openMailbox: (opening: MailboxOpening) => MeshClient
  readonly clock: Clock
  readonly randomness: Randomness
  /** Steps at level debug, and whatever cannot be written into `mesh.log`. */
  readonly log: Log
  readonly pace?: {
    /** Between two looks into `out`; a second if not given. */
    readonly scanMs?: number
    /** A send cut off by our own death may still arrive for so long; a minute if not given. */
    readonly settleMs?: number
  }
}

export type FolderClient = Running & {
  /** Resolves when the signal file holds `1`: whoever started the client is to stop it. */
  readonly asked: Promise<void>
}

/** One request may hold no more (mesh.md 9), so a body is never cut below it. */
const WHOLE_BYTES = 100 * 1024 * 1024

/**
 * Starts the folder client (mesh.md 15): for every mailbox of the configuration it sends the pairs of `out` and polls
 * the inbox into `in`. Throws FOLDER_IN_USE, FOLDER_FILE_INACCESSIBLE or FOLDER_DISK_FULL, and then nothing runs.
 */
export function startFolderClient(deps: FolderClientDeps): FolderClient {
  const { configuration } = deps
  const locks: Lock[] = []
  try {
    for (const { mailboxId } of configuration.mailboxes) locks.push(takeLock(configuration.workPath, mailboxId))
    const told = { isTold: false }
    const works = configuration.mailboxes.map(mailbox => openWork(deps, mailbox, () => told.isTold))
    for (const work of works) deliverMarked(work)
    const { asked, watch } = watchSignal(deps)
    const running = [watch, ...works.flatMap(work => startMailbox(deps, work))]
    return {
      asked,
      async stop() {
        told.isTold = true
        await Promise.all(running.map(one => one.stop()))
        for (const lock of locks) lock.release()
        for (const work of works) work.log.line('INFO', 'start', 'stopped')
      },
    }
  } catch (error) {
    for (const lock of locks) lock.release()
    const fault = fileFault(error)
    if (fault === undefined) throw error
    const { path: place = '' } = error as { path?: string }
    throw refusal(folderClientErrors, fault, `${systemCode(error)} ${place}`.trim(), error)
  }
}

function openWork(deps: FolderClientDeps, mailbox: FolderMailbox, isTold: () => boolean): MailboxWork {
  const { configuration, clock, randomness, openMailbox } = deps
  const { mailboxId, password } = mailbox
  return {
    mailbox,
    folders: openFolders(mailbox.root, configuration.workPath, mailboxId),
    pace: {
      processingDelayMs: configuration.processingDelayMs,
      retryAfterMs: configuration.pollPeriodMs,
      settleMs: deps.pace?.settleMs ?? 60_000,
    },
    serverRetry: configuration.serverRetry,
    maxMessages: configuration.maxMessages,
    mesh: openMailbox({ mailboxId, password }),
    meshWhole: openMailbox({ mailboxId, password, partBytes: WHOLE_BYTES }),
    clock,
    randomness,
    log: openMeshLog(configuration.logFile, { clock, fallback: deps.log, mailboxId }),
    saidOf: new Map(),
    trace: deps.log,
    isTold,
  }
}

function startMailbox({ configuration, log, pace }: FolderClientDeps, work: MailboxWork): Running[] {
  const { mailboxId } = work.mailbox
  const { unused, pollPeriodMs } = configuration
  work.log.line('INFO', 'start', `started, polls every ${pollPeriodMs / 60_000} minutes`)
  if (unused.length > 0) work.log.line('INFO', 'start', `meshclient.cfg, without effect here: ${unused.join(', ')}`)
  const state: PollState = { handshakeAt: 0 }
  const everyMs = pace?.scanMs ?? 1_000
  return [
    startLoop({ name: `out of ${mailboxId}`, everyMs, log, round: () => guarded(work, () => sendPairs(work)) }),
    startLoop({ name: `inbox of ${mailboxId}`, everyMs: pollPeriodMs, log, round: () => pollInbox(work, state) }),
  ]
}

/** A folder that went away, a disk that is full: said in `mesh.log`, where the site looks. */
async function guarded(work: MailboxWork, round: () => Promise<boolean>): Promise<boolean> {
  try {
    return await round()
  } catch (error) {
    const fault = fileFault(error)
    if (fault !== undefined) work.log.line('ERROR', 'send', `${fault}: ${(error as Error).message}`)
    throw error
  }
}

/** A `1` left from the last stop is taken back, so that the client can be started again. */
function watchSignal({ configuration, log }: FolderClientDeps): { asked: Promise<void>; watch: Running } {
  const { signalFile } = configuration
  const holdsOne = () => fs.existsSync(signalFile) && fs.readFileSync(signalFile, 'utf8').trim() === '1'
  fs.mkdirSync(path.dirname(signalFile), { recursive: true })
  if (holdsOne()) fs.writeFileSync(signalFile, '0')
  const { promise, resolve } = Promise.withResolvers<void>()
  const round = async () => {
    if (holdsOne()) resolve()
    return false
  }
  return { asked: promise, watch: startLoop({ name: 'signal file', everyMs: 1_000, log, round }) }
}
