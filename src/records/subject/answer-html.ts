import type { SubjectRecord } from '../../platform/index.ts'
import type { SubjectAnswer } from './answer-subject.ts'
import type { DecidedPart } from './decide.ts'

const TITLES: Readonly<Record<string, string>> = {
  plans: 'Child protection plans and looked-after status',
  'plan-versions': 'Earlier versions of plans',
  uploads: 'What the local authority sent',
  accesses: 'Who looked at the record',
  notices: 'What local authorities were told',
  audit: 'System audit',
  person: 'What the Personal Demographics Service said',
  'number-changes': 'Changes of the NHS number',
  requests: 'Earlier requests to see records',
}

/** The answer as a page a person can read and print; nothing is loaded from anywhere. */
export function answerHtml(answer: SubjectAnswer): string {
  const { request, at, requestId, parts, notSearched } = answer
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Records held by Child Protection - Information Sharing</title>
<style>
body { font-family: Arial, sans-serif; color: #212b32; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; line-height: 1.5 }
table { border-collapse: collapse; width: 100% } caption { text-align: left; font-weight: bold; padding: 0.5rem 0 }
th, td { border-bottom: 1px solid #d8dde0; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top }
.wide { overflow-x: auto }
.withheld { border-left: 0.5rem solid #005eb8; padding-left: 1rem }
</style>
</head>
<body>
<main>
<h1>Records held by Child Protection - Information Sharing</h1>
<p>About NHS number ${spaced(request.nhsNumber)}. Requested by ${escaped(request.requestedBy)} (${escaped(request.relation)}):
${escaped(request.reason)}. Answered on ${escaped(at.toISOString().slice(0, 10))} as request ${escaped(requestId)}.
What is given and what is withheld was decided by ${escaped(request.decidedBy)}${
    request.because === undefined ? '' : `: ${escaped(request.because)}`
  }.</p>
${parts.map(partHtml).join('\n')}
<h2>Where was not looked</h2>
<ul>${notSearched.map(one => `<li>${escaped(one)}</li>`).join('')}</ul>
<h2>If you disagree</h2>
<p>You may ask the controller to look at this decision again, and you may complain to the Information Commissioner.</p>
</main>
</body>
</html>
`
}

function partHtml(part: DecidedPart): string {
  const title = escaped(TITLES[part.part] ?? part.part)
  return `<section><h2>${title}</h2>\n${withheldHtml(part)}${recordsHtml(part, title)}</section>`
}

/** That something is withheld is said; how many records there are is said only of what is given at least in part. */
function withheldHtml({ withheld }: DecidedPart): string {
  if (withheld === undefined) return ''
  const what =
    withheld.fields.length === 0 ? 'All of this' : `From each record: ${withheld.fields.map(escaped).join(', ')}`
  return `<p class="withheld">${what} is withheld. Exemption: ${escaped(withheld.exemption)}, ${escaped(withheld.law)}.
Reason: ${escaped(withheld.why)}.</p>\n`
}

function recordsHtml({ records, withheld }: DecidedPart, title: string): string {
  if (records.length === 0) return withheld?.fields.length === 0 ? '' : '<p>Nothing is held.</p>\n'
  const columns = Object.keys(records[0] ?? {}).filter(column => records.some(record => (record[column] ?? '') !== ''))
  const head = columns.map(column => `<th scope="col">${escaped(words(column))}</th>`).join('')
  const row = (record: SubjectRecord) =>
    `<tr>${columns.map(column => `<td>${escaped(readable(record[column]))}</td>`).join('')}</tr>`
  return `<div class="wide" role="region" aria-label="${title}" tabindex="0">
<table><caption>${title}: ${records.length}</caption><thead><tr>${head}</tr></thead>
<tbody>${records.map(row).join('\n')}</tbody></table></div>\n`
}

/** `givenName` as "given name". */
const words = (column: string) => column.replaceAll(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)

/** An instant to the minute; everything else as it is. */
function readable(value: SubjectRecord[string] | undefined): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return String(value ?? '').replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):[\d.]+Z$/, '$1 $2 UTC')
}

const spaced = (number: string) => escaped(number.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3'))

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string) => text.replaceAll(/[&<>"']/g, character => ESCAPES[character] ?? '')
