import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { notesOf } from './release-notes.ts'

// Makes the package open-cpis: compiled JavaScript with types, laid out as the sources are, and everything read at run
// time beside it. Prints the tarball's path.

const ROOT = path.resolve(import.meta.dirname, '..')
const OUT = path.join(ROOT, 'build', 'package')

/** What others may want alone: the name after `open-cpis/`, and the module behind it. */
const DOORS = {
  mesh: 'src/mesh/index',
  hl7v3: 'src/hl7v3/index',
  'nhs-number': 'src/demographics/nhs-number',
} as const

const COMMANDS = {
  cpis: 'src/main/command.js',
  'cpis-laptop': 'src/main/all-in-one.js',
} as const

type Project = Record<
  'version' | 'description' | 'license' | 'engines' | 'dependencies' | 'optionalDependencies',
  unknown
>

const run = (command: string, args: string[], cwd = ROOT) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

function compile(): void {
  fs.rmSync(OUT, { recursive: true, force: true })
  run(path.join(ROOT, 'node_modules/.bin/tsc'), ['-p', 'packaging'])
}

/** Pages, style, reference data, migrations: all that is read from beside the code. */
function copyData(): void {
  // A migration is known by the fingerprint of its source, which comes along beside what was compiled from it.
  const isMigration = (file: string) => path.basename(path.dirname(file)) === 'migrations'
  const isData = (file: string) => fs.statSync(file).isDirectory() || isMigration(file) || !/\.(ts|p12)$/.test(file)
  for (const folder of ['src', 'stand-ins', 'db', 'docs/reference/openapi/examples']) {
    fs.cpSync(path.join(ROOT, folder), path.join(OUT, folder), { recursive: true, filter: isData })
  }
  for (const file of ['README.md', 'CHANGELOG.md', 'LICENSE', 'SECURITY.md']) {
    fs.copyFileSync(path.join(ROOT, file), path.join(OUT, file))
  }
  for (const name of Object.keys(DOORS)) {
    fs.mkdirSync(path.join(OUT, name), { recursive: true })
    fs.copyFileSync(path.join(ROOT, 'packaging/readmes', `${name}.md`), path.join(OUT, name, 'README.md'))
  }
}

function writeCommands(): void {
  fs.mkdirSync(path.join(OUT, 'bin'))
  for (const [name, target] of Object.entries(COMMANDS)) {
    const file = path.join(OUT, 'bin', `${name}.js`)
    fs.writeFileSync(file, `#!/usr/bin/env node\nimport '../${target}'\n`, { mode: 0o755 })
  }
}

function writeManifest(): void {
  const project = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Project
  const { version, description, license, engines, dependencies, optionalDependencies } = project
  const exports = Object.fromEntries(
    Object.entries(DOORS).map(([name, file]) => [`./${name}`, { types: `./${file}.d.ts`, default: `./${file}.js` }]),
  )
  const manifest = {
    name: 'open-cpis',
    version,
    description,
    license,
    type: 'module',
    engines,
    sideEffects: false,
    bin: Object.fromEntries(Object.keys(COMMANDS).map(name => [name, `bin/${name}.js`])),
    exports: { ...exports, './package.json': './package.json' },
    dependencies,
    optionalDependencies,
  }
  fs.writeFileSync(path.join(OUT, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

/** The bill of materials, what is for development only marked as such. (npm leaves out too much when told to omit it.) */
function writeBill(): void {
  const bill = run('npm', ['sbom', '--sbom-format', 'cyclonedx', '--loglevel=error'])
  fs.writeFileSync(path.join(OUT, 'sbom.cdx.json'), bill)
}

compile()
copyData()
writeCommands()
writeManifest()
writeBill()
fs.writeFileSync(path.join(OUT, 'RELEASE-NOTES.md'), notesOf(ROOT))
const tarball = run('npm', ['pack', '--silent', '--pack-destination', path.dirname(OUT)], OUT).trim()
console.log(path.join(path.dirname(OUT), tarball))
