import { childKey, type Database, type RetentionPart, rowsPart, type SubjectRecord } from '../../platform/index.ts'
import type { RecordsDeps } from '../deps.ts'
import { openDetails } from '../sealed-details.ts'

type Details = Readonly<Record<'requestedBy' | 'reason' | 'decidedBy', string>> & { readonly because?: string }
type Row = {
  readonly request_id: string
  readonly relation: string
  readonly request_sealed: Buffer
  readonly at: Date
}

/** Earlier requests to see what is held about a child, oldest first. */
export async function requestsAbout({ db, keyring }: RecordsDeps, nhsNumber: string): Promise<SubjectRecord[]> {
  const rows = await db.query<Row>({
    text: `select request_id, relation, request_sealed, at from records.subject_request where child_key = $1
      order by at, request_id`,
    values: [childKey(keyring, nhsNumber)],
  })
  return rows.map(({ request_id: id, relation, request_sealed: sealed, at }) => {
    const details = openDetails<Details>(keyring, `records.subject_request ${id}`, sealed)
    const { requestedBy, reason, decidedBy, because = null } = details
    return { at: at.toISOString(), relation, requestedBy, reason, decidedBy, because }
  })
}

/** Requests that were answered so long ago that nobody asks about them. */
export function requestsPart(db: Database): RetentionPart {
  return rowsPart(db, {
    kind: 'subject-requests',
    table: 'records.subject_request',
    where: 'at < $1',
    children: ['child_key'],
  })
}
