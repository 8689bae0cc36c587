import os from 'node:os'
import { refusedBy } from './answers.ts'
import { type Exchange, type MeshClientOptions, openExchange } from './exchange.ts'
import { acknowledge, download, type ListOptions, list, type MeshMessage } from './receive.ts'
import { DEFAULT_PART_BYTES, type MeshSending, send } from './send.ts'
import { type TrackedMessage, track, trackByLocalId } from './track.ts'

/** One mailbox at a MESH server, ours or the national one (mesh.md 20, "Client"). */
export type MeshClient = {
  /** Tells the server that we live. Once a day is enough. */
  handshake(): Promise<void>
  send(sending: MeshSending): Promise<{ messageId: string }>
  list(options?: ListOptions): Promise<string[]>
  download(messageId: string): Promise<MeshMessage | 'gone'>
  /** One that is gone already is no error. */
  acknowledge(messageId: string): Promise<void>
  track(messageId: string): Promise<TrackedMessage | undefined>
  trackByLocalId(localId: string): Promise<TrackedMessage | undefined>
}

/**
 * Opens a mailbox; nothing is sent yet. Every call may throw MESH_FORBIDDEN, MESH_REFUSED, MESH_UNREACHABLE or
 * MESH_ANSWER_UNREADABLE; passing faults are tried again before that.
 */
export function openMeshClient(options: MeshClientOptions): MeshClient {
  const { log } = options
  const mailboxId = options.mailboxId.toUpperCase()
  const exchange = openExchange({ ...options, mailboxId })
  const deps = { exchange, mailboxId, log, mostBytes: options.mostBytes }
  const byLocalId = (localId: string) => trackByLocalId(deps, localId)
  const partBytes = options.partBytes ?? DEFAULT_PART_BYTES
  return {
    handshake: () => handshake(exchange, mailboxId),
    send: sending => send({ ...deps, partBytes, trackByLocalId: byLocalId }, sending),
    list: wanted => list(deps, wanted),
    download: messageId => download(deps, messageId),
    acknowledge: messageId => acknowledge(deps, messageId),
    track: messageId => track(deps, messageId),
    trackByLocalId: byLocalId,
  }
}

async function handshake(exchange: Exchange, mailboxId: string): Promise<void> {
  const response = await exchange.repeat({
    method: 'POST',
    path: `/messageexchange/${mailboxId}`,
    headers: {
      'mex-clientversion': 'open-cpis',
      'mex-osname': os.type(),
      'mex-osversion': os.release(),
      'mex-osarchitecture': os.arch(),
    },
  })
  if (response.status !== 200) throw refusedBy(response)
}
