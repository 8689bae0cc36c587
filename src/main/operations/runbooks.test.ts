import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, mock, test } from 'node:test'
import { type PdsStandIn, startPdsStandIn } from '../../../stand-ins/pds/index.ts'
import { certificateAuthority } from '../../../test/support/certificates.ts'
import { testDatabase } from '../../../test/support/database.ts'
import { type CommandResult, commandsIn, runCommands } from '../../../test/support/fenced-commands.ts'
import { inventedChildren } from '../../../test/support/people.ts'
import { nhsNumber, uploader } from '../../../test/support/register.ts'
import { loadReference } from '../../care-settings/index.ts'
import { program } from '../../cli/index.ts'
import { loadRoleDirectory } from '../../identity/index.ts'
import { PROJECT_FOLDER, processKeyring, sealJson, silentLog, systemClock } from '../../platform/index.ts'
import { type Api, startApi } from '../api.ts'
import { verbsOf } from '../cli.ts'
import { failureOf } from '../command-failure.ts'
import { makeLaptopMailboxes } from '../laptop-mailboxes.ts'
import { startMesh } from '../mesh-server.ts'
import { groundOf } from '../processes.ts'
import { settingsFrom } from '../settings.ts'
import { watchOf } from './operations-deps.ts'
import { operationsRounds } from './operations-rounds.ts'

// Every command of every runbook is run, against a service of this test's own.

const FOLDER = path.join(PROJECT_FOLDER, 'docs', 'runbooks')
const names = fs.readdirSync(FOLDER).filter(name => name.endsWith('.md'))
const read = (name: string) => fs.readFileSync(path.join(FOLDER, name), 'utf8')

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'runbooks-'))
const file = (name: string, content: string) => {
  fs.writeFileSync(path.join(folder, name), content)
  return path.join(folder, name)
}
const NOTICE = '11111111-2222-4333-8444-555555555555'
const database = await testDatabase()
const [child] = inventedChildren(1)
const own: Record<string, string> = {
  CPIS_PROFILE: 'test',
  CPIS_LOG_LEVEL: 'silent',
  CPIS_DATABASE_URL: database.url,
  CPIS_LETTER_FOLDER: path.join(folder, 'letters'),
  CPIS_API_PORT: '0',
  CPIS_SPINE_PORT: '0',
  CPIS_MESH_PORT: '0',
  CPIS_HUB_MAILBOX: 'OPENCPISHUB',
  CPIS_JOURNAL_FOLDER: path.join(folder, 'journal'),
  CPIS_OWNER_URL: database.url.replace('{role}', 'postgres'),
  NHS_NUMBER: nhsNumber(1),
  ANSWER: path.join(folder, 'answer'),
  NOTICE,
  CONTACTS_FILE: file('contacts.csv', 'authority_code,role,email,confirmed_on\nX02,it,it@example.org,2026-04-01\n'),
  CERTIFICATE_FILE: file('certificate.pem', certificateAuthority().issue('cpis.example.org').certificate),
}

let pds: PdsStandIn
let api: Api
let mesh: Awaited<ReturnType<typeof startMesh>>
before(async () => {
  await loadReference(database.owner, { invented: true })
  await loadRoleDirectory(database.owner)
  pds = await startPdsStandIn({
    ...{ port: 0, profile: 'test', log: silentLog, mode: 'sandbox', clock: systemClock },
    people: child ? [child] : [],
  })
  Object.assign(own, { CPIS_PDS_URL: pds.url })
  mesh = await startMesh(settingsFrom(own))
  api = await startApi(settingsFrom(own))
  Object.assign(own, { CPIS_PUBLIC_URL: api.url, CPIS_MESH_URL: mesh.url, CPIS_CIS2_ISSUER: `${api.url}/health/live?` })
  Object.assign(process.env, own)
  await makeLaptopMailboxes(settingsFrom(own))
  await setTheScene()
})
after(async () => {
  await Promise.all([api.stop(), mesh.stop(), pds.stop()])
  await database.end()
  fs.rmSync(folder, { recursive: true })
})

/** A mailbox that is silent, a notice and messages that expired, an upload with its report. */
async function setTheScene(): Promise<void> {
  await database.owner.query({
    text: `update mesh.mailbox set created_at = created_at - interval '60 hours' where mailbox_id = 'X02CPIS1'`,
  })
  const empty = { kind: 'access', createdAt: new Date(0), accesses: [] }
  await database.owner.query({
    text: `insert into notifications.notification (notice_id, order_key, kind, authority_code, content_sealed, ordered_at, created_at,
        state, next_attempt_at, sent_at, settled_at)
      values ($1, 'k', 'access', 'X02', $2, now(), now(), 'undeliverable', now(), now(), now())`,
    values: [NOTICE, sealJson(processKeyring(), empty, `notifications.notification ${NOTICE}`)],
  })
  await uploader(database, systemClock, 'X01').upload([
    { person: { nhsNumber: nhsNumber(1) }, plans: [{ type: 'CPP', start: '2026-02-01' }] },
    { person: { nhsNumber: '9990000000' }, plans: [{ type: 'CPP', start: '2026-02-01' }] },
  ])
  const ground = groundOf('test', settingsFrom(own))
  const rounds = operationsRounds(ground, watchOf(ground), ground.pool('register'))
  for (const [, , round] of rounds) await round()
  await ground.end()
}

/** Runs a command in this process and returns what it printed. */
async function cpis(words: readonly string[]): Promise<Omit<CommandResult, 'command'>> {
  const printed: string[] = []
  const log = mock.method(console, 'log', (line: string) => printed.push(line))
  const command = program(await verbsOf())
  for (const one of [command, ...command.commands.flatMap(noun => [noun, ...noun.commands])])
    one.exitOverride().configureOutput({ writeErr: text => printed.push(text) })
  process.exitCode = undefined
  try {
    await command.parseAsync([...words], { from: 'user' })
    return { code: Number(process.exitCode ?? 0), said: printed.join('\n') }
  } catch (error) {
    return { code: 1, said: [...printed, `${failureOf(error).code}: ${failureOf(error).message}`].join('\n') }
  } finally {
    log.mock.restore()
    process.exitCode = undefined
  }
}

/** Nothing waits to be put back here, and no checkpoint is kept: these say so by their exit codes. */
const MAY_END_OTHERWISE = /^bin\/cpis (?:mailbox requeue|audit verify) /

for (const name of names.toSorted((one, other) => Number(other === 'README.md') - Number(one === 'README.md')))
  test(`the commands of ${name} do what they say`, async () => {
    await cpis(['incident', 'open', '--service', 'MESH', '--severity', '3', '--summary', `played: ${name}`])
    const [row] = await database.owner.query<{ number: number }>({
      text: 'select max(number) as number from operations.incident',
    })
    const environment = { ...process.env, ...own, INCIDENT: String(row?.number) }
    const results = await runCommands(read(name), { environment, cpis })
    assert.ok(results.length > 0, name)
    const failed = results.filter(one => one.code !== 0 && !MAY_END_OTHERWISE.test(one.command))
    assert.deepEqual(failed, [])
    for (const { command, said } of results) {
      if (command.startsWith('bin/cpis')) assert.notEqual(said, '', command)
      assert.doesNotMatch(said, /error:|undefined/i, command)
    }
  })

test('each alarm leads to a runbook, and each runbook is led to', () => {
  const index = read('README.md')
  const led = [...index.matchAll(/\]\(([a-z-]+\.md)\)/g)].map(([, name]) => name ?? '')
  assert.deepEqual([...new Set(led), 'README.md'].sort(), names.sort())
  const checks = fs.readFileSync(path.join(PROJECT_FOLDER, 'src/operations/alarms/checks.ts'), 'utf8')
  const keys = [...checks.matchAll(/key: '([a-z-]+)'/g)].map(([, key]) => key ?? '')
  assert.ok(keys.length >= 8)
  for (const key of [...keys, 'certificate-…', 'loop-…']) assert.ok(index.includes(`\`${key}\``), key)
})

test('a command stands in a block of its own, where it is run', () => {
  const inText = /(?<!\S)`bin\/cpis (?!serve |audit |message check|agent upload|db migrate|incident list)[^`]*`/
  for (const name of names) {
    const prose = read(name).replaceAll(/```sh[\s\S]*?```/g, '')
    assert.doesNotMatch(prose, inText, name)
    assert.ok(commandsIn(read(name)).length > 0, name)
  }
})
