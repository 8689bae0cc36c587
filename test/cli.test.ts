import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, describe, test } from 'node:test'
import { readNotice, readUpload } from '../src/hl7v3/index.ts'
import { PROJECT_FOLDER } from '../src/platform/index.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cli-'))
fs.chmodSync(folder, 0o711)
after(() => fs.rmSync(folder, { recursive: true }))

type Ended = { readonly code: number | null; readonly said: string; readonly complained: string }

/** Runs the command as an operator does, from another folder, with nothing of ours in its environment but `more`. */
function cpis(words: string, more: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const { PATH, HOME } = process.env
  const environment = { PATH, HOME, CPIS_DATA: path.join(folder, 'data'), ...more }
  const child = spawn(path.join(PROJECT_FOLDER, 'bin/cpis'), words.split(' '), { cwd: folder, env: environment })
  const out: string[] = []
  const err: string[] = []
  child.stdout.on('data', chunk => out.push(String(chunk)))
  child.stderr.on('data', chunk => err.push(String(chunk)))
  return new Promise(resolve =>
    child.on('close', code => resolve({ code, said: out.join(''), complained: err.join('') })),
  )
}

const refused = (line: string): Ended => ({ code: 1, said: '', complained: `${line}\n` })

describe('the command', { concurrency: 2 }, () => {
  test('names its nouns and ends with 0 when asked for help', async () => {
    const { code, said, complained } = await cpis('--help')
    assert.deepEqual([code, complained], [0, ''])
    for (const noun of ['serve', 'agent', 'message', 'db', 'docs']) assert.match(said, new RegExp(`^ {2}${noun} `, 'm'))
  })

  test('refuses a noun, a verb and an argument it does not know, and shows what there is', async () => {
    const rows = [
      ['xyzzy', "error: unknown command 'xyzzy'", 'Usage: cpis [options] [command]'],
      ['db xyzzy', "error: unknown command 'xyzzy'", 'Usage: cpis db [options] [command]'],
      ['db shape --xyzzy', "error: unknown option '--xyzzy'", 'Usage: cpis db shape [options]'],
    ]
    for (const [words = '', first, usage] of rows) {
      const { code, said, complained } = await cpis(words)
      const lines = complained.split('\n')
      assert.deepEqual([code, said, lines[0], lines[2]], [1, '', first, usage])
    }
  })

  test('names an option that is missing or odd', async () => {
    const missing = await cpis('agent upload --config x')
    assert.deepEqual(
      [missing.code, missing.complained.split('\n')[0]],
      [1, "error: required option '--extract <file>' not specified"],
    )
    const odd = await cpis('message sample --type 01 --out x --count 0')
    assert.deepEqual(
      [odd.code, odd.complained.split('\n')[0]],
      [1, "error: option '--count <n>' argument '0' is invalid. must be a whole number from 1 to 1000000"],
    )
  })

  for (const type of ['01', '02', '05', '06']) {
    test(`message sample writes messages of type ${type} that can be read`, async () => {
      const { code, said, complained } = await cpis(`message sample --type ${type} --count 2 --seed 7 --out ${type}`)
      assert.deepEqual([code, said, complained], [0, `2 messages of type ${type} written to ${type}\n`, ''])
      const names = fs.readdirSync(path.join(folder, type))
      assert.equal(names.length, 2)
      for (const name of names) assert.equal(await kindOf(type, path.join(folder, type, name)), KINDS[type])
    })
  }

  test('message sample knows the six messages', async () => {
    assert.deepEqual(
      await cpis('message sample --type 07 --out x'),
      refused('MESSAGE_TYPE_UNSUPPORTED: There are no samples of this message type; there are 01, 02, 03, 04, 05, 06'),
    )
  })

  test('a folder that cannot be made is told in one line', async () => {
    fs.writeFileSync(path.join(folder, 'file'), '')
    const { code, complained } = await cpis('message sample --type 01 --out file/x')
    assert.equal(code, 1)
    assert.match(
      complained,
      /^COMMAND_SYSTEM_REFUSED: The operating system refused something the command needs \(ENOTDIR: [^\n]*\)\n$/,
    )
  })

  test('db shape prints what db/shape.json holds', async () => {
    const { code, said, complained } = await cpis('db shape')
    assert.deepEqual([code, complained], [0, ''])
    assert.equal(said, fs.readFileSync(path.join(PROJECT_FOLDER, 'db/shape.json'), 'utf8'))
  })

  test('db migrate of a database that is away', async () => {
    assert.deepEqual(
      await cpis('db migrate --owner-url postgresql://x@127.0.0.1:9/x'),
      refused('DATABASE_UNAVAILABLE: The database cannot be reached (ECONNREFUSED)'),
    )
  })

  test('a role with a wrong setting names the variable and not its value, and does not start', async () => {
    const wrong = { CPIS_PROFILE: 'laptop', CPIS_API_PORT: 'secret-4711', CPIS_STATUS_API_KEY: 'secret' }
    const line =
      'CONFIG_INVALID: The configuration is not usable (CPIS_API_PORT must be a whole number from 0 to 65535: ' +
      'port of the API; CPIS_STATUS_API_KEY must have at least 8 characters: the key that opens _status)'
    assert.deepEqual(await cpis('serve api', wrong), refused(line))
  })

  test('a role by itself needs a database with an address', async () => {
    const line =
      'CONFIG_INVALID: The configuration is not usable (CPIS_DATABASE_URL must name a PostgreSQL here; ' +
      'embedded is what bin/start makes for itself)'
    assert.deepEqual(await cpis('serve mesh', { CPIS_PROFILE: 'laptop' }), refused(line))
  })

  test('a role is in production unless told otherwise: no laptop secret stands in for a forgotten one', async () => {
    const { code, complained } = await cpis('serve mesh', { CPIS_DATABASE_URL: 'postgresql://x@127.0.0.1:9/x' })
    assert.equal(code, 1)
    assert.match(complained, /CPIS_MESH_SHARED_KEY is not set: the shared secret of MESH in this environment/)
  })

  test('agent upload with a configuration that is missing, no JSON, or lacks parts', async () => {
    const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text)
    write('no.json', 'no JSON')
    write('empty.json', '{}')
    const begin = "AGENT_CONFIGURATION_INVALID: The agent's configuration file is not usable"
    const upload = (config: string) => cpis(`agent upload --config ${config} --extract x.csv`)
    assert.deepEqual(await upload('missing.json'), refused(`${begin} (missing.json cannot be opened)`))
    assert.deepEqual(await upload('no.json'), refused(`${begin} (no.json is not JSON)`))
    const parts = 'authority is missing; mesh is missing; extract is missing'
    assert.deepEqual(await upload('empty.json'), refused(`${begin} (${parts})`))
  })
})

const KINDS: Record<string, string> = {
  '01': 'upload',
  '02': 'acknowledgement',
  '05': 'access',
  '06': 'inactive-number',
}

async function kindOf(type: string, file: string): Promise<string> {
  const bytes = fs.createReadStream(file)
  return (await (type === '01' ? readUpload(bytes) : readNotice(bytes))).kind
}
