import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

// Known flaws of the packages that run in production, as npm's registry knows them. High and critical ones fail, unless
// an exception that has not run out says why (trust.md T-55: mended within 14 days).

export type Exception = { readonly advisory: string; readonly why: string; readonly until: string }
type Advisory = { readonly source?: number; readonly title?: string; readonly url?: string; readonly severity: string }
/** What `npm audit --json` answers, as far as it is read. */
export type AuditReport = {
  readonly vulnerabilities?: Readonly<Record<string, { readonly via: readonly (Advisory | string)[] }>>
  readonly message?: string
}

/** A flaw that counts: which package, which advisory, how grave, what it is. */
export type Flaw = {
  readonly package: string
  readonly advisory: string
  readonly severity: string
  readonly title: string
}

const GRAVE = new Set(['high', 'critical'])

/** The grave flaws of a report that no exception covers on that day, `YYYY-MM-DD`. Throws when the report is none. */
export function graveFlaws(report: AuditReport, exceptions: readonly Exception[], today: string): Flaw[] {
  if (report.vulnerabilities === undefined)
    throw new Error(`not checked: ${report.message ?? 'the registry gave no report'}`)
  const covered = new Set(exceptions.filter(({ until }) => until >= today).map(({ advisory }) => advisory))
  return Object.entries(report.vulnerabilities)
    .flatMap(([name, { via }]) => via.flatMap(one => (typeof one === 'string' ? [] : [flawOf(name, one)])))
    .filter(({ severity, advisory }) => GRAVE.has(severity) && !covered.has(advisory))
}

function flawOf(name: string, { url = '', source = 0, severity, title = '' }: Advisory): Flaw {
  return { package: name, advisory: url.split('/').at(-1) || String(source), severity, title }
}

/** The exceptions in force or not, as written in `flaw-exceptions.json`. */
export function readExceptions(): Exception[] {
  return JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'flaw-exceptions.json'), 'utf8'))
}

function askRegistry(): AuditReport {
  try {
    return JSON.parse(
      execFileSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    )
  } catch (error) {
    // npm ends with 1 when there are flaws, and its report stands on standard output all the same.
    return JSON.parse((error as { stdout?: string }).stdout || '{"message": "npm gave no answer"}')
  }
}

function main(): void {
  try {
    const flaws = graveFlaws(askRegistry(), readExceptions(), new Date().toISOString().slice(0, 10))
    for (const flaw of flaws) console.log(`${flaw.severity}: ${flaw.package} ${flaw.advisory} ${flaw.title}`)
    console.log(`${flaws.length} grave flaws without an exception`)
    if (flaws.length > 0) process.exitCode = 1
  } catch (error) {
    console.log((error as Error).message)
    process.exitCode = 2
  }
}

if (process.argv[1] === import.meta.filename) main()
