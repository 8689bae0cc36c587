import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { type Audited, audited } from '../../../test/support/audited.ts'
import { program } from '../../cli/index.ts'
import { settingsFrom } from '../settings.ts'
import { auditVerbsOf } from './audit-verbs.ts'

let field: Audited
let folder: string
let environment: Record<string, string>
const pem = () => String(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }))

before(async () => {
  field = await audited()
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'cpis-audit-verbs-'))
  environment = {
    CPIS_PROFILE: 'test',
    CPIS_LOG_LEVEL: 'silent',
    CPIS_DATABASE_URL: field.database.url,
    CPIS_AUDIT_CHECKPOINTS: path.join(folder, 'kept'),
    CPIS_AUDIT_ORIGIN: 'cpis.example.org/audit',
    CPIS_AUDIT_SIGNING_KEY: pem(),
  }
})
after(async () => {
  process.exitCode = 0
  await field[Symbol.asyncDispose]()
  await fs.rm(folder, { recursive: true })
})

/** Runs a verb; what it says, and its exit code. */
async function run(words: string, more: Record<string, string> = {}): Promise<{ said: string; code: number }> {
  const said: string[] = []
  process.exitCode = 0
  const verbs = auditVerbsOf(
    () => settingsFrom({ ...environment, ...more }),
    line => said.push(line),
  )
  await program(verbs).parseAsync(['node', 'cpis', 'audit', ...words.split(' ')])
  const code = Number(process.exitCode)
  process.exitCode = 0
  return { said: said.join('\n'), code }
}

test('a checkpoint, a proof and its check, a witness: from the database to whoever has none', async () => {
  await field.ask()
  const { checkpoints, key } = JSON.parse((await run('checkpoint --json')).said)
  assert.deepEqual([checkpoints.length, checkpoints[0].size], [1, 1])
  const [entry] = await field.database.owner.query<{ entry_id: string }>({ text: 'select entry_id from audit.entry' })
  const file = path.join(folder, 'proof.json')
  await fs.writeFile(file, (await run(`prove ${entry?.entry_id}`)).said)
  const away = { CPIS_DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none', CPIS_AUDIT_SIGNING_KEY: '' }
  const checked = await run(`prove --check ${file} --key ${key}`, away)
  assert.match(checked.said, new RegExp(`^entry ${entry?.entry_id} was there when the checkpoint of 2\\d{3}-`))
  await fs.writeFile(path.join(folder, 'witness.pem'), pem())
  const witness = `witness --log ${folder}/kept --log-key ${key} --memory ${folder}/memory --name w.example.org`
  const seen = await run(`${witness} --key-file ${folder}/witness.pem --json`, away)
  assert.equal(JSON.parse(seen.said).size, 1)
  assert.match(JSON.parse(seen.said).cosignature, /^— w\.example\.org /)
})

test('verify says 0 as written, 1 altered, 2 not looked at', async () => {
  assert.deepEqual(await run('verify'), { said: 'as it was written: 1 links, 1 checkpoints, 0 erased', code: 0 })
  await field.database.owner.query({ text: "update audit.entry set outcome = 'NotKnown'" })
  const altered = await run('verify')
  assert.equal(altered.code, 1)
  assert.match(
    altered.said,
    /^ALTERED: 1 problems in 1 links, .*\n {2}entry-changed, chain \d+, link 1, entryId [\da-f-]{36}$/,
  )
  assert.equal(JSON.parse((await run('verify --json')).said).problems[0].kind, 'entry-changed')
  const away = await run('verify --json', { CPIS_DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' })
  assert.deepEqual(away, { said: '{"failure":"ECONNREFUSED"}', code: 2 })
  const keyless = await run('verify', { CPIS_AUDIT_SIGNING_KEY: '' })
  assert.equal(keyless.code, 2)
  assert.match(keyless.said, /^not verified: CONFIG_INVALID: .*--key/)
})

test('where nothing is set no checkpoint is taken, and an entry that is none is not proved', async () => {
  const none = { CPIS_AUDIT_CHECKPOINTS: '' }
  await assert.rejects(run('checkpoint', none), { code: 'CONFIG_INVALID' })
  await assert.rejects(run('prove 11111111-1111-4111-8111-111111111111', none), { code: 'AUDIT_ENTRY_UNPROVABLE' })
  await assert.rejects(run('prove 11111111-1111-4111-8111-111111111111'), { code: 'AUDIT_ENTRY_UNPROVABLE' })
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })
  await assert.rejects(run('checkpoint', { CPIS_AUDIT_SIGNING_KEY: String(rsa) }), { code: 'CONFIG_INVALID' })
})
