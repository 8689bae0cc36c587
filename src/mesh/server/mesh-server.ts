import type { Readable } from 'node:stream'
import type { Token } from '../token.ts'
import type { KeepCallTime } from './admission/call-times.ts'
import type { MailboxSecrets } from './admission/mailbox-secrets.ts'
import type { CountWaiting } from './inbox/count-waiting.ts'
import type { Moment } from './moment.ts'
import type { NextMessageId } from './outbox/message-id.ts'
import type { MeshServerDeps } from './server-deps.ts'
import type { Version } from './version.ts'

/** The dependencies, and what one server keeps in memory. Nothing of it must survive, or be shared. */
export type MeshServer = MeshServerDeps &
  Moment & {
    readonly secrets: MailboxSecrets
    readonly countWaiting: CountWaiting
    readonly nextMessageId: NextMessageId
    readonly keepCallTime: KeepCallTime
  }

/** One request whose token is signed rightly. It is admitted once the database took the token as new. */
export type Call = {
  readonly mesh: MeshServer
  readonly mailboxId: string
  readonly token: Token
  readonly at: Date
  readonly version: Version
  admitted: boolean
}

/** What goes back. At most one of `json` and `bytes`; neither for an empty body. */
export type Answer = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly json?: object
  readonly bytes?: Buffer | string | Readable
}

/** The body that says which message was meant: v1 echoes the id, v2 is empty (mesh.md 5). */
export function echoInVersion1(call: Call, echo: object): Answer {
  return call.version === 1 ? { status: 200, json: echo } : { status: 200 }
}
