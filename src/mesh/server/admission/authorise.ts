import { readCompactMinute } from '../../timestamps.ts'
import { isSignedWith, mailboxNamed, readToken, type Token } from '../../token.ts'
import { MeshFault } from '../faults.ts'
import type { MeshServer } from '../mesh-server.ts'

/** How far a token's time may be from ours, either way: British summer time and skewed clocks pass (mesh.md 4). */
const WINDOW_MS = 2 * 3_600_000
const MINUTE_MS = 60_000

/**
 * Checks a token's form, mailbox, signature and time, in the order of mesh.md 4, before any body is read. Whether the
 * mailbox is active and the token new is for `runAdmitted`, in the statement that does the work.
 * Throws MESH_TOKEN_UNREADABLE, MESH_TOKEN_OF_ANOTHER_MAILBOX, MESH_TOKEN_INVALID or MESH_MAILBOX_UNMATCHED.
 */
export async function authorise(mesh: MeshServer, header: string | undefined, mailboxId: string): Promise<Token> {
  const named = mailboxNamed(header)
  if (header === undefined || named === undefined) throw new MeshFault('MESH_TOKEN_UNREADABLE')
  if (named !== mailboxId) throw new MeshFault('MESH_TOKEN_OF_ANOTHER_MAILBOX')
  const token = readToken(header)
  if (token === undefined) throw new MeshFault('MESH_TOKEN_INVALID')
  if (!(await isSignedByMailbox(mesh, token))) throw new MeshFault('MESH_TOKEN_INVALID')
  if (!isTimely(token, mesh.clock.now())) throw new MeshFault('MESH_TOKEN_INVALID')
  return token
}

/** A signature that fails against a kept password is tried once more against the database: it may just have changed. */
async function isSignedByMailbox(mesh: MeshServer, token: Token): Promise<boolean> {
  const { sharedKey } = mesh.settings
  const kept = await mesh.secrets.find(token.mailboxId)
  if (kept !== undefined && isSignedWith(token, { sharedKey, password: kept.password })) return true
  const secret = await mesh.secrets.reload(token.mailboxId)
  if (secret === undefined) throw new MeshFault('MESH_MAILBOX_UNMATCHED')
  return isSignedWith(token, { sharedKey, password: secret.password })
}

/** Compared by the minute, because the token's time has no seconds. */
function isTimely(token: Token, now: Date): boolean {
  const time = readCompactMinute(token.timestamp)
  const minute = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS
  return time !== undefined && Math.abs(minute - time.getTime()) <= WINDOW_MS
}
