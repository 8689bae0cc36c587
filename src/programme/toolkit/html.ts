import MarkdownIt from 'markdown-it'
import { assembleToolkit } from './assemble.ts'
import type { Toolkit } from './toolkit.ts'

/** HTML in a text is shown as text; an address becomes a link only where it is written as one. */
export const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false })

/** Text as HTML shows it. */
export function escaped(text: string): string {
  return markdown.utils.escapeHtml(text)
}

/** Whole page around a body: skip link, landmarks, one heading (programme.md S-001). Colours of the NHS, no scripts. */
export function htmlPage(page: { readonly title: string; readonly notice?: string; readonly body: string }): string {
  const { title, notice, body } = page
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#content">Skip to main content</a>
<header>${notice === undefined ? '' : `<p class="notice">${escaped(notice)}</p>`}</header>
<main id="content" tabindex="-1">
<h1>${escaped(title)}</h1>
${body}</main>
</body>
</html>
`
}

const STYLE = `
body { font: 1.1rem/1.5 Arial, sans-serif; color: #212b32; background: #fff; margin: 0 auto; max-width: 44rem; padding: 1rem; }
h1, h2, h3 { line-height: 1.2; }
a { color: #005eb8; }
.skip { position: absolute; left: -999rem; }
.skip:focus { position: static; }
:focus { outline: 4px solid #ffeb3b; background: #ffeb3b; }
main:focus { outline: none; background: none; }
.notice { border-left: 8px solid #005eb8; padding: .5rem 1rem; background: #f0f4f5; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #d8dde0; padding: .4rem; text-align: left; vertical-align: top; }
`

/** A released toolkit as one HTML page. */
export function toolkitHtml(toolkit: Toolkit): string {
  // The title is the page's only heading of the first order: every heading of the text goes one down.
  const text = assembleToolkit(toolkit).replaceAll(/^(#{1,5}) /gm, '#$1 ')
  return htmlPage({ title: `CP-IS toolkit ${toolkit.version}`, body: markdown.render(text) })
}
