import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MeshAnswerError, type MeshClient } from '../../mesh/index.ts'
import { sendOnce } from './send-once.ts'

/** A MESH that says this of local ids. */
function exchange(known: Readonly<Record<string, string>>) {
  const sent: string[] = []
  const mesh = {
    async trackByLocalId(localId: string) {
      const status = known[localId]
      if (status === '300') throw new MeshAnswerError('MESH_REFUSED', { status: 300 })
      if (status === '403') throw new MeshAnswerError('MESH_FORBIDDEN', { status: 403 })
      return status && { messageId: `M-${localId}`, status }
    },
    async send({ localId }: { localId: string }) {
      sent.push(localId)
      return { messageId: `M-${localId}` }
    },
  } as unknown as MeshClient
  return { mesh, sent }
}
const SENDING = { to: 'X01CPIS1', workflowId: 'W', localId: 'N', body: 'x' }

for (const [what, known, sent, messageId] of [
  ['nothing is known of it: it is sent', {}, ['N'], 'M-N'],
  ['MESH has it: it is not sent', { N: 'accepted' }, [], 'M-N'],
  ['it was collected: it is not sent', { N: 'acknowledged' }, [], 'M-N'],
  ['only parts of it had left: it is sent anew', { N: 'uploading' }, ['N-2'], 'M-N-2'],
  ['so had the second: it is sent a third time', { N: 'uploading', 'N-2': 'error' }, ['N-3'], 'M-N-3'],
  ['only parts had left, and the repeat is there', { N: 'uploading', 'N-2': 'accepted' }, [], 'M-N-2'],
  ['MESH has several: it counts as sent', { N: '300' }, [], undefined],
] as const)
  test(what, async () => {
    const at = exchange(known)
    assert.equal(await sendOnce(at, SENDING), messageId)
    assert.deepEqual(at.sent, sent)
  })

test('what MESH refuses to tell is not sent', async () => {
  const at = exchange({ N: '403' })
  await assert.rejects(sendOnce(at, SENDING), { code: 'MESH_FORBIDDEN' })
  assert.deepEqual(at.sent, [])
})

test('what another process has taken over is not sent', async () => {
  const at = exchange({})
  const stillOurs = () => Promise.reject(new Error('taken over'))
  await assert.rejects(sendOnce({ ...at, stillOurs }, SENDING), { message: 'taken over' })
  assert.deepEqual(at.sent, [])
})
