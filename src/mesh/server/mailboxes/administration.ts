import { refusal } from '../../../platform/index.ts'
import { meshErrors } from '../../errors.ts'
import type { MeshServerDeps } from '../server-deps.ts'
import { SEAL_NONCE_BYTES, type SealedPassword, sealPassword } from './password-seal.ts'

/** What administering mailboxes needs; no server has to run. */
export type MeshAdministrationDeps = Pick<MeshServerDeps, 'db' | 'clock' | 'randomness'> & {
  readonly settings: Pick<MeshServerDeps['settings'], 'passwordKey'>
}

export type NewMailbox = {
  readonly mailboxId: string
  readonly name: string
  readonly odsCode: string
  readonly password: string
  readonly active: boolean
  /** What the organisation is called in tracking; its ODS code and the mailbox's name when not given. */
  readonly orgCode?: string
  readonly orgName?: string
  /** The first name of its client's certificate; the mailbox id when not given (mesh.md 3). */
  readonly certificateName?: string
}

/** Ids and ODS codes are kept and compared in upper case. */
const upper = (text: string) => text.trim().toUpperCase()

/**
 * Makes a mailbox and returns true. When there is one of that id already, changes nothing and returns false, so that a
 * start may repeat it without undoing what an operator did since.
 */
export async function createMailbox(deps: MeshAdministrationDeps, mailbox: NewMailbox): Promise<boolean> {
  const mailboxId = upper(mailbox.mailboxId)
  const sealed = sealOf(deps, mailboxId, mailbox.password)
  const made = await deps.db.query({
    text: `with made as (
        insert into mesh.mailbox (mailbox_id, name, ods_code, sealed_password, password_nonce, active, created_at,
          org_code, org_name, certificate_name)
        values ($1, $2, $3, $4, $5, $6, $7, $9, $10, $11) on conflict do nothing returning mailbox_id
      )
      insert into mesh.mailbox_call (mailbox_id, call)
      select mailbox_id, call from made, unnest($8::text[]) call returning call`,
    values: [
      mailboxId,
      mailbox.name,
      upper(mailbox.odsCode),
      sealed.bytes,
      sealed.nonce,
      mailbox.active,
      deps.clock.now(),
      ['handshake', 'list', 'download', 'acknowledge', 'send', 'other'],
      mailbox.orgCode || undefined,
      mailbox.orgName || undefined,
      mailbox.certificateName && upper(mailbox.certificateName),
    ],
  })
  return made.length > 0
}

function sealOf(deps: MeshAdministrationDeps, mailboxId: string, password: string): SealedPassword {
  const nonce = deps.randomness.bytes(SEAL_NONCE_BYTES)
  return sealPassword(password, nonce, { mailboxId, key: deps.settings.passwordKey })
}

/** Gives a mailbox another password; the old one may pass five seconds longer. Throws MESH_MAILBOX_UNKNOWN. */
export async function setMailboxPassword(
  deps: MeshAdministrationDeps,
  mailboxId: string,
  password: string,
): Promise<void> {
  const sealed = sealOf(deps, upper(mailboxId), password)
  const changed = await deps.db.query({
    text: `update mesh.mailbox set sealed_password = $2, password_nonce = $3 where mailbox_id = $1 returning mailbox_id`,
    values: [upper(mailboxId), sealed.bytes, sealed.nonce],
  })
  if (changed.length === 0) throw refusal(meshErrors, 'MESH_MAILBOX_UNKNOWN', upper(mailboxId))
}

/** Enables or disables a mailbox, from the next request on. Throws MESH_MAILBOX_UNKNOWN. */
export async function setMailboxActive(
  deps: Pick<MeshAdministrationDeps, 'db'>,
  mailboxId: string,
  active: boolean,
): Promise<void> {
  const changed = await deps.db.query({
    text: 'update mesh.mailbox set active = $2 where mailbox_id = $1 returning mailbox_id',
    values: [upper(mailboxId), active],
  })
  if (changed.length === 0) throw refusal(meshErrors, 'MESH_MAILBOX_UNKNOWN', upper(mailboxId))
}

export type WorkflowRegistration = {
  /** Kept in its case. */
  readonly workflowId: string
  readonly senders: readonly string[]
  readonly receivers: readonly string[]
}

/**
 * Registers mailboxes as senders and receivers of a workflow (mesh.md 12); those registered before stay. Safe to repeat.
 * Throws MESH_MAILBOX_UNKNOWN naming the mailboxes that do not exist, and then nothing was registered.
 */
export async function registerWorkflow(
  deps: Pick<MeshAdministrationDeps, 'db'>,
  registration: WorkflowRegistration,
): Promise<void> {
  const senders = registration.senders.map(upper)
  const receivers = registration.receivers.map(upper)
  const missing = await deps.db.query<{ mailbox_id: string }>({
    text: `select mailbox_id from unnest($1::text[]) mailbox_id except select mailbox_id from mesh.mailbox order by 1`,
    values: [[...senders, ...receivers]],
  })
  if (missing.length > 0)
    throw refusal(meshErrors, 'MESH_MAILBOX_UNKNOWN', missing.map(row => row.mailbox_id).join(', '))
  await deps.db.query({
    text: `with made as (insert into mesh.workflow (workflow_id) values ($1) on conflict do nothing)
      insert into mesh.workflow_mailbox (workflow_id, mailbox_id, direction)
      select $1, mailbox_id, 'sends' from unnest($2::text[]) mailbox_id
      union select $1, mailbox_id, 'receives' from unnest($3::text[]) mailbox_id
      on conflict do nothing`,
    values: [registration.workflowId, senders, receivers],
  })
}
