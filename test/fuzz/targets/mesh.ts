import { HUB, LA, PASSWORD, SHARED_KEY, testExchange } from '../../../src/mesh/exchange-for-tests.ts'
import { compactMinute } from '../../../src/mesh/timestamps.ts'
import { signToken } from '../../../src/mesh/token.ts'
import { systemRandomness } from '../../../src/platform/index.ts'
import type { TestDatabase } from '../../support/database.ts'
import { assertNoFault, hangUp, sendKept, type Target } from './target.ts'

/** The message exchange, asked as a mailbox with a token that is good. */
export async function openMeshTarget(database: TestDatabase): Promise<{ target: Target; end(): Promise<void> }> {
  const exchange = await testExchange({ ...database, pool: () => database.pool('mesh'), end: async () => {} })
  const { clock } = exchange.deps
  const token = (mailboxId: string) =>
    signToken(
      { mailboxId, nonce: systemRandomness.uuid(), nonceCount: '0', timestamp: compactMinute(clock.now()) },
      { sharedKey: SHARED_KEY, password: PASSWORD },
    )
  const target: Target = {
    name: 'mesh',
    taken: /^2|^4(?:04|17)/,
    grammar: 'lines',
    async attempt(input) {
      const kept = input.replaceAll('{la}', LA).replaceAll('{hub}', HUB)
      const signed = kept.replaceAll('{la-token}', () => token(LA)).replaceAll('{hub-token}', () => token(HUB))
      const answer = await sendKept(exchange.url, signed)
      if (answer === undefined) return 'no HTTP'
      assertNoFault(answer)
      return String(answer.status)
    },
  }
  return {
    target,
    async end() {
      hangUp()
      await exchange.end()
    },
  }
}
