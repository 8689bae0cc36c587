import type { HandledItem } from '../inbox/handled.ts'
import { printItem } from '../print/print-inbox.ts'
import { escaped } from '../report/check-html.ts'
import { subjectOf } from './letter.ts'

/** The inbox as one small page without scripts or anything from elsewhere: items that are not done, newest first. */
export function inboxPage(items: readonly HandledItem[]): string {
  const articles = items.map(
    handled => `<article aria-labelledby="item-${handled.number}">
<h2 id="item-${handled.number}">${escaped(subjectOf(handled))}</h2>
<p>${escaped(handled.state)}${handled.seenBy ? `, seen by ${escaped(handled.seenBy)}` : ''}</p>
<pre tabindex="0">${escaped(printItem(handled.item))}</pre>
</article>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>CP-IS inbox</title>
<style>body { font: 1rem/1.5 sans-serif; margin: 1rem auto; max-width: 75rem; padding: 0 1rem }
pre { overflow-x: auto; border: 1px solid #595959; padding: .5rem }</style>
</head>
<body>
<main>
<h1>CP-IS inbox</h1>
<p>${items.length === 0 ? 'Nothing waits.' : `Items that wait: ${items.length}.`}</p>
${articles.join('\n')}
</main>
</body>
</html>
`
}
