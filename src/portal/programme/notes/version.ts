import { type Published, periodName, readPublished } from '../../../programme/index.ts'
import type { Visit } from '../../frame/portal.ts'
import { file, type Reply } from '../../frame/reply.ts'
import { dateAndTime } from '../../frame/words.ts'
import { facts, links } from '../screen/part.ts'
import { paramOf, type Screen, type Shown } from '../screen/screen.ts'
import { writtenNote } from './written.ts'

const asked = (visit: Visit) => ({ period: paramOf(visit, 'period'), version: Number(paramOf(visit, 'version')) })

const FORMS: Readonly<Record<string, (published: Published, name: string) => Reply>> = {
  'note.html': ({ html }, name) => file(`${name}.html`, 'text/html; charset=utf-8', html),
  'note.md': ({ markdown }, name) => file(`${name}.md`, 'text/markdown; charset=utf-8', markdown),
  'note.json': ({ document }, name) => file(`${name}.json`, 'application/json', JSON.stringify(document, null, 2)),
}

export const noteVersionScreen: Screen = {
  section: 'notes',
  path: '/notes/:period/versions/:version',
  show: async (deps, visit, { path }) => presentVersion(await readPublished(deps, asked(visit)), path),
  files: Object.fromEntries(
    Object.entries(FORMS).map(([name, form]) => [
      name,
      async (deps, visit) => {
        const published = await readPublished(deps, asked(visit))
        return form(published, `briefing-note-${published.period}-${published.version}`)
      },
    ]),
  ),
}

/** A published version, as it stays. */
export function presentVersion(published: Published, path: string): Shown {
  const { period, version, publishedAt, publishedBy, reviewedBy, approvedBy, document } = published
  return {
    title: `Briefing note of ${periodName(period)}, version ${version}`,
    intro: [],
    parts: [
      facts('How it was published', [
        ['Published', dateAndTime(publishedAt)],
        ['By', publishedBy],
        ['Reviewed by', reviewedBy],
        ['Approved by', approvedBy],
      ]),
      links(
        'Download',
        { text: 'HTML', href: `${path}/note.html` },
        { text: 'Markdown', href: `${path}/note.md` },
        { text: 'JSON', href: `${path}/note.json` },
      ),
      writtenNote(document, () => []),
    ],
  }
}
