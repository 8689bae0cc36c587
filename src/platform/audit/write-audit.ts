import type { Database } from '../database.ts'
import { processKeyring } from '../keys/process-keyring.ts'
import type { AuditEntry } from './entry.ts'
import { beginLink, endLink } from './link.ts'

const COLUMNS =
  'entry_id, at, action, outcome, channel, request_id, nhs_number, mode, user_id, role_profile_id, activity, organisation, client_id, detail, wrapped_key'

const WRITE = `with audited as (
    insert into audit.entry (${COLUMNS}) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15) returning 1)
  select audit.append(array[$16::bytea]) from audited`

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
      entry.nhsNumber ?? null,
      entry.mode ?? null,
      asker.userId ?? null,
      asker.roleProfileId ?? null,
      asker.activity ?? null,
      asker.organisation ?? null,
      asker.clientId ?? null,
      JSON.stringify(entry.detail ?? {}),
      link.wrappedKey,
      endLink(link, entry.outcome),
    ],
  })
}
