import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import Fastify from 'fastify'
import {
  authorityCases,
  type CaseWords,
  casesOf,
  consumerCases,
  INTERFACES,
  KIT_VERSION,
  serverCases,
} from '../../../src/conformance/index.ts'
import { addSandboxRoutes } from '../../../src/fhir/index.ts'
import { PROJECT_FOLDER, silentLog, systemClock, systemRandomness } from '../../../src/platform/index.ts'

// The command as a supplier runs it, at our sandbox.

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kit-command-'))
const server = Fastify()
addSandboxRoutes(server, {
  ...{ clock: systemClock, randomness: systemRandomness, log: silentLog, ready: async () => {} },
  settings: { publicUrl: 'https://cpis.example.org', statusApiKey: 'k' },
})
const url = `${await server.listen({ port: 0, host: '127.0.0.1' })}/sandbox/cpis/FHIR/R4`
after(async () => {
  await server.close()
  fs.rmSync(folder, { recursive: true })
})

async function cpis(...words: string[]): Promise<{ status: number | null; said: string; complained: string }> {
  const program = path.join(PROJECT_FOLDER, 'src', 'main', 'command.ts')
  const child = spawn(process.execPath, [program, 'conformance', ...words], { cwd: folder })
  let [said, complained] = ['', '']
  child.stdout.on('data', chunk => {
    said += chunk
  })
  child.stderr.on('data', chunk => {
    complained += chunk
  })
  const [status] = await once(child, 'close')
  return { status, said, complained }
}

test('a server is judged in one mode, its reports are signed, and their signature is checked', async () => {
  assert.equal((await cpis('key', 'key.json')).status, 0)
  const run = [
    'server',
    url,
    '--product',
    'x-sandbox',
    '--mode',
    'silent',
    '--key',
    'key.json',
    '--to',
    'out',
    '--json',
  ]
  const { status, said } = await cpis(...run)
  const counts = Object.fromEntries(
    JSON.parse(said).map(({ kit, counts }: { kit: string; counts: object }) => [kit, counts]),
  )
  const examples = casesOf(serverCases, 'fhir', 'silent').filter(({ needs }) => needs.includes('examples')).length
  assert.equal(status, 0)
  assert.equal(counts['open-cpis-server-fhir'].pass, examples)
  assert.deepEqual([counts['open-cpis-server-fhir'].fail, counts['open-cpis-server-hl7v3'].pass], [0, 0])
  const verified = await cpis('verify', 'out/open-cpis-server-fhir-silent.json', '--key', 'out/public-key.json')
  assert.match(
    verified.said,
    /^Signed \S+ by this key: x-sandbox, open-cpis-server-fhir [\d.]+, silent, \d+ of \d+ passed\.\n$/,
  )
})

test('what it cannot use is said in one line', async () => {
  fs.writeFileSync(path.join(folder, 'odd.json'), '{"live": {"url": "https://example.org", "tokens": {}}}')
  const wrong: readonly [string[], RegExp][] = [
    [
      ['server', '--product', 'x', '--subject', 'odd.json'],
      /^CONFORMANCE_SUBJECT_INVALID: The file that describes the product cannot be used \(\/live\/tokens/,
    ],
    [['explain', 'NOTHING-OF-THE-SORT'], /^CONFORMANCE_NO_SUCH_CASE: The kit has no such case \(NOTHING-OF-THE-SORT\)/],
    [['server', url, '--product', 'x', '--key', 'odd.json'], /^CONFORMANCE_KEY_INVALID: /],
    [['verify', 'odd.json', '--key', 'odd.json'], /^CONFORMANCE_REPORT_INVALID: The report cannot be read\n$/],
  ]
  const ends = await Promise.all(wrong.map(async ([words]) => cpis(...words)))
  for (const [index, { status, complained }] of ends.entries()) {
    assert.equal(status, 1)
    assert.match(complained, wrong[index]?.[1] ?? /never/)
  }
})

test('a kit is listed as the programme registers it, every case once, in words', async () => {
  const { said } = await cpis('list', '--kit', 'open-cpis-consumer-fhir')
  const { kit, version, api, cases, keys } = JSON.parse(said)
  assert.deepEqual([kit, version, api, keys.length], ['open-cpis-consumer-fhir', KIT_VERSION, 'fhir', 1])
  assert.equal(cases.length, consumerCases.filter(one => one.interface === 'fhir').length)
  const all: readonly CaseWords[] = [...serverCases, ...consumerCases, ...authorityCases]
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length)
  for (const one of all) {
    assert.match(one.clause, /(local-authority|mesh|hl7v3|fhir-api|health-side)\.md \d/, one.id)
    assert.ok(INTERFACES.includes(one.interface) && one.modes.length > 0 && one.steps.length > 0, one.id)
  }
  const firstOther = serverCases.findIndex(one => one.isSafety !== true)
  assert.ok(serverCases.slice(firstOther).every(one => one.isSafety !== true))
})
