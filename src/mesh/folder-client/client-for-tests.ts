import fs from 'node:fs'
import { silentLog } from '../../platform/index.ts'
import { type MeshClientConfiguration, readMeshClientConfiguration } from './configuration.ts'
import { depsOf } from './site-for-tests.ts'
import { startFolderClient } from './start.ts'

// A folder client in a process of its own, for `kill-the-client.test.ts`: ends itself, as `kill -9` would, at the n-th
// step of that name. Arguments: configuration file, its folder, step, n.

const [, , file = '', folder = '', killAt = '', nth = '1'] = process.argv
const whole = readMeshClientConfiguration(fs.readFileSync(file), folder)
const configuration: MeshClientConfiguration = {
  ...whole,
  mailboxes: whole.mailboxes.slice(0, 1),
  pollPeriodMs: 30,
}
let seen = 0

/** The trace names each step when it is done. */
function killAtStep(fields: unknown): void {
  if ((fields as { step?: string }).step === killAt) seen += 1
  if (seen === Number(nth)) process.kill(process.pid, 'SIGKILL')
}

startFolderClient({ ...depsOf(configuration), log: { ...silentLog, debug: killAtStep as typeof silentLog.debug } })
