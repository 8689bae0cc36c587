import { openPassword } from '../mailboxes/password-seal.ts'
import type { MeshServerDeps } from '../server-deps.ts'

/** A mailbox password changed elsewhere is known here after so long at most; a disabled mailbox is refused at once. */
const KEPT_MS = 5_000

/** The passwords of mailboxes, kept for a few seconds. */
export type MailboxSecrets = {
  /** `undefined` when there is no such mailbox. */
  find(mailboxId: string): Promise<string | undefined>
  /** As `find`, from the database whatever is kept. */
  reload(mailboxId: string): Promise<string | undefined>
}

/** Opens the passwords. Throws MESH_PASSWORD_UNREADABLE when one was sealed under another key. */
export function openMailboxSecrets(deps: MeshServerDeps): MailboxSecrets {
  const kept = new Map<string, { readonly password: string; readonly until: number }>()
  const reload = async (mailboxId: string) => {
    const [row] = await deps.db.query<{ sealed_password: Buffer; password_nonce: Buffer }>({
      name: 'mesh-secret',
      text: 'select sealed_password, password_nonce from mesh.mailbox where mailbox_id = $1',
      values: [mailboxId],
    })
    if (!row) return undefined
    const sealed = { bytes: row.sealed_password, nonce: row.password_nonce }
    const password = openPassword(sealed, { mailboxId, key: deps.settings.passwordKey })
    kept.set(mailboxId, { password, until: deps.clock.now().getTime() + KEPT_MS })
    return password
  }
  const find = async (mailboxId: string) => {
    const known = kept.get(mailboxId)
    return known && deps.clock.now().getTime() < known.until ? known.password : reload(mailboxId)
  }
  return { find, reload }
}
