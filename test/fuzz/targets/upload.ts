import { readNotice, readUpload, writeAcknowledgement } from '../../../src/hl7v3/index.ts'
import { calendarDate, silentLog, systemClock, systemRandomness } from '../../../src/platform/index.ts'
import { applyUpload, DEFAULT_REGISTER_SETTINGS, type RegisterDeps } from '../../../src/register/index.ts'
import type { TestDatabase } from '../../support/database.ts'
import { codeOf, type Target } from './target.ts'

/** An upload as the worker deals with it: read, applied, answered; the answer can be read. */
export function uploadTarget(database: TestDatabase): Target {
  let messages = 0
  const deps: RegisterDeps = {
    ...{ db: database.pool('register'), clock: systemClock, randomness: systemRandomness, log: silentLog },
    settings: DEFAULT_REGISTER_SETTINGS,
    findAuthorityOfMailbox: async () => ({ code: 'X01', odsCode: 'X01', name: 'Exampleshire County Council' }),
    findInPds: async numbers =>
      new Map(
        numbers.map(nhsNumber => {
          const named = { given: ['Robin'], family: 'Sample', birthDate: calendarDate('2019-02-14') }
          return [nhsNumber, { kind: 'current', person: { nhsNumber, ...named, security: 'U', versionId: '1' } }]
        }),
      ),
  }
  return {
    name: 'upload',
    taken: /^CPF0[234]/,
    grammar: 'xml',
    async attempt(input) {
      messages += 1
      const messageId = `FUZZ-${messages}`
      // The next in turn, or nothing behind the sequence number would ever be read.
      const text = input.replace('{sequence}', String(messages))
      try {
        const content = await readUpload(oneChunk(Buffer.from(text)))
        const answer = await applyUpload(deps, {
          ...{ messageId, senderMailbox: 'X01CPIS1', receivedAt: systemClock.now(), content },
        })
        await readNotice(oneChunk(Buffer.from(writeAcknowledgement(answer, systemClock.now()))))
        return `${answer.fileCode}${answer.detail ? ` ${answer.detail.code}` : ''}`
      } catch (error) {
        return codeOf(error)
      }
    },
  }
}

async function* oneChunk(body: Uint8Array): AsyncIterable<Uint8Array> {
  yield body
}
