import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { type AuditReport, graveFlaws, readExceptions } from '../packaging/flaws.ts'
import { PROJECT_FOLDER } from '../src/platform/index.ts'

// What the project is made of: exact versions from the registry, licences that let it be free, no grave flaw without an
// exception that runs out, and no secret in any file.

type Locked = {
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  readonly resolved?: string
  readonly integrity?: string
  readonly inBundle?: boolean
}
const read = (file: string) => fs.readFileSync(path.join(PROJECT_FOLDER, file), 'utf8')
const project = JSON.parse(read('package.json')) as Record<string, Record<string, string>>
const { '': _root, ...locked } = (JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> })
  .packages
const inProduction = Object.entries(locked).filter(([, { dev }]) => !dev)

/** Licences that let everybody use, change and pass on what contains them. */
const FREE = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'PSF-2.0',
  '0BSD',
  'PostgreSQL',
])
/** Packages that do not say it in their manifest; their LICENSE file was read. */
const READ_BY_HAND: Readonly<Record<string, string>> = { 'node_modules/png-js': 'MIT' }

test('every version is exact, and comes from the registry with its hash', () => {
  for (const group of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    for (const [name, version] of Object.entries(project[group] ?? {}))
      assert.match(version, /^\d+\.\d+\.\d+[\w.-]*$/, name)
  }
  const strange = Object.entries(locked).filter(
    ([, { integrity, resolved, inBundle }]) => resolved !== undefined || (!integrity && !inBundle),
  )
  assert.deepEqual(strange, [])
})

test('every runtime package is free software', () => {
  const others = inProduction.filter(([name, { license }]) => !FREE.has(license ?? READ_BY_HAND[name] ?? 'none'))
  assert.deepEqual(others, [])
})

test('every runtime dependency has its line in the decisions', () => {
  const decisions = fs
    .readdirSync(path.join(PROJECT_FOLDER, 'docs/decisions'))
    .map(name => read(`docs/decisions/${name}`))
    .join('\n')
  assert.deepEqual(
    Object.keys(project['dependencies'] ?? {}).filter(name => !decisions.includes(name)),
    [],
  )
})

test('the bill of materials names every runtime dependency with its version', () => {
  const text = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
    cwd: PROJECT_FOLDER,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const { components } = JSON.parse(text) as { components: { name: string; group?: string; version: string }[] }
  const listed = new Set(components.map(({ name, group, version }) => `${group ? `${group}/` : ''}${name}@${version}`))
  const wanted = Object.entries(project['dependencies'] ?? {}).map(([name, version]) => `${name}@${version}`)
  assert.deepEqual(
    wanted.filter(name => !listed.has(name)),
    [],
  )
})

const report: AuditReport = {
  vulnerabilities: {
    lamp: {
      via: [{ url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc', severity: 'high', title: 'Falls over' }],
    },
    shade: { via: ['lamp'] },
    bulb: { via: [{ source: 7, severity: 'moderate', title: 'Flickers' }] },
  },
}

test('a grave flaw counts until an exception covers it, and again when that has run out', () => {
  const flaw = { package: 'lamp', advisory: 'GHSA-aaaa-bbbb-cccc', severity: 'high', title: 'Falls over' }
  assert.deepEqual(graveFlaws(report, [], '2026-11-22'), [flaw])
  const exception = { advisory: flaw.advisory, why: 'not reached by us', until: '2026-12-06' }
  assert.deepEqual(graveFlaws(report, [exception], '2026-12-06'), [])
  assert.deepEqual(graveFlaws(report, [exception], '2026-12-07'), [flaw])
})

test('a registry that says nothing is not a clean bill', () => {
  assert.throws(() => graveFlaws({ message: '405 Method Not Allowed' }, [], '2026-11-22'), {
    message: 'not checked: 405 Method Not Allowed',
  })
})

test('every exception says why, and none is for longer than a quarter', () => {
  const most = new Date(Date.now() + 92 * 86_400_000).toISOString().slice(0, 10)
  for (const { why, until } of readExceptions()) assert.ok(why.length > 10 && until <= most, until)
})

/** What a secret looks like: keys and tokens of the usual makers, and private keys. */
const SECRETS = [
  /-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY-----\s*\n[A-Za-z0-9+/=\s]{100}/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36}\b/,
  /\bxox[baprs]-[0-9A-Za-z-]{20,}/,
  /\bnpm_[A-Za-z0-9]{36}\b/,
  /\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}/,
]

test('no file of the project holds a secret', () => {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: PROJECT_FOLDER, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean)
  assert.ok(files.length > 500)
  const found = files.filter(file => SECRETS.some(secret => secret.test(read(file))))
  assert.deepEqual(found, [])
})
