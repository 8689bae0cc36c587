import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { openPoolAsNamed, silentLog } from '../platform/index.ts'
import { prepareLaptop, removeCluster } from './laptop.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'laptop-'))
fs.chmodSync(folder, 0o711)
process.env['CPIS_DATA'] = folder
after(async () => {
  await removeCluster('tried', silentLog)
  fs.rmSync(folder, { recursive: true })
})

test('a start begins anew, but never under the feet of a laptop that runs', async () => {
  const { postgres } = await prepareLaptop('cpis', 'tried', silentLog)
  const running = openPoolAsNamed(postgres.url('cpis_migrator', 'cpis'), { connections: 1, log: silentLog })
  await running.query({ text: 'create table platform.kept ()' })
  await assert.rejects(prepareLaptop('cpis', 'tried', silentLog), {
    code: 'LAPTOP_ALREADY_RUNS',
    message: 'The service already runs on this machine (stop it first, or set CPIS_DATA to another folder)',
  })
  assert.deepEqual(await running.query({ text: 'select * from platform.kept' }), [])
  await running.end()
  await prepareLaptop('cpis', 'tried', silentLog)
  const anew = openPoolAsNamed(postgres.url('cpis_migrator', 'cpis'), { connections: 1, log: silentLog })
  await assert.rejects(anew.query({ text: 'select * from platform.kept' }), { code: '42P01' })
  await anew.end()
})
