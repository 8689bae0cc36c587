import fs from 'node:fs/promises'
import {
  type ConformanceRuns,
  type ConsumerOptions,
  conformanceVerbs,
  countBar,
  type ReportOptions,
  type Verb,
} from '../../cli/index.ts'
import {
  authorityCases,
  type CaseWords,
  casesOf,
  conformanceErrors,
  consumerCases,
  INTERFACES,
  KIT_VERSION,
  kitName,
  listenToAuthority,
  MODES,
  type Mode,
  runCases,
  type SigningKey,
  serverCases,
  startHub,
  verifyReport,
} from '../../conformance/index.ts'
import { refusal, systemClock, systemRandomness } from '../../platform/index.ts'
import { hubCodec } from './hub-codec.ts'
import { tryMutants } from './mutants/try-mutants.ts'
import { keyOf, newKey, type Written, writeReports } from './reports.ts'
import { spineHub } from './spine-hub.ts'
import { examplesOnly, readHubMailbox, readSubject } from './subject-file.ts'

const say = (line: string) => console.log(line)
const CONSUMERS: readonly CaseWords[] = [...consumerCases, ...authorityCases]
const ALL: readonly CaseWords[] = [...serverCases, ...CONSUMERS]
const SIDES = ['server', 'consumer'] as const
/** Ends with this where the run went well and the product did not. */
const NOT_CONFORMING = 2
const MINUTE_MS = 60_000

const list: ConformanceRuns['list'] = async ({ json, kit, key }) => {
  if (kit !== undefined) return say(JSON.stringify(await registration(kit, key)))
  const words = ALL.map(({ id, clause, title, isSafety = false, interface: of, modes }) => ({
    id,
    clause,
    title,
    isSafety,
    of,
    modes,
  }))
  if (json) return say(JSON.stringify(words))
  for (const one of words)
    say(
      `${one.id.padEnd(22)} ${one.isSafety ? 'SAFETY' : '      '} ${one.of.padEnd(6)} ${one.modes.join('+').padEnd(16)} ${one.title}`,
    )
}

/** The programme calls the two interfaces of a product `hl7` and `fhir`. */
const apiOf = (of: (typeof INTERFACES)[number]): string => (of === 'hl7v3' ? 'hl7' : of)

/** One kit as `cpis supplier kit` enters it (decision 41). Throws CONFORMANCE_NO_SUCH_CASE for a name of none. */
async function registration(kit: string, keyFile: string | undefined) {
  for (const side of SIDES)
    for (const api of INTERFACES) {
      if (kitName(side, api) !== kit) continue
      const cases = (side === 'server' ? serverCases : CONSUMERS).filter(one => one.interface === api)
      if (cases.length === 0) continue
      const { publicJwk } = await keyOf(keyFile)
      return {
        kit,
        version: KIT_VERSION,
        api: apiOf(api),
        cases: cases.map(({ id, modes }) => ({ id, modes })),
        keys: [publicJwk],
      }
    }
  throw refusal(conformanceErrors, 'CONFORMANCE_NO_SUCH_CASE', kit)
}

const explain: ConformanceRuns['explain'] = async id => {
  const one = ALL.find(each => each.id === id.toUpperCase())
  if (one === undefined) throw refusal(conformanceErrors, 'CONFORMANCE_NO_SUCH_CASE', id)
  const { title, clause, purpose, steps, expected, isSafety, modes } = one
  say(`${one.id}: ${title}\n${isSafety ? 'A safety case. ' : ''}${clause}; ${modes.join(' and ')}\n\nWhy: ${purpose}\n`)
  for (const [index, step] of steps.entries()) say(`${index + 1}. ${step}`)
  say(`\nExpected: ${expected}`)
}

const modesOf = ({ mode }: ReportOptions): readonly Mode[] => (mode === 'both' ? MODES : [mode])

const server: ConformanceRuns['server'] = async (url, options) => {
  const { subject: file, product, to, json } = options
  if (url === undefined && file === undefined)
    throw refusal(conformanceErrors, 'CONFORMANCE_SUBJECT_INVALID', 'give the address of the server, or --subject')
  const subject = file === undefined ? examplesOnly(url ?? '', product) : await readSubject(file, product)
  const key = await keyOf(options.key)
  const written: Written[] = []
  for (const mode of modesOf(options)) {
    const cases = INTERFACES.flatMap(of => casesOf(serverCases, of, mode))
    const bar = countBar(`${mode}: {value} of ${cases.length} cases`, { json })
    const outcomes = await runCases(cases, subject, bar.onRow).finally(bar.stop)
    written.push(...(await writeReports({ side: 'server', product, mode, cases, outcomes }, { to, key })))
  }
  end(written, options)
}

const consumer: ConformanceRuns['consumer'] = async options => {
  const key = await keyOf(options.key)
  const written: Written[] = []
  const judged = options.mailbox === undefined ? consumerIn : authorityIn
  for (const mode of options.mailbox === undefined ? modesOf(options) : AUTHORITY_MODES)
    written.push(...(await judged(mode, options, key)))
  end(written, options)
}

/** An authority's system knows no modes: one report says all. */
const AUTHORITY_MODES: readonly Mode[] = ['standard']
const QUIET_MS = 30_000

/** The system of a local authority, over MESH. */
async function authorityIn(mode: Mode, options: ConsumerOptions, key: SigningKey): Promise<Written[]> {
  const { product, to, json, mailbox: file = '' } = options
  const heard = await listenToAuthority({
    ...{ mailbox: await readHubMailbox(file), codec: hubCodec, clock: systemClock, randomness: systemRandomness },
    tell: what => say(json ? JSON.stringify({ do: what }) : `Now ${what}.`),
    ...{ withinMs: (Number(options.minutes) || 1) * MINUTE_MS, quietMs: QUIET_MS },
  })
  const outcomes = await runCases(authorityCases, heard)
  return writeReports({ side: 'consumer', product, mode, cases: authorityCases, outcomes }, { to, key })
}

async function consumerIn(mode: Mode, options: ConsumerOptions, key: SigningKey): Promise<Written[]> {
  const { product, to, json, over } = options
  const ground = { clock: systemClock, randomness: systemRandomness }
  const spine = over === 'hl7v3' ? { spine: spineHub(options.system) } : {}
  const hub = await startHub({ ...ground, ...spine, product, mode, port: Number(options.port) || 0 })
  try {
    const words = { mode, address: hub.urls.spine ?? hub.urls.fhir, tasks: hub.urls.tasks }
    say(
      json
        ? JSON.stringify(words)
        : `${mode}: point the product at ${words.address}, and do the tasks of ${words.tasks}`,
    )
    const timer = Promise.withResolvers<void>()
    const waiting = setTimeout(timer.resolve, (Number(options.minutes) || 1) * MINUTE_MS)
    await Promise.race([hub.done, timer.promise])
    clearTimeout(waiting)
    const cases = casesOf(consumerCases, over, mode)
    const outcomes = await runCases(cases, hub.consumer)
    return await writeReports({ side: 'consumer', product, mode, cases, outcomes }, { to, key })
  } finally {
    await hub.stop()
  }
}

function end(written: readonly Written[], { to, json }: ReportOptions): void {
  if (json) say(JSON.stringify(written))
  else
    for (const { kit, mode, counts } of written)
      say(`${kit} ${mode}: ${counts.pass} passed, ${counts.fail} failed, ${counts.skipped} not tried`)
  if (!json) say(`Reports: ${to}`)
  if (written.some(({ counts }) => counts.fail > 0)) process.exitCode = NOT_CONFORMING
}

const verify: ConformanceRuns['verify'] = async (file, { key, json }) => {
  const { report, signedAt } = verifyReport(await fs.readFile(file, 'utf8'), await fs.readFile(key, 'utf8'))
  const { kit, version, product, mode, cases } = report
  const passed = cases.filter(({ verdict }) => verdict === 'pass').length
  const at = signedAt.toISOString()
  if (json) return say(JSON.stringify({ kit, version, product, mode, signedAt: at, cases: cases.length, passed }))
  say(`Signed ${at} by this key: ${product}, ${kit} ${version}, ${mode}, ${passed} of ${cases.length} passed.`)
}

const key: ConformanceRuns['key'] = async file => {
  const made = newKey()
  await fs.writeFile(file, `${made}\n`, { flag: 'wx', mode: 0o600 })
  const { kty, crv, x, kid } = JSON.parse(made)
  say(JSON.stringify({ kty, crv, x, kid }))
}

const mutants: ConformanceRuns['mutants'] = async ({ json }) => {
  const tried = await tryMutants(count => countBar(`{value} of ${count} mutants`, { json }))
  const caught = tried.filter(({ isCaught }) => isCaught)
  if (json) say(JSON.stringify({ tried: tried.length, caught: caught.length, mutants: tried }))
  else {
    for (const { id, isCaught, caughtBy, what } of tried)
      say(`${isCaught ? 'caught' : 'MISSED'}  ${id.padEnd(30)} ${caughtBy.padEnd(22)} ${what}`)
    say(`mutants caught ${caught.length} of ${tried.length}`)
  }
  if (caught.length < tried.length) process.exitCode = NOT_CONFORMING
}

/** The verbs of `cpis conformance`. */
export const conformanceKit: readonly Verb[] = conformanceVerbs({
  list,
  explain,
  server,
  consumer,
  verify,
  key,
  mutants,
})
