import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { releaseNotes } from '../packaging/release-notes.ts'
import { PROJECT_FOLDER } from '../src/platform/index.ts'

// The tarball as somebody gets it: installed into an empty folder, run and imported there.

let folder = ''
const { PATH, HOME } = process.env
const environment = { PATH, HOME, npm_config_update_notifier: 'false' }

before(() => {
  // Root's PostgreSQL runs as another user, who must be able to come here.
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'package-'))
  fs.chmodSync(folder, 0o711)
  const packed = execFileSync('bin/pack', { cwd: PROJECT_FOLDER, encoding: 'utf8', env: { ...environment } })
  fs.writeFileSync(path.join(folder, 'package.json'), '{"private": true, "type": "module"}')
  const options = ['--ignore-scripts', '--no-fund', '--no-audit', '--prefer-offline', '--loglevel=error']
  execFileSync('npm', ['install', ...options, packed.trim()], { cwd: folder, env: environment, stdio: 'pipe' })
})
after(() => fs.rmSync(folder, { recursive: true, force: true }))

function run(command: string, ...args: string[]): { code: number | null; out: string; error: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, env: environment, encoding: 'utf8' })
  return { code: status, out: stdout, error: stderr }
}
const cpis = (...args: string[]) => run('node_modules/.bin/cpis', ...args)

test('the command says what it can do, makes a message, checks it, and refuses what is none', () => {
  assert.match(cpis('--help').out, /^Usage: cpis /)
  const sample = cpis('message', 'sample', '--type', '02', '--out', 'samples')
  assert.equal(sample.code, 0, sample.error)
  const [name = ''] = fs.readdirSync(path.join(folder, 'samples'))
  assert.equal(cpis('message', 'check', path.join('samples', name)).code, 0)
  fs.writeFileSync(path.join(folder, 'none.xml'), '<none/>')
  assert.equal(cpis('message', 'check', 'none.xml').code, 1)
})

test('the laptop tells its story from the package alone', () => {
  const { code, out, error } = run('node_modules/.bin/cpis-laptop', '--story-only')
  assert.equal(code, 0, error + out)
})

test('each door is imported by its name, with types, and does nothing by that', () => {
  for (const door of ['nhs-number', 'mesh', 'hl7v3']) {
    const program = `const door = await import('open-cpis/${door}'); console.log(Object.keys(door).length > 0)`
    assert.deepEqual(run(process.execPath, '--input-type=module', '-e', program), { code: 0, out: 'true\n', error: '' })
    assert.ok(fs.existsSync(path.join(folder, 'node_modules/open-cpis', door, 'README.md')))
  }
  const program = `import { type NhsNumber, readTypedNhsNumber } from 'open-cpis/nhs-number'
    import { openMeshClient } from 'open-cpis/mesh'
    export const number: NhsNumber | undefined = readTypedNhsNumber('999 000 0018')
    export const open: typeof openMeshClient = openMeshClient`
  fs.writeFileSync(path.join(folder, 'program.ts'), program)
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2024']
  const types = ['--types', 'node', '--typeRoots', path.join(PROJECT_FOLDER, 'node_modules/@types')]
  const checked = run(path.join(PROJECT_FOLDER, 'node_modules/.bin/tsc'), ...options, ...types, 'program.ts')
  assert.deepEqual(checked, { code: 0, out: '', error: '' })
})

test('it brings its release notes and its bill of materials', () => {
  const inside = (name: string) => fs.readFileSync(path.join(folder, 'node_modules/open-cpis', name), 'utf8')
  assert.match(inside('RELEASE-NOTES.md'), /What to do/)
  assert.equal((JSON.parse(inside('sbom.cdx.json')) as { bomFormat: string }).bomFormat, 'CycloneDX')
  assert.throws(() => releaseNotes('## 0.1.0 - unreleased\n\nText', '9.9.9'), {
    message: 'CHANGELOG.md has no section 9.9.9',
  })
})

test('what is not offered cannot be imported, and no test goes along, and no source but what migrations are known by', () => {
  const reached = run(process.execPath, '--input-type=module', '-e', "await import('open-cpis/src/main/api.js')")
  assert.match(reached.error, /ERR_PACKAGE_PATH_NOT_EXPORTED/)
  const names = fs.readdirSync(path.join(folder, 'node_modules/open-cpis'), { recursive: true, encoding: 'utf8' })
  assert.deepEqual(
    names.filter(
      name => /\.(test|nightly)\.|(?<!\.d)\.ts$/.test(name) && !/^db\/migrations\/\d{4}-[^/]+\.ts$/.test(name),
    ),
    [],
  )
})
