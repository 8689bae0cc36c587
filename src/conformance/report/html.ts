import type { CaseWords } from '../case.ts'
import type { Outcome, Verdict } from '../run-cases.ts'
import type { SignedReport } from './signed-report.ts'

export type Shown = {
  readonly report: SignedReport
  readonly cases: readonly CaseWords[]
  readonly outcomes: readonly Outcome[]
}

/** Text as it may stand in a page or in XML. */
export function escaped(text: string): string {
  // Control characters are no part of XML at all.
  const plain = text.replaceAll(/[^\P{Cc}\t\n]/gu, '?')
  return plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

const WORDS: Readonly<Record<Verdict, string>> = { pass: 'Passed', fail: 'Failed', skipped: 'Not tried' }

/** The counts of a run, as `{ pass: 3, fail: 1, skipped: 0 }`. */
export function countsOf(outcomes: readonly Outcome[]): Readonly<Record<Verdict, number>> {
  const counts = { pass: 0, fail: 0, skipped: 0 }
  for (const { verdict } of outcomes) counts[verdict] += 1
  return counts
}

/** The report as one page without scripts: what failed first, then everything with its evidence. */
export function reportHtml({ report, cases, outcomes }: Shown): string {
  const { kit, version, product, mode, signature } = report
  const { pass, fail, skipped } = countsOf(outcomes)
  const order: readonly Verdict[] = ['fail', 'skipped', 'pass']
  const sections = order.map(verdict => {
    const some = outcomes.filter(one => one.verdict === verdict)
    const articles = some.map(one =>
      articleOf(
        cases.find(({ id }) => id === one.id),
        one,
      ),
    )
    return some.length === 0
      ? ''
      : `<section><h2>${WORDS[verdict]} (${some.length})</h2>${articles.join('\n')}</section>`
  })
  const title = `Conformance of ${product}: ${kit}, ${mode}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>body { font: 1rem/1.5 sans-serif; margin: 1rem auto; max-width: 60rem; padding: 0 1rem }
article { border-left: .3rem solid #595959; padding: 0 1rem; margin: 1rem 0 }
.fail { border-color: #b30000 } .pass { border-color: #00703c } code { overflow-wrap: anywhere }</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p>${pass} passed, ${fail} failed, ${skipped} not tried. Version ${escaped(version)} of the kit.</p>
${sections.join('\n')}
<h2>Signature</h2>
<p>It covers product, mode, kit, version and verdicts, as the JSON report gives them: <code>${escaped(signature)}</code></p>
</main>
</body>
</html>
`
}

function articleOf(one: CaseWords | undefined, { id, verdict, evidence }: Outcome): string {
  const items = evidence.map(seen => `<li>${escaped(seen)}</li>`).join('')
  const steps = (one?.steps ?? []).map(step => `<li>${escaped(step)}</li>`).join('')
  return `<article class="${verdict}" id="${escaped(id)}">
<h3>${escaped(id)}: ${escaped(one?.title ?? '')}</h3>
<p>${one?.isSafety ? '<strong>Safety.</strong> ' : ''}${escaped(one?.purpose ?? '')} (${escaped(one?.clause ?? '')})</p>
<ol>${steps}</ol>
<p>Expected: ${escaped(one?.expected ?? '')}</p>
${items === '' ? '' : `<p>Seen:</p><ul>${items}</ul>`}
</article>`
}
