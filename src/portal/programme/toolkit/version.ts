import { readToolkit, type Toolkit, toolkitHtml, toolkitPdf } from '../../../programme/index.ts'
import { file } from '../../frame/reply.ts'
import { dateAndTime } from '../../frame/words.ts'
import { facts, links } from '../screen/part.ts'
import { paramOf, type Screen, type Shown } from '../screen/screen.ts'

export const toolkitVersionScreen: Screen = {
  section: 'toolkit',
  path: '/toolkit/:version',
  show: async (deps, visit, { path }) => presentToolkit(await readToolkit(deps, paramOf(visit, 'version')), path),
  files: {
    'toolkit.html': async (deps, visit) => {
      const toolkit = await readToolkit(deps, paramOf(visit, 'version'))
      return file(`cp-is-toolkit-${toolkit.version}.html`, 'text/html; charset=utf-8', toolkitHtml(toolkit))
    },
    'toolkit.pdf': async (deps, visit) => {
      const toolkit = await readToolkit(deps, paramOf(visit, 'version'))
      return file(`cp-is-toolkit-${toolkit.version}.pdf`, 'application/pdf', await toolkitPdf(toolkit))
    },
  },
}

/** A released version as it is read, with its downloads. */
export function presentToolkit(toolkit: Toolkit, path: string): Shown {
  return {
    title: `CP-IS toolkit ${toolkit.version}`,
    intro: [],
    parts: [
      facts('How it was released', [
        ['Released', dateAndTime(toolkit.releasedAt)],
        ['By', toolkit.releasedBy],
      ]),
      links('Download', { text: 'PDF', href: `${path}/toolkit.pdf` }, { text: 'HTML', href: `${path}/toolkit.html` }),
      { kind: 'markup', of: { html: textOf(toolkitHtml(toolkit)) } },
    ],
  }
}

/** What stands below the only heading of the first order: the writer of that page escapes whatever looks like mark-up. */
export function textOf(html: string): string {
  return html.slice(html.indexOf('</h1>') + '</h1>'.length, html.lastIndexOf('</main>'))
}
