import fs from 'node:fs'
import path from 'node:path'
import { bodyOf } from '../../src/agent/fixture.ts'
import type { MeshPort } from '../../src/agent/index.ts'
import type { SubmittedUpload } from '../../src/register/index.ts'

/** A mailbox in a folder, which outlives the process that uses it; each file sent is answered with CPR06 for all. */
export function diskMailbox(folder: string, step: () => void): MeshPort {
  const at = (...names: string[]) => path.join(folder, ...names)
  for (const name of ['outbox', 'inbox']) fs.mkdirSync(at(name), { recursive: true })
  const around = async <Answer>(work: () => Answer): Promise<Answer> => {
    step()
    const answer = work()
    step()
    return answer
  }
  return {
    handshake: async () => {},
    send: ({ body, localId }) =>
      around(() => {
        const messageId = `SENT${fs.readdirSync(at('outbox')).length + 1}`
        fs.writeFileSync(at('outbox', messageId), JSON.stringify({ localId, body }))
        fs.writeFileSync(at('inbox', `ACK-${messageId}`), answerTo(JSON.parse(body)))
        return { messageId }
      }),
    list: async () => fs.readdirSync(at('inbox')),
    download: async messageId => ({
      ...{ messageId, kind: 'DATA', workflowId: 'W' },
      body: fs.readFileSync(at('inbox', messageId)),
    }),
    acknowledge: messageId => around(() => fs.rmSync(at('inbox', messageId), { force: true })),
    trackByLocalId: async localId => {
      const sent = fs.readdirSync(at('outbox')).map(name => ({ name, ...readJson(at('outbox', name)) }))
      const found = sent.find(one => one.localId === localId)
      return found && { messageId: found.name, status: 'accepted' }
    },
  }
}

/** The numbers of the files that were sent, in their order. */
export function sentSequences(folder: string): string[] {
  const outbox = path.join(folder, 'outbox')
  return fs.readdirSync(outbox).map(name => JSON.parse(readJson(path.join(outbox, name)).body).sequence)
}

function readJson(file: string): { localId: string; body: string } {
  return JSON.parse(fs.readFileSync(file, 'utf8'))
}

function answerTo({ sequence, records }: SubmittedUpload): Uint8Array {
  const acknowledgement = { sequence, processed: records.length, fileCode: 'CPF02', verdicts: [] }
  return bodyOf({ kind: 'acknowledgement', acknowledgement })
}
