import { createHash } from 'node:crypto'
import type { OpenApiDocument, Operation } from './document.ts'

const STYLE =
  'body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}code{background:#eee;padding:0 .2em}' +
  'section{border-top:1px solid #999;padding:.5rem 0}form{background:#eef;padding:.5rem}input[type=text]{width:100%}' +
  'label{display:block}'

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

/** No script, no style but our own, no form to elsewhere. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** The searches that a plain form can ask of the sandbox, and what is filled in beforehand. */
const TRIED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'get /cpis/FHIR/R4/CareTeam': {
    'patient:identifier': 'https://fhir.nhs.uk/Id/nhs-number|9990100004',
    _format: 'json',
  },
  'post /cpis/FHIR/R4/CareTeam/_search': { 'patient:identifier': 'https://fhir.nhs.uk/Id/nhs-number|9990100284' },
  'get /cpis/FHIR/R4/AuditEvent': {
    'patient:identifier': 'https://fhir.nhs.uk/Id/nhs-number|9990100144',
    _format: 'json',
  },
  'post /cpis/FHIR/R4/AuditEvent/_search': { 'patient:identifier': 'https://fhir.nhs.uk/Id/nhs-number|9990100632' },
  'get /patient-flags-api/FHIR/R4/PatientFlag': {
    patient: '9990100004',
    code: 'child-protection-information-system-flag',
  },
  'post /patient-flags-api/FHIR/R4/PatientFlag/_search': { patient: '9990100144' },
  'get /cpis/FHIR/R4/metadata': {},
  'get /cpis/FHIR/R4/_ping': {},
}

/** The document as a page: every operation, and where there is a sandbox a form that asks it. */
export function openApiPage(document: OpenApiDocument): string {
  const sandbox = document.servers.length > 1
  const sections = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => section({ method, path, operation, sandbox })),
  )
  const { title, version, description } = document.info
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head><body>` +
    `<h1>${title} ${version}</h1><p>${escaped(description)}</p><p>The whole document: <a href="/openapi.json">openapi.json</a>. ` +
    `${sandbox ? 'The forms ask the sandbox; all people in it are invented.' : ''}</p>${sections.join('')}</body></html>`
  )
}

type Shown = {
  readonly method: string
  readonly path: string
  readonly operation: Operation
  readonly sandbox: boolean
}

function section({ method, path, operation, sandbox }: Shown): string {
  const { summary, description = '' } = operation
  const fields = sandbox ? TRIED[`${method} ${path}`] : undefined
  return (
    `<section><h2><code>${method.toUpperCase()} ${escaped(path)}</code></h2><p><b>${escaped(summary)}</b></p>` +
    `<p>${escaped(description)}</p>${fields ? formOf(method, path, fields) : ''}</section>`
  )
}

function formOf(method: string, path: string, fields: Readonly<Record<string, string>>): string {
  const inputs = Object.entries(fields).map(
    ([name, value]) =>
      `<label>${escaped(name)} <input type="text" name="${escaped(name)}" value="${escaped(value)}"></label>`,
  )
  return `<form method="${method}" action="/sandbox${escaped(path)}">${inputs.join('')}<button>Ask the sandbox</button></form>`
}
