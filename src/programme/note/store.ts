import type { Database } from '../../platform/index.ts'
import type { NoteDocument } from './document.ts'
import type { NoteFacts } from './facts.ts'
import type { Period } from './period.ts'

/** The facts of an issue as they were when it was frozen; never altered. */
export async function storeSnapshot(
  db: Database,
  kept: { readonly id: string; readonly takenAt: Date; readonly by: string; readonly facts: NoteFacts },
): Promise<void> {
  await db.query({
    text: `insert into programme.note_snapshot (snapshot_id, period, taken_at, taken_by, facts)
      values ($1, $2, $3, $4, $5)`,
    values: [kept.id, kept.facts.period, kept.takenAt, kept.by, JSON.stringify(kept.facts)],
  })
}

export async function snapshotById(db: Database, id: string): Promise<NoteFacts | undefined> {
  const [found] = await db.query<{ facts: NoteFacts }>({
    text: 'select facts from programme.note_snapshot where snapshot_id = $1',
    values: [id],
  })
  return found?.facts
}

/** One published version of an issue, as it was read from then on. */
export type Published = {
  readonly period: Period
  /** From 1 on; a correction is a version of its own. */
  readonly version: number
  readonly publishedAt: Date
  readonly publishedBy: string
  readonly reviewedBy: string
  readonly approvedBy: string
  readonly document: NoteDocument
  readonly html: string
  readonly markdown: string
}

/** Keeps a version; a version that is there already breaks the key. */
export async function storePublished(db: Database, kept: Published): Promise<void> {
  await db.query({
    text: `insert into programme.note_publication (period, version, published_at, published_by, reviewed_by,
        approved_by, document, html, markdown) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      ...[kept.period, kept.version, kept.publishedAt, kept.publishedBy, kept.reviewedBy, kept.approvedBy],
      ...[JSON.stringify(kept.document), kept.html, kept.markdown],
    ],
  })
}

const PUBLISHED = `period, version, published_at as "publishedAt", published_by as "publishedBy",
  reviewed_by as "reviewedBy", approved_by as "approvedBy", document, html, markdown`

/** Every version of an issue, oldest first. */
export function publishedOf(db: Database, period: Period): Promise<Published[]> {
  return db.query<Published>({
    text: `select ${PUBLISHED} from programme.note_publication where period = $1 order by version`,
    values: [period],
  })
}

/** The newest version of every issue, newest issue first. */
export function publishedNotes(db: Database): Promise<Published[]> {
  return db.query<Published>({
    text: `select distinct on (period) ${PUBLISHED} from programme.note_publication order by period desc, version desc`,
  })
}
