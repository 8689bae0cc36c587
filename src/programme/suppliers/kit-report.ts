import { createHash } from 'node:crypto'
import { refusal } from '../../platform/index.ts'
import { supplierErrors } from './errors.ts'
import type { Kit } from './kit.ts'
import { type AssuredMode, MODES } from './product.ts'

export const VERDICTS = ['pass', 'fail', 'skipped'] as const
export type KitVerdict = (typeof VERDICTS)[number]

/** What a conformance kit says of a product in one mode (decision 41). */
export type KitReport = {
  readonly kit: string
  readonly version: string
  /** The product's short name in our register. */
  readonly product: string
  readonly mode: AssuredMode
  readonly cases: readonly { readonly id: string; readonly verdict: KitVerdict }[]
  /** A JWS with detached payload (RFC 7515, appendix F), `EdDSA`, with `kid` and `iat`, over `signedText` of the report. */
  readonly signature: string
}

/** A report is never larger: 1 MiB, 5,000 cases. */
export const LARGEST_REPORT = 1_048_576
export const MOST_CASES = 5_000

const KEYS = ['cases', 'kit', 'mode', 'product', 'signature', 'version']

/** Reads a report. Throws KIT_REPORT_INVALID saying what is wrong with it. */
export function readKitReport(text: string): KitReport {
  if (Buffer.byteLength(text) > LARGEST_REPORT) throw invalid('larger than 1 MiB')
  const said = parsed(text)
  const keys = Object.keys(said).sort()
  if (keys.join() !== KEYS.join()) throw invalid(`it has exactly ${KEYS.join(', ')}`)
  for (const key of ['kit', 'version', 'product', 'signature'])
    if (typeof said[key] !== 'string' || said[key] === '') throw invalid(`${key} is a text`)
  if (!(MODES as readonly unknown[]).includes(said['mode'])) throw invalid(`mode is one of ${MODES.join(', ')}`)
  checkCases(said['cases'])
  return said as KitReport
}

function parsed(text: string): Record<string, unknown> {
  try {
    const said: unknown = JSON.parse(text)
    if (typeof said === 'object' && said !== null && !Array.isArray(said)) return said as Record<string, unknown>
  } catch (error) {
    throw invalid('no JSON', error)
  }
  throw invalid('no JSON object')
}

function checkCases(cases: unknown): void {
  if (!Array.isArray(cases) || cases.length === 0 || cases.length > MOST_CASES)
    throw invalid(`cases are 1 to ${MOST_CASES}`)
  const isCase = (one: unknown) => {
    const { id, verdict, ...more } = (one ?? {}) as Record<string, unknown>
    const isVerdict = (VERDICTS as readonly unknown[]).includes(verdict)
    return typeof id === 'string' && id !== '' && isVerdict && Object.keys(more).length === 0
  }
  if (!cases.every(isCase)) throw invalid(`a case is {id, verdict}, a verdict one of ${VERDICTS.join(', ')}`)
  const ids = new Set(cases.map(one => one.id))
  if (ids.size !== cases.length) throw invalid('a case stands there twice')
}

function invalid(what: string, cause?: unknown) {
  return refusal(supplierErrors, 'KIT_REPORT_INVALID', what, cause)
}

/**
 * The text a report's signature covers: JSON without white space, keys in the order below and cases in the order of
 * their ids, so that whoever writes the report by another tool signs the same bytes.
 */
export function signedText({ kit, version, product, mode, cases }: Omit<KitReport, 'signature'>): string {
  const inOrder = cases
    .map(({ id, verdict }) => ({ id, verdict }))
    .toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  return JSON.stringify({ kit, version, product, mode, cases: inOrder })
}

/** By which a report is told from others; the same report again has the same. */
export function reportDigest(report: KitReport): string {
  return createHash('sha256')
    .update(`${signedText(report)}${report.signature}`)
    .digest('hex')
}

/**
 * Holds a report against its kit: every case of the mode is there and no other. Returns the cases that did not pass: a
 * skipped case is not passed. Throws KIT_REPORT_INCOMPLETE naming up to five cases.
 */
export function judgeReport(report: KitReport, kit: Kit): string[] {
  const wanted = kit.cases.filter(one => one.modes.includes(report.mode)).map(one => one.id)
  const given = new Set(report.cases.map(one => one.id))
  const missing = wanted.filter(id => !given.has(id))
  const other = [...given].filter(id => !wanted.includes(id))
  if (missing.length > 0) throw incomplete('missing', missing)
  if (other.length > 0) throw incomplete('not of this kit', other)
  return report.cases.filter(one => one.verdict !== 'pass').map(one => one.id)
}

function incomplete(what: string, ids: readonly string[]) {
  const more = ids.length > 5 ? ` and ${ids.length - 5} more` : ''
  return refusal(supplierErrors, 'KIT_REPORT_INCOMPLETE', `${what}: ${ids.slice(0, 5).join(', ')}${more}`)
}
