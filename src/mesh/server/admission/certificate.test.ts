import assert from 'node:assert/strict'
import { Socket } from 'node:net'
import { test } from 'node:test'
import type { MeshServer } from '../mesh-server.ts'
import { refuseForeignCertificate } from './certificate.ts'

const secrets = { find: async (id: string) => (id === 'X01CPIS1' ? { odsCode: 'X01' } : undefined) }
const mesh = { secrets } as unknown as MeshServer

test('a connection that proved no certificate of the mailbox is refused where certificates are bound', async () => {
  await assert.rejects(refuseForeignCertificate(mesh, new Socket(), 'X01CPIS1'), {
    code: 'MESH_CERTIFICATE_OF_ANOTHER',
  })
})

test('a mailbox there is not is refused as such', async () => {
  await assert.rejects(refuseForeignCertificate(mesh, new Socket(), 'X09CPIS1'), { code: 'MESH_MAILBOX_UNMATCHED' })
})
