import { expect, expectSame } from '../case.ts'
import { type ConsumerCase, shownCase } from './cases.ts'
import type { Consumer, HeardQuery } from './hub.ts'
import { tasksOf } from './tasks.ts'

// How a product asks over HL7 v3, and what it shows (hl7v3.md 4.3, 4.7, 9, 11).

const asked = ({ queries }: Consumer, { number }: { readonly number: string }) =>
  queries.filter(one => one.number === number).length

type Rule = Pick<ConsumerCase, 'id' | 'clause' | 'title' | 'purpose' | 'expected' | 'modes'> & {
  readonly isSafety?: true
  readonly judge: (queries: readonly HeardQuery[]) => void
}

const ruleCase = ({ judge, ...rule }: Rule): ConsumerCase => ({
  ...rule,
  ...{ interface: 'hl7v3', needs: ['queries', 'shown'], steps: ['Do all tasks', 'Read every query the hub heard'] },
  async judge({ queries }, note) {
    note(`${queries.length} queries`)
    expect(queries.length > 0, 'the hub was never asked')
    judge(queries)
  },
})

const BOTH = ['standard', 'silent'] as const
const RULES: readonly Rule[] = [
  {
    ...{ id: 'Q-SILENT', clause: 'hl7v3.md 11', modes: ['silent'], isSafety: true },
    title: 'In silent mode every query says so',
    purpose: 'One query that does not tells the authority that somebody looked, in a setting that must not.',
    expected: 'accessEventType false in every query',
    judge: queries =>
      expect(
        queries.every(one => one.unscheduled === false),
        'a query does not say that it is silent',
      ),
  },
  {
    ...{ id: 'Q-STANDARD', clause: 'hl7v3.md 11', modes: ['standard'], isSafety: true },
    title: 'In standard mode no query says that it is silent',
    purpose: 'A social worker who is not told does not know that the child was in an emergency department.',
    expected: 'accessEventType true, or none, in every query',
    judge: queries =>
      expect(
        queries.every(one => one.unscheduled !== false),
        'a query says that it is silent',
      ),
  },
  {
    ...{ id: 'Q-FORM', clause: 'hl7v3.md 4.3, 9.1', modes: BOTH },
    title: 'Every query is as the specification has it',
    purpose: 'What one reader forgives the next refuses, and nobody sees the alert.',
    expected: 'No deviation',
    judge: queries =>
      expectSame(
        queries.flatMap(one => one.deviations),
        [],
        'the deviations',
      ),
  },
  {
    ...{ id: 'Q-MESSAGE-ID', clause: 'hl7v3.md 6.1', modes: BOTH },
    title: 'Every query has a message id of its own',
    purpose: 'An answer is laid on its question by it; two under one id may show one child as another.',
    expected: 'As many ids as queries',
    judge: queries => expectSame(new Set(queries.map(one => one.messageId)).size, queries.length, 'the number of ids'),
  },
]

/** What a product that asks over HL7 v3 must do. */
export const spineConsumerCases: readonly ConsumerCase[] = [
  ...tasksOf('hl7v3').map(shownCase({ interface: 'hl7v3', prefix: 'Q', asked })),
  ...RULES.map(ruleCase),
]
