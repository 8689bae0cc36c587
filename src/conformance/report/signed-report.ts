import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type JsonWebKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { type Clock, refusal } from '../../platform/index.ts'
import { MODES, type Mode } from '../case.ts'
import { conformanceErrors } from '../errors.ts'
import { VERDICTS, type Verdict } from '../run-cases.ts'

/** A report as the programme takes it in (decision 41): verdicts only, and a signature over them. */
export type SignedReport = {
  readonly kit: string
  readonly version: string
  readonly product: string
  readonly mode: Mode
  readonly cases: readonly { readonly id: string; readonly verdict: Verdict }[]
  /** A detached JWS (RFC 7515, appendix F), EdDSA, with `kid` and `iat`. */
  readonly signature: string
}

export type SigningKey = { readonly kid: string; readonly key: KeyObject; readonly publicJwk: PublicJwk }
export type PublicJwk = { readonly kty: string; readonly crv: string; readonly x: string; readonly kid: string }

/** The private key of a JWK, Ed25519. Throws CONFORMANCE_KEY_INVALID. */
export function readSigningKey(text: string): SigningKey {
  try {
    const { kid, ...jwk } = JSON.parse(text) as JsonWebKey & { kid?: string }
    const { kty = '', crv = '', x = '' } = jwk
    const key = createPrivateKey({ key: jwk, format: 'jwk' })
    if (kid === undefined || kid === '' || crv !== 'Ed25519') throw new Error('no Ed25519 key with a kid')
    return { kid, key, publicJwk: { kty, crv, x, kid } }
  } catch (error) {
    throw refusal(conformanceErrors, 'CONFORMANCE_KEY_INVALID', undefined, error)
  }
}

/** A JWK with a `kid` that is its thumbprint (RFC 7638). */
export function jwkOf(key: KeyObject): JsonWebKey & { readonly kid: string } {
  const jwk = key.export({ format: 'jwk' })
  const { crv, kty, x } = jwk
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url')
  return { ...jwk, kid }
}

type Unsigned = Omit<SignedReport, 'signature'>

/** The text a signature covers: no white space, keys in this order, cases by their ids. */
export function signedText({ kit, version, product, mode, cases }: Unsigned): string {
  const inOrder = cases
    .map(({ id, verdict }) => ({ id, verdict }))
    .toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  return JSON.stringify({ kit, version, product, mode, cases: inOrder })
}

const base64url = (text: string) => Buffer.from(text).toString('base64url')
const inputOf = (header: string, report: Unsigned) => Buffer.from(`${header}.${base64url(signedText(report))}`)

/** Signs a report, now. */
export function signReport(report: Unsigned, { kid, key }: SigningKey, clock: Clock): SignedReport {
  const iat = Math.floor(clock.now().getTime() / 1000)
  const header = base64url(JSON.stringify({ alg: 'EdDSA', kid, iat }))
  const signature = sign(null, inputOf(header, report), key).toString('base64url')
  return { ...report, signature: `${header}..${signature}` }
}

/**
 * Reads a report and holds its signature against a public key. Returns the report and when it was signed. Throws
 * CONFORMANCE_REPORT_INVALID for what is no report, CONFORMANCE_REPORT_UNSIGNED for another key or another text.
 */
export function verifyReport(
  text: string,
  publicJwk: string,
): { readonly report: SignedReport; readonly signedAt: Date } {
  const report = readReport(text)
  const [header = '', payload, signature = ''] = report.signature.split('.')
  const said = headerOf(header)
  const isOurs =
    payload === '' &&
    said.alg === 'EdDSA' &&
    Number.isSafeInteger(said.iat) &&
    verify(null, inputOf(header, report), publicKeyOf(publicJwk), Buffer.from(signature, 'base64url'))
  if (!isOurs) throw refusal(conformanceErrors, 'CONFORMANCE_REPORT_UNSIGNED')
  return { report, signedAt: new Date(Number(said.iat) * 1000) }
}

function publicKeyOf(text: string): KeyObject {
  try {
    const { kty, crv, x } = JSON.parse(text)
    return createPublicKey({ key: { kty, crv, x }, format: 'jwk' })
  } catch (error) {
    throw refusal(conformanceErrors, 'CONFORMANCE_KEY_INVALID', undefined, error)
  }
}

function headerOf(header: string): { alg?: string; iat?: number } {
  try {
    return JSON.parse(Buffer.from(header, 'base64url').toString('utf8'))
  } catch {
    return {}
  }
}

function readReport(text: string): SignedReport {
  try {
    const report = JSON.parse(text) as SignedReport
    const texts = [report.kit, report.version, report.product, report.signature]
    const isCase = ({ id, verdict }: SignedReport['cases'][number]) =>
      typeof id === 'string' && VERDICTS.includes(verdict)
    if (texts.every(one => typeof one === 'string') && MODES.includes(report.mode) && report.cases.every(isCase))
      return report
  } catch (error) {
    throw refusal(conformanceErrors, 'CONFORMANCE_REPORT_INVALID', undefined, error)
  }
  throw refusal(conformanceErrors, 'CONFORMANCE_REPORT_INVALID')
}
