import type { CalendarDate, Database } from '../../platform/index.ts'
import { withoutNulls } from '../watch/store.ts'

/** A letter to everybody in the contact group of an authority. */
export type Letter = {
  readonly letterId: string
  readonly caseId: string
  readonly day: CalendarDate
  readonly mailboxId: string
  /** E-mail addresses; none when there is nobody to write to. */
  readonly recipients: readonly string[]
  readonly subject: string
  readonly body: string
  readonly writtenAt: Date
  readonly deliveredAt?: Date
  readonly deliveredAs?: string
}

const LETTER = `letter_id as "letterId", case_id as "caseId", day, mailbox_id as "mailboxId", recipients, subject, body,
  written_at as "writtenAt", delivered_at as "deliveredAt", delivered_as as "deliveredAs"`

/** Keeps letters; one a day for each case. */
export async function keepLetters(db: Database, letters: readonly Letter[]): Promise<void> {
  if (letters.length === 0) return
  await db.query({
    name: 'operations-keep-letters',
    text: `insert into operations.letter (letter_id, case_id, day, mailbox_id, recipients, subject, body, written_at)
      select l."letterId", l."caseId", l.day, l."mailboxId", l.recipients, l.subject, l.body, l."writtenAt"
      from jsonb_to_recordset($1::jsonb) as l ("letterId" uuid, "caseId" uuid, day date, "mailboxId" text,
        recipients text[], subject text, body text, "writtenAt" timestamptz)
      on conflict (case_id, day) do nothing`,
    values: [JSON.stringify(letters)],
  })
}

/** Letters with somebody to go to that have not left yet, oldest first. */
export function lettersToDeliver(db: Database, limit: number): Promise<Letter[]> {
  return withoutNulls<Letter>(
    db.query({
      name: 'operations-letters-to-deliver',
      text: `select ${LETTER} from operations.letter where delivered_at is null and recipients <> '{}'
        order by written_at, letter_id limit $1`,
      values: [limit],
    }),
  )
}

export async function keepDelivered(db: Database, letter: Letter, at: Date, as: string): Promise<void> {
  await db.query({
    name: 'operations-keep-delivered',
    text: `update operations.letter set delivered_at = $2, delivered_as = $3
      where letter_id = $1 and delivered_at is null`,
    values: [letter.letterId, at, as],
  })
}

/** The newest letter about a mailbox. */
export async function newestLetter(db: Database, mailboxId: string): Promise<Letter | undefined> {
  const [letter] = await withoutNulls<Letter>(
    db.query({
      name: 'operations-newest-letter',
      text: `select ${LETTER} from operations.letter where mailbox_id = $1 order by day desc, written_at desc limit 1`,
      values: [mailboxId],
    }),
  )
  return letter
}

/** The newest letter of each of these cases, without its text. */
export function newestLetters(db: Database, cases: readonly string[]): Promise<Letter[]> {
  return withoutNulls<Letter>(
    db.query({
      name: 'operations-newest-letters',
      text: `select distinct on (case_id) ${LETTER} from operations.letter where case_id = any ($1)
        order by case_id, day desc`,
      values: [cases],
    }),
  )
}
