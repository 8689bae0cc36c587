import { type Author, displayName } from '../identity/index.ts'
import type { Database, SubjectPart, SubjectRecord } from '../platform/index.ts'
import { keyOfChild } from '../register/index.ts'
import { openDeclared } from './asked.ts'

type AccessRow = {
  readonly access_id: string
  readonly at: Date
  readonly kind: string
  readonly author: Author
  readonly channel: string | null
  readonly counted: boolean
  readonly detail_sealed: Buffer | null
}

/** Who looked: the accesses, and those the history goes on showing after the full record left. */
export async function lookupAboutSubject(db: Database, nhsNumber: string): Promise<SubjectPart[]> {
  const rows = await db.query<AccessRow>({
    text: `select access_id, at, kind, author, channel, counted, detail_sealed from lookup.access where child_key = $1
      union all
      select access_id, at, kind, author, null, true, null from lookup.counted_access c where child_key = $1
        and not exists (select from lookup.access a where a.child_key = $1 and a.at = c.at and a.access_id = c.access_id)
      order by at, access_id`,
    values: [keyOfChild(nhsNumber)],
  })
  return [{ part: 'accesses', records: rows.map(recordOf) }]
}

function recordOf(row: AccessRow): SubjectRecord {
  const { author } = row
  const declared = row.detail_sealed && openDeclared<object>(row.access_id, row.detail_sealed)
  return {
    at: row.at.toISOString(),
    kind: row.kind,
    told: row.counted,
    channel: row.channel,
    role: roleOf(author),
    who: whoOf(author),
    organisation: author.organisation.name,
    declared: declared && JSON.stringify(declared),
  }
}

const roleOf = (author: Author) =>
  author.kind === 'person' ? author.roleName : author.responsible.map(one => one.roleName).join(', ')

const whoOf = (author: Author) =>
  author.kind === 'person' ? displayName(author.name) : author.responsible.map(one => displayName(one.name)).join(', ')

/**
 * Forgets who looked at a child's record, in the tables that are kept beside the accesses; these and their entries of the
 * audit are erased by `eraseFromAudit`.
 */
export async function forgetAccesses(db: Database, nhsNumber: string): Promise<void> {
  const key = keyOfChild(nhsNumber)
  await db.transaction(async tx => {
    for (const table of ['counted_access', 'counted_author', 'request'])
      await tx.query({ text: `delete from lookup.${table} where child_key = $1`, values: [key] })
  })
}
