import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { processEnvironment } from '../../../src/platform/index.ts'

const run = promisify(execFile)

/** Where Debian puts it; else it is looked for on the path. */
const DEBIAN = '/usr/lib/postgresql'

/** PostgreSQL's own load generator where it is installed; `undefined` where it is not. */
export async function findPgbench(): Promise<string | undefined> {
  const versions = fs.existsSync(DEBIAN) ? fs.readdirSync(DEBIAN).sort().reverse() : []
  for (const program of [...versions.map(version => path.join(DEBIAN, version, 'bin', 'pgbench')), 'pgbench']) {
    const isThere = await run(program, ['--version']).then(
      () => true,
      () => false,
    )
    if (isThere) return program
  }
  return undefined
}

export type Script = {
  /** `postgresql://login@/database?host=...`, the login filled in; `role` is what it acts as. */
  readonly url: string
  readonly role: string
  readonly file: string
  readonly clients: number
  readonly seconds: number
}

/** Runs a script with prepared statements, planned once as the service's own pools do; transactions a second. */
export async function runPgbench(program: string, { url, role, file, clients, seconds }: Script): Promise<number> {
  const whole = String(Math.max(1, Math.round(seconds)))
  const options = ['-n', '-M', 'prepared', '-c', String(clients), '-j', '2', '-T', whole, '-f', file]
  const { stdout } = await run(program, [...options, url], {
    env: { ...processEnvironment, PGOPTIONS: `-c plan_cache_mode=force_generic_plan -c role=${role}` },
  })
  const perSecond = /^tps = ([\d.]+)/m.exec(stdout)?.[1]
  if (perSecond === undefined || !/number of failed transactions: 0 |number of transactions actually/.test(stdout))
    throw new Error(`pgbench said: ${stdout}`)
  return Number(perSecond)
}
