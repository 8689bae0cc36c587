import type { Outcome } from '../run-cases.ts'
import { countsOf, escaped, type Shown } from './html.ts'

/** The report as JUnit XML: one suite, a case each; evidence in `system-out`. */
export function reportJunit({ report, cases, outcomes }: Shown): string {
  const { kit, mode } = report
  const { fail, skipped } = countsOf(outcomes)
  const seconds = (ms: number) => (ms / 1000).toFixed(3)
  const total = seconds(outcomes.reduce((sum, { ms }) => sum + ms, 0))
  const lines = outcomes.map(one => {
    const title = cases.find(({ id }) => id === one.id)?.title ?? ''
    return `  <testcase classname="${escaped(kit)}.${mode}" name="${escaped(`${one.id}: ${title}`)}" time="${seconds(one.ms)}">${inside(one)}</testcase>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="${escaped(`${kit} ${report.version} ${mode}`)}" tests="${outcomes.length}" failures="${fail}" skipped="${skipped}" errors="0" time="${total}">
${lines.join('\n')}
</testsuite>
`
}

function inside({ verdict, evidence }: Outcome): string {
  const last = escaped(evidence.at(-1) ?? '')
  const seen = evidence.length === 0 ? '' : `<system-out>${escaped(evidence.join('\n'))}</system-out>`
  if (verdict === 'pass') return seen
  return `${verdict === 'fail' ? `<failure message="${last}"/>` : `<skipped message="${last}"/>`}${seen}`
}
