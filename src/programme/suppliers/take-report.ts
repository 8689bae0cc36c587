import { decodeProtectedHeader, flattenedVerify, importJWK } from 'jose'
import { dayInEngland, refusal } from '../../platform/index.ts'
import type { ProgrammeDeps } from '../deps.ts'
import { supplierErrors } from './errors.ts'
import { currentKit, type Kit, kitKey } from './kit.ts'
import { judgeReport, type KitReport, readKitReport, reportDigest, signedText } from './kit-report.ts'
import { assuranceOf, type ConformanceResult } from './product.ts'
import { changeAssurance, readProduct } from './products.ts'
import { storeReport } from './store.ts'

/** A kit's clock may be ahead of ours by so much. */
const AHEAD_MS = 300_000

/**
 * Takes a report of the conformance kit in as evidence for a product in a mode: it is of a kit and version we know, its
 * signature is by a key of that kit, it holds every case of the mode and no other, and it is newer than the last
 * (programme.md S-064, S-065; decision 41). The same report again is answered as the first time. Throws
 * KIT_REPORT_INVALID, KIT_REPORT_UNSIGNED, KIT_REPORT_INCOMPLETE, KIT_REPORT_OLD, PRODUCT_UNKNOWN, ASSURANCE_NOT_BEGUN.
 */
export async function takeKitReport(
  deps: ProgrammeDeps,
  taken: { readonly text: string; readonly by: string },
): Promise<ConformanceResult> {
  const report = readKitReport(taken.text)
  const kit = await currentKit(deps, report)
  if (kit === undefined)
    throw refusal(supplierErrors, 'KIT_REPORT_INVALID', `reports of ${kitKey(report)} are not taken`)
  const signedAt = await timeOfSignature(report, kit)
  const failed = judgeReport(report, kit)
  const digest = reportDigest(report)
  const last = assuranceOf(await readProduct(deps, report.product), kit.api, report.mode)?.results.at(-1)
  if (last?.digest === digest) return last
  checkNewest(deps, signedAt, last)
  const on = dayInEngland(deps.clock.now())
  const passed = failed.length === 0
  const result = { digest, kit: kit.kit, kitVersion: kit.version, signedAt: signedAt.toISOString(), on, passed, failed }
  await keep(deps, report, { result, by: taken.by, api: kit.api })
  return result
}

function checkNewest({ clock }: ProgrammeDeps, signedAt: Date, last: ConformanceResult | undefined): void {
  if (signedAt.getTime() > clock.now().getTime() + AHEAD_MS)
    throw refusal(supplierErrors, 'KIT_REPORT_INVALID', 'it is signed in the future')
  if (last !== undefined && signedAt.toISOString() <= last.signedAt)
    throw refusal(supplierErrors, 'KIT_REPORT_OLD', `the last is of ${last.signedAt}`)
}

async function keep(
  deps: ProgrammeDeps,
  report: KitReport,
  { result, by, api }: { readonly result: ConformanceResult; readonly by: string; readonly api: Kit['api'] },
): Promise<void> {
  const { product, mode } = report
  const what = `conformance report ${result.passed ? 'passed' : 'not passed'}`
  await deps.db.transaction(async db => {
    await changeAssurance({ ...deps, db }, { product, mode, api, by }, what, last => ({
      ...last,
      results: [...last.results, result],
    }))
    await storeReport(db, { report, result, by, at: deps.clock.now() })
  })
}

/** When a key of the kit signed this report, by `iat` of the signed header. Throws KIT_REPORT_UNSIGNED. */
async function timeOfSignature(report: KitReport, kit: Kit): Promise<Date> {
  const [header = '', payload, signature = ''] = report.signature.split('.')
  const { kid, iat } = headerOf(header)
  const key = kit.keys.find(one => one.kid === kid)
  if (payload !== '' || key === undefined || typeof iat !== 'number' || !Number.isSafeInteger(iat * 1000))
    throw refusal(supplierErrors, 'KIT_REPORT_UNSIGNED', 'a detached JWS with kid and iat is wanted')
  const jws = { protected: header, payload: Buffer.from(signedText(report)).toString('base64url'), signature }
  try {
    await flattenedVerify(jws, await importJWK(key, 'EdDSA'), { algorithms: ['EdDSA'] })
  } catch (error) {
    throw refusal(supplierErrors, 'KIT_REPORT_UNSIGNED', kitKey(kit), error)
  }
  return new Date(iat * 1000)
}

function headerOf(header: string): { readonly kid?: string; readonly iat?: unknown } {
  try {
    return decodeProtectedHeader({ protected: header, payload: '', signature: '' })
  } catch {
    return {}
  }
}
