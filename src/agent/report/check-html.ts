import type { Finding } from '../checks/index.ts'
import { gaugeSentence } from '../print/print-check.ts'
import type { CheckReport } from './check-report.ts'

/** The report as one HTML page without scripts or anything from elsewhere; values are masked as in the terminal. */
export function checkHtml(report: CheckReport, { title }: { readonly title: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${gauge(report)}
${counts(report)}
${findingsTable(report.findings)}
</main>
</body>
</html>
`
}

const STYLE = `
body { font: 1rem/1.5 sans-serif; margin: 1rem auto; max-width: 75rem; padding: 0 1rem; color: #111; background: #fff }
meter { width: 100%; height: 1.5rem }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 }
caption { text-align: left; font-weight: bold; padding: .5rem 0 }
th, td { border: 1px solid #595959; padding: .3rem .5rem; text-align: left; vertical-align: top }
`

function gauge(report: CheckReport): string {
  const { percent, target } = report
  if (percent === undefined) return `<p>${gaugeSentence(report)}</p>`
  const bounds = `min="0" max="100" low="${target}" optimum="100" value="${percent}"`
  return `<p><label for="gauge">${gaugeSentence(report)}</label></p>
<p><meter id="gauge" ${bounds}>${percent} %</meter></p>`
}

function counts({ rows, heldBack, nothingToShare, byCheck }: CheckReport): string {
  const body = byCheck.map(one => [one.check, String(one.heldBack), String(one.warned)])
  return `<p>${rows} rows read, ${heldBack} to be held back, ${nothingToShare} with nothing to share.</p>
${table('Findings by check', ['Check', 'Held back', 'Warned'], body)}`
}

function findingsTable(findings: readonly Finding[]): string {
  if (findings.length === 0) return '<p>Nothing found to mend.</p>'
  const rows = findings.map(({ row, localPersonId = '', check, severity, column, value, sentence }) => [
    ...[row === undefined ? 'all' : String(row), localPersonId, check],
    ...[severity === 'block' ? 'held back' : 'warning', column, value, sentence],
  ])
  const head = ['Row', 'Local id', 'Check', 'Effect', 'Column', 'Value, masked', 'What, why it matters, how to mend it']
  return table('Every finding', head, rows)
}

function table(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const headings = head.map(cell => `<th scope="col">${escaped(cell)}</th>`).join('')
  const lines = rows.map(([first = '', ...rest]) => {
    const cells = rest.map(cell => `<td>${escaped(cell)}</td>`).join('')
    return `<tr><th scope="row">${escaped(first)}</th>${cells}</tr>`
  })
  return `<table>
<caption>${escaped(caption)}</caption>
<thead><tr>${headings}</tr></thead>
<tbody>
${lines.join('\n')}
</tbody>
</table>`
}

/** Text from the extract may bring no markup of its own. */
export function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replaceAll(/[&<>"]/g, letter => entities[letter] ?? letter)
}
