import { type Mutant, rewritten } from './mutant.ts'
import type { Coming, Spoiling } from './proxy.ts'

// One row a mutant of the door for HL7 v3 queries.

const row = (id: string, caughtBy: string, what: string, spoiling: Spoiling): Mutant => ({
  ...{ id, caughtBy, what, place: 'spine', spoiling: () => spoiling },
})
const QUIET: Coming = { status: 200, headers: { 'content-type': 'text/xml' }, body: Buffer.from('<none/>') }

export const spineMutants: readonly Mutant[] = [
  row('fault-as-answer', 'H-NO-XML', 'a query nobody could read is answered as if it had been', {
    coming: one => (one.status >= 400 ? QUIET : one),
  }),
  row('uses-swapped', 'H-KNOWN', 'the office number stands under EC, the emergency number under WP', {
    coming: one =>
      rewritten(one, text =>
        text.replaceAll('use="EC"', 'use="X"').replaceAll('use="WP"', 'use="EC"').replaceAll('use="X"', 'use="WP"'),
      ),
  }),
  row('query-about-another', 'H-SILENT', 'an answer is about another number than was asked for', {
    coming: one => rewritten(one, text => text.replaceAll(/99902\d{5}/g, '9990100284')),
  }),
]
