import assert from 'node:assert/strict'
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import { test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { isDatabaseFault, openPool, silentLog } from './index.ts'

test('a server that falls silent without closing: a fault in time, and its connection is not used again', async () => {
  const database = await testDatabase()
  const { searchParams, pathname } = new URL(database.url.replace('{role}@/', 'socket/'))
  const socket = `${searchParams.get('host')}/.s.PGSQL.${searchParams.get('port')}`
  let isSilent = false
  const proxy = net.createServer(client => {
    const server = net.connect(socket)
    const pass = (to: net.Socket) => (bytes: Buffer) => {
      if (!isSilent) to.write(bytes)
    }
    client
      .on('data', pass(server))
      .on('error', () => {})
      .on('close', () => server.destroy())
    server.on('data', pass(client)).on('error', () => {})
  })
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  const through = `postgresql://{role}@127.0.0.1:${(proxy.address() as AddressInfo).port}${pathname}`
  const db = openPool('lookup', { databaseUrl: through, connections: 1, statementTimeoutMs: 100, log: silentLog })
  const ask = () => db.query({ text: 'select 1 as one' })
  try {
    assert.deepEqual(await ask(), [{ one: 1 }])
    isSilent = true
    await assert.rejects(ask(), isDatabaseFault)
    isSilent = false
    assert.deepEqual(await ask(), [{ one: 1 }])
  } finally {
    await db.end()
    proxy.close()
    await database.end()
  }
})
