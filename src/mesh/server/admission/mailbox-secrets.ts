import { openPassword } from '../mailboxes/password-seal.ts'
import type { MeshServerDeps } from '../server-deps.ts'

/** A mailbox password changed elsewhere is known here after so long at most; a disabled mailbox is refused at once. */
const KEPT_MS = 5_000

/** What a caller has to know or to prove. */
export type MailboxSecret = {
  readonly password: string
  readonly odsCode: string
  /** In place of the mailbox id at the beginning of its certificate's common name. */
  readonly certificateName: string | null
}

/** The secrets of mailboxes, kept for a few seconds. */
export type MailboxSecrets = {
  /** `undefined` when there is no such mailbox. */
  find(mailboxId: string): Promise<MailboxSecret | undefined>
  /** As `find`, from the database whatever is kept. */
  reload(mailboxId: string): Promise<MailboxSecret | undefined>
}

type Row = {
  readonly sealed_password: Buffer
  readonly password_nonce: Buffer
  readonly ods_code: string
  readonly certificate_name: string | null
}

/** Opens the passwords. Throws MESH_PASSWORD_UNREADABLE when one was sealed under another key. */
export function openMailboxSecrets(deps: MeshServerDeps): MailboxSecrets {
  const kept = new Map<string, { readonly secret: MailboxSecret; readonly until: number }>()
  const reload = async (mailboxId: string) => {
    const [row] = await deps.db.query<Row>({
      name: 'mesh-secret',
      text: `select sealed_password, password_nonce, ods_code, certificate_name from mesh.mailbox
        where mailbox_id = $1`,
      values: [mailboxId],
    })
    if (!row) return undefined
    const sealed = { bytes: row.sealed_password, nonce: row.password_nonce }
    const password = openPassword(sealed, { mailboxId, key: deps.settings.passwordKey })
    const secret = { password, odsCode: row.ods_code, certificateName: row.certificate_name }
    kept.set(mailboxId, { secret, until: deps.clock.now().getTime() + KEPT_MS })
    return secret
  }
  const find = async (mailboxId: string) => {
    const known = kept.get(mailboxId)
    return known && deps.clock.now().getTime() < known.until ? known.secret : reload(mailboxId)
  }
  return { find, reload }
}
