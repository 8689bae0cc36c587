import { type Answering, answerInTransactions, answerTogether } from '../../src/lookup/index.ts'
import type { Database } from '../../src/platform/index.ts'

/** The ways a look-up is put to PostgreSQL: the same tests hold for each. */
export const LOOK_UP_FORMS: Readonly<Record<string, (db: Database) => Answering>> = {
  'by one statement, with others': db => answerTogether(db, db),
  'by a transaction of separate statements': answerInTransactions,
}
