import type { AccessNotice, InactiveNumberNotice, WasNotBroughtNotice } from '../notifications/index.ts'
import type { Clock, Database, Log, Randomness } from '../platform/index.ts'
import type { ReadAcknowledgement, SubmittedUpload } from '../register/index.ts'
import type { AgentConfiguration } from './configuration.ts'

export type MeshSending = {
  readonly to: string
  readonly workflowId: string
  readonly body: string
  /** Opaque, never about a person (local-authority.md 7.2). */
  readonly localId: string
  readonly fileName?: string
  readonly subject?: string
}

export type CollectedMessage = {
  readonly messageId: string
  /** `REPORT`: MESH itself tells that something sent did not arrive (local-authority.md 9.4). */
  readonly kind: 'DATA' | 'REPORT'
  readonly workflowId: string
  readonly localId?: string
  readonly linkedMessageId?: string
  /** What MESH gives as the reason: a code of its list, and words. */
  readonly statusCode?: string
  readonly statusDescription?: string
  readonly body: Uint8Array
}

/** The authority's mailbox, as the agent uses it. */
export type MeshPort = {
  handshake(): Promise<void>
  send(message: MeshSending): Promise<{ messageId: string }>
  /** Ids of messages waiting; one answer may not hold them all. */
  list(): Promise<readonly string[]>
  download(messageId: string): Promise<CollectedMessage | 'gone'>
  acknowledge(messageId: string): Promise<void>
  trackByLocalId(localId: string): Promise<{ messageId: string; status: string } | undefined>
}

export type ReadMessage =
  | { readonly kind: 'acknowledgement'; readonly acknowledgement: ReadAcknowledgement }
  | { readonly kind: 'access'; readonly notice: AccessNotice }
  | { readonly kind: 'inactive-number'; readonly notice: InactiveNumberNotice }
  | { readonly kind: 'was-not-brought'; readonly notice: WasNotBroughtNotice }

/** The codec of the national messages. `read` throws for a body it cannot read. */
export type MessagesPort = {
  writeUpload(upload: SubmittedUpload): string
  read(body: Uint8Array): Promise<ReadMessage>
}

/** Told of an item: an address, the body, its headers. Throws when it was not taken. */
export type Tell = (url: string, body: string, headers: Readonly<Record<string, string>>) => Promise<void>

/** What every use case of the agent is given. `database` is the authority's own, signed in as its owner. */
export type AgentDeps = {
  readonly database: Database
  readonly configuration: AgentConfiguration
  readonly mesh: MeshPort
  readonly messages: MessagesPort
  /** Tells the webhook of the authority; the secret signs what it is told. */
  readonly tell: Tell
  readonly webhookSecret: string
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
}
