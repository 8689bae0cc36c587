import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { HUB, LA, type TestExchange, testExchange } from '../src/mesh/exchange-for-tests.ts'
import { configurationFile, openSite, type Site } from '../src/mesh/folder-client/site-for-tests.ts'
import { PROJECT_FOLDER } from '../src/platform/index.ts'
import { testDatabase } from './support/database.ts'
import { until } from './support/until.ts'

// The commands as an authority runs them: `cpis mesh folder-client` and `cpis mesh log explain`.

let exchange: TestExchange
let site: Site
before(async () => {
  exchange = await testExchange(await testDatabase())
  exchange.setTime(new Date().toISOString())
  site = openSite(exchange.url)
  fs.writeFileSync(path.join(site.folder, 'meshclient.cfg'), configurationFile(exchange.url))
})
after(async () => {
  site.end()
  await exchange.end()
})

/** Runs a command where `meshclient.cfg` lies; what it said is complete when it has ended. */
function cpis(...words: string[]): { child: ChildProcess; said: string[] } {
  const { PATH, HOME } = process.env
  const program = path.join(PROJECT_FOLDER, 'src/main/command.ts')
  const child = spawn(process.execPath, [program, ...words], { cwd: site.folder, env: { PATH, HOME } })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => said.push(String(chunk)))
  return { child, said }
}
async function ended(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'close')) as [number | null]
  return code
}
test('sends and receives for every mailbox of meshclient.cfg until the signal file or a signal stops it', async () => {
  const { child } = cpis('mesh', 'folder-client', '--config', 'meshclient.cfg')
  const first = ended(child)
  site.put('CLI', 'by hand')
  await until('sent', () => site.names('out').length === 0 || undefined, { withinMs: 30_000 })
  assert.deepEqual(site.names('sent'), ['CLI.ctl', 'CLI.dat'])
  fs.writeFileSync(site.configuration.signalFile, '1')
  assert.equal(await first, 0)

  const again = cpis('mesh', 'folder-client', '--config', path.join(site.folder, 'meshclient.cfg')).child
  const second = ended(again)
  const inbox = path.join(site.folder, 'data', HUB, 'in')
  await until('received', () => fs.readdirSync(inbox).length === 2 || undefined, { withinMs: 30_000 })
  const shaken = () => site.log().filter(line => line.endsWith('handshake accepted')).length
  await until('both runs at work for both mailboxes', () => shaken() === 4 || undefined, { withinMs: 30_000 })
  again.kill('SIGTERM')
  assert.equal(await second, 0)
  assert.deepEqual(
    fs.readdirSync(site.configuration.workPath).filter(name => name.endsWith('.lock')),
    [],
  )
})

test('its log is explained, as text and as JSON', async () => {
  const text = cpis('mesh', 'log', 'explain', 'log/mesh.log')
  assert.equal(await ended(text.child), 0)
  assert.match(text.said.join(''), /^\d+ lines, the last of \S+ \S+\nNothing known to be wrong was found\.\n$/)
  fs.appendFileSync(path.join(site.folder, 'log/mesh.log'), `2025-01-01 00:00:00,000 ERROR [${LA}] a - ECONNREFUSED\n`)
  const json = cpis('mesh', 'log', 'explain', 'log/mesh.log', '--json')
  assert.equal(await ended(json.child), 0)
  const { findings } = JSON.parse(json.said.join('')) as { findings: { code: string }[] }
  assert.deepEqual(
    findings.map(one => one.code),
    ['NOT_RUNNING', 'CONNECTION_REFUSED'],
  )
})

test('what is wrong with meshclient.cfg, or a log that is not there, is told in one line', async () => {
  fs.writeFileSync(path.join(site.folder, 'bad.cfg'), '<MESHConfig>')
  const rows: [string[], string][] = [
    [
      ['mesh', 'folder-client', '--config', 'bad.cfg'],
      'FOLDER_CONFIGURATION_INVALID: meshclient.cfg is not usable (not well-formed XML, line 1)\n',
    ],
    [
      ['mesh', 'folder-client', '--config', 'none.cfg'],
      'FOLDER_CONFIGURATION_INVALID: meshclient.cfg is not usable (none.cfg cannot be opened)\n',
    ],
    [['mesh', 'log', 'explain', 'none.log'], 'FOLDER_LOG_UNREADABLE: The log cannot be read (ENOENT)\n'],
  ]
  for (const [words, line] of rows) {
    const { child, said } = cpis(...words)
    assert.equal(await ended(child), 1)
    assert.equal(said.join(''), line)
  }
})
