import { generateKeyPairSync } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import {
  type CaseWords,
  countsOf,
  INTERFACES,
  jwkOf,
  KIT_VERSION,
  kitName,
  type Mode,
  type Outcome,
  readSigningKey,
  reportHtml,
  reportJunit,
  type Side,
  type SigningKey,
  signReport,
} from '../../conformance/index.ts'
import { systemClock } from '../../platform/index.ts'

/** A private key for reports, as JWK; made anew. */
export function newKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  return JSON.stringify(jwkOf(privateKey))
}

/** The key of a file, or one for this run only. Throws CONFORMANCE_KEY_INVALID. */
export async function keyOf(file: string | undefined): Promise<SigningKey> {
  return readSigningKey(file === undefined ? newKey() : await fs.readFile(file, 'utf8'))
}

export type Run = {
  readonly side: Side
  readonly product: string
  readonly mode: Mode
  readonly cases: readonly CaseWords[]
  readonly outcomes: readonly Outcome[]
}
export type Written = { readonly kit: string; readonly mode: Mode; readonly counts: ReturnType<typeof countsOf> }

/** Writes the reports of a run, for each interface one of HTML, JSON and JUnit, and the public key beside them. */
export async function writeReports(
  run: Run,
  { to, key }: { readonly to: string; readonly key: SigningKey },
): Promise<Written[]> {
  await fs.mkdir(to, { recursive: true })
  await fs.writeFile(path.join(to, 'public-key.json'), `${JSON.stringify(key.publicJwk)}\n`)
  const written: Written[] = []
  for (const of of INTERFACES) {
    const cases = run.cases.filter(one => one.interface === of)
    const outcomes = run.outcomes.filter(({ id }) => cases.some(one => one.id === id))
    if (outcomes.length === 0) continue
    const { product, mode } = run
    const kit = kitName(run.side, of)
    const verdicts = outcomes.map(({ id, verdict }) => ({ id, verdict }))
    const report = signReport({ kit, version: KIT_VERSION, product, mode, cases: verdicts }, key, systemClock)
    const file = (ending: string) => path.join(to, `${kit}-${mode}.${ending}`)
    await fs.writeFile(file('json'), `${JSON.stringify(report)}\n`)
    await fs.writeFile(file('html'), reportHtml({ report, cases, outcomes }))
    await fs.writeFile(file('xml'), reportJunit({ report, cases, outcomes }))
    written.push({ kit, mode, counts: countsOf(outcomes) })
  }
  return written
}
