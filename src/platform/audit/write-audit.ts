import type { Database } from '../database.ts'
import { processKeyring } from '../keys/process-keyring.ts'
import type { AuditEntry } from './entry.ts'
import { beginLink, endLink } from './link.ts'

const COLUMNS =
  'entry_id, at, action, outcome, channel, request_id, child_key, mode, user_id, role_profile_id, activity, organisation, client_id, detail, wrapped_key, ' +
  'number_sealed'

const WRITE = `with audited as (
    insert into audit.entry (${COLUMNS}) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)
    returning 1)
  select audit.append(array[$17::bytea]) from audited`

/**
 * Writes one entry of the system audit and its link in the chain. Inside a transaction let it be the last statement: from
 * here to the commit nobody else appends to that chain.
 */
export async function writeAudit(db: Database, entry: AuditEntry): Promise<void> {
  const { asker } = entry
  const link = beginLink(processKeyring(), entry)
  await db.query({
    name: 'audit-write',
    text: WRITE,
    values: [
      entry.entryId,
      entry.at,
      entry.action,
      entry.outcome,
      entry.channel,
      entry.requestId,
      link.childKey,
      entry.mode ?? null,
      asker.userId ?? null,
      asker.roleProfileId ?? null,
      asker.activity ?? null,
      asker.organisation ?? null,
      asker.clientId ?? null,
      JSON.stringify(entry.detail ?? {}),
      link.wrappedKey,
      link.numberSealed,
      endLink(link, entry.outcome),
    ],
  })
}
