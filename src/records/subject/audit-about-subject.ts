import { childKey, type SubjectPart } from '../../platform/index.ts'
import type { RecordsDeps } from '../deps.ts'

type Row = {
  readonly at: Date
  readonly action: string
  readonly outcome: string
  readonly channel: string
  readonly mode: string | null
  readonly user_id: string | null
  readonly activity: string | null
  readonly organisation: string | null
  readonly client_id: string | null
}

/** The entries of the system audit about a child, silent look-ups and refused ones included. */
export async function auditAboutSubject(
  { db, keyring }: Pick<RecordsDeps, 'db' | 'keyring'>,
  nhsNumber: string,
): Promise<SubjectPart[]> {
  const rows = await db.query<Row>({
    text: `select at, action, outcome, channel, mode, user_id, activity, organisation, client_id from audit.entry
      where child_key = $1 order by at, entry_id`,
    values: [childKey(keyring, nhsNumber)],
  })
  const records = rows.map(({ at, user_id: who, client_id: application, ...row }) => ({
    at: at.toISOString(),
    ...row,
    who,
    application,
  }))
  return [{ part: 'audit', records }]
}
