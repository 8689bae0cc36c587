import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { MeshClient, MeshMessage } from '../../mesh/index.ts'
import { type Log, refusal, type StillOurs, silentLog } from '../../platform/index.ts'
import { type Journal, journalErrors } from '../journal/index.ts'
import { type Handler, openReceiver, type ReceiveDeps } from './receive-messages.ts'

// A mailbox in memory: what waits, in the order it came, and what was acknowledged.

let waiting = new Map<string, Partial<MeshMessage>>()
let downloaded: string[] = []
let lines: { level: string; fields: Record<string, unknown>; text: string }[] = []
let handled: string[] = []
let answers: Record<string, Handler> = {}

const mesh = {
  list: async () => [...waiting.keys()],
  download: async (messageId: string) => {
    downloaded.push(messageId)
    const message = waiting.get(messageId)
    if (message?.workflowId === 'GONE') return 'gone'
    return { messageId, kind: 'DATA', workflowId: '', body: Buffer.alloc(0), ...message }
  },
  acknowledge: async (messageId: string) => {
    waiting.delete(messageId)
  },
} as unknown as MeshClient
const note = (level: string) => (fields: Record<string, unknown>, text: string) => lines.push({ level, fields, text })
const log = { ...silentLog, error: note('error'), warn: note('warn') } as unknown as Log

beforeEach(() => {
  waiting = new Map()
  downloaded = []
  lines = []
  handled = []
  answers = {}
  stillOurs = async () => {}
})

let stillOurs: StillOurs = async () => {}
const inTurn: ReceiveDeps['inTurn'] = round => round(() => stillOurs())

function receiver(more: Pick<ReceiveDeps, 'journal'> = {}): () => Promise<boolean> {
  const handler =
    (workflow: string): Handler =>
    async (message, stillOurs) => {
      handled.push(message.messageId)
      return answers[workflow]?.(message, stillOurs) ?? 'done'
    }
  return openReceiver({ mesh, log, inTurn, ...more, handlers: { UPLOAD: handler('UPLOAD'), NEWS: handler('NEWS') } })
}
const put = (...messages: [string, string][]) => {
  for (const [id, workflowId] of messages) waiting.set(id, { workflowId })
}

test('each message goes to whoever deals with its workflow, and is acknowledged after', async () => {
  put(['1', 'UPLOAD'], ['2', 'NEWS'], ['3', 'GONE'])
  answers = {
    NEWS: async ({ messageId }) => {
      assert.ok(waiting.has(messageId))
      return 'done'
    },
  }
  waiting.set('4', { kind: 'REPORT', linkedMessageId: '0', workflowId: 'UPLOAD' })
  assert.equal(await receiver()(), true)
  assert.deepEqual(handled, ['1', '2'])
  assert.deepEqual([...waiting.keys()], ['3'], 'one that is gone needs no acknowledgement')
  assert.deepEqual(lines, [{ level: 'warn', fields: { meshMessageId: '4', about: '0' }, text: 'MESH reports' }])
})

test('one that cannot be dealt with stays, and does not hold up the others', async () => {
  put(['1', 'UPLOAD'], ['2', 'UPLOAD'])
  const fault = new Error('no database')
  answers = {
    UPLOAD: async ({ messageId }) => {
      if (messageId === '1') throw fault
      return 'done'
    },
  }
  const round = receiver()
  assert.equal(await round(), false)
  assert.deepEqual([...waiting.keys()], ['1'])
  assert.deepEqual(lines, [
    { level: 'error', fields: { err: fault, meshMessageId: '1' }, text: 'a message stays in the mailbox' },
  ])
  answers = {}
  assert.equal(await round(), true)
  assert.equal(waiting.size, 0)
})

test('after a later, the rest of its workflow waits for the next round; others do not', async () => {
  put(['1', 'NEWS'], ['2', 'NEWS'], ['3', 'UPLOAD'])
  answers = { NEWS: async () => 'later' }
  const round = receiver()
  assert.equal(await round(), false)
  assert.deepEqual(
    [handled, [...waiting.keys()]],
    [
      ['1', '3'],
      ['1', '2'],
    ],
  )
  answers = {}
  assert.equal(await round(), true)
  assert.equal(waiting.size, 0)
})

test('a workflow nobody deals with is left for MESH to report, said once and fetched once', async () => {
  put(['1', 'upload'], ['2', 'toString'])
  const round = receiver()
  await round()
  put(['3', 'UPLOAD'])
  await round()
  assert.deepEqual(downloaded, ['1', '2', '3'])
  assert.deepEqual([...waiting.keys()], ['1', '2'])
  const text = 'nobody here deals with this workflow; the message is left'
  assert.deepEqual(lines, [
    { level: 'error', fields: { meshMessageId: '1', workflowId: 'upload' }, text },
    { level: 'error', fields: { meshMessageId: '2', workflowId: 'toString' }, text },
  ])
})

test('while another process empties the mailbox nothing is fetched', async () => {
  put(['1', 'UPLOAD'])
  const round = openReceiver({ mesh, log, handlers: {}, inTurn: async () => undefined })
  assert.equal(await round(), false)
  assert.deepEqual(downloaded, [])
})

test('a round whose mailbox was taken over ends before the next message', async () => {
  put(['1', 'UPLOAD'], ['2', 'UPLOAD'])
  answers = {
    UPLOAD: async () => {
      stillOurs = () => Promise.reject(new Error('taken over'))
      return 'done'
    },
  }
  await assert.rejects(receiver()(), { message: 'taken over' })
  assert.deepEqual(handled, ['1'])
})

test('each message is in the journal before it is dealt with, once however often it is tried', async () => {
  put(['1', 'UPLOAD'], ['2', 'NEWS'], ['3', 'unknown'])
  waiting.set('4', { kind: 'REPORT', linkedMessageId: '0', workflowId: 'UPLOAD' })
  const kept: string[] = []
  const journal = {
    keep: async ({ messageId }: { messageId: string }) => void kept.push(messageId),
  } as unknown as Journal
  answers = {
    UPLOAD: async ({ messageId }) => {
      assert.ok(kept.includes(messageId))
      return 'done'
    },
    NEWS: async () => 'later',
  }
  const round = receiver({ journal })
  await round()
  await round()
  assert.deepEqual(
    [kept, [...waiting.keys()]],
    [
      ['1', '2'],
      ['2', '3'],
    ],
  )
})

test('where the journal cannot be written nothing is dealt with nor acknowledged, and the round fails', async () => {
  put(['1', 'NEWS'], ['2', 'UPLOAD'])
  const unwritable = refusal(journalErrors, 'JOURNAL_UNWRITABLE', 'ENOSPC')
  const journal = { keep: () => Promise.reject(unwritable) } as unknown as Journal
  await assert.rejects(receiver({ journal })(), { code: 'JOURNAL_UNWRITABLE' })
  assert.deepEqual([handled, [...waiting.keys()]], [[], ['1', '2']])
})
