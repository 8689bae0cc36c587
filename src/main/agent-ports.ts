import type { AgentConfiguration, MeshPort, MessagesPort, ReadMessage, Tell } from '../agent/index.ts'
import { READ_LIMITS, readNotice, writeUpload } from '../hl7v3/index.ts'
import { type MeshTls, openMeshClient } from '../mesh/index.ts'
import { isJsonMessage, readWasNotBrought } from '../notifications/index.ts'
import type { Ground } from './processes.ts'

/** The codec and the mailbox an agent works with. */
export function agentPorts(
  configuration: AgentConfiguration,
  secrets: { readonly password: string; readonly sharedKey: string; readonly tls?: MeshTls },
  ground: Pick<Ground, 'clock' | 'randomness' | 'log'>,
): { readonly mesh: MeshPort; readonly messages: MessagesPort } {
  const { url, mailboxId } = configuration.mesh
  const { clock, randomness, log } = ground
  const { bytes: mostBytes } = READ_LIMITS
  const mesh = openMeshClient({ baseUrl: url, mailboxId, mostBytes, ...secrets, clock, randomness, log })
  return { mesh, messages: { writeUpload, read: readMessage } }
}

/** The national messages, and ours. Throws what their readers throw. */
async function readMessage(body: Uint8Array): Promise<ReadMessage> {
  return isJsonMessage(body) ? { kind: 'was-not-brought', notice: readWasNotBrought(body) } : readNotice(oneChunk(body))
}

async function* oneChunk(body: Uint8Array): AsyncIterable<Uint8Array> {
  yield body
}

const TELL_WITHIN_MS = 10_000

/** Tells the authority's webhook; anything but an answer of success is an error. */
export const postToWebhook: Tell = async (url, body, headers) => {
  const signal = AbortSignal.timeout(TELL_WITHIN_MS)
  const response = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'error' })
  await response.body?.cancel()
  if (!response.ok) throw new Error(`the webhook answered ${response.status}`)
}
