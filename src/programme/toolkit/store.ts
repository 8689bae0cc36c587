import type { Database } from '../../platform/index.ts'
import type { Toolkit } from './toolkit.ts'

export async function storeRelease(db: Database, toolkit: Toolkit): Promise<void> {
  const { version, releasedAt, releasedBy, settings, pages, lessons } = toolkit
  await db.query({
    text: `insert into programme.toolkit_release (version, released_at, released_by, content) values ($1, $2, $3, $4)`,
    values: [version, releasedAt, releasedBy, JSON.stringify({ settings, pages, lessons })],
  })
}

export async function releases(db: Database): Promise<Toolkit[]> {
  const rows = await db.query<Toolkit & { content: Pick<Toolkit, 'settings' | 'pages' | 'lessons'> }>({
    text: `select version, released_at as "releasedAt", released_by as "releasedBy", content
      from programme.toolkit_release order by released_at, version`,
  })
  return rows.map(({ content, ...row }) => ({ ...row, ...content }))
}
