import type { CalendarDate, Database } from '../../platform/index.ts'
import type { Acknowledgement, InterestExpressed } from './interest.ts'

type Kept = {
  readonly id: string
  readonly icb: string
  readonly on: CalendarDate
  readonly receivedAt: Date
  readonly interest: InterestExpressed
  readonly acknowledgement: Acknowledgement
}

export async function storeInterest(db: Database, kept: Kept): Promise<void> {
  const { id, icb, on, receivedAt, interest, acknowledgement } = kept
  await db.query({
    text: `insert into programme.expression_of_interest (interest_id, reference, icb, on_day, received_at, channel,
        contact_post, contact_mailbox, recorded_by, subject, body)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    values: [
      ...[id, acknowledgement.reference, icb, on, receivedAt, interest.channel],
      ...[interest.contactPost, interest.contactMailbox, interest.by, acknowledgement.subject, acknowledgement.body],
    ],
  })
}

/** One expression of interest with its acknowledgement, and when and how that left. */
export type Interest = Acknowledgement & {
  readonly interestId: string
  readonly icb: string
  readonly on: CalendarDate
  readonly channel: 'form' | 'mailbox'
  readonly contactPost: string
  readonly deliveredAt: Date | null
  readonly deliveredAs: string | null
}

const INTEREST = `interest_id as "interestId", reference, icb, on_day as "on", channel, contact_post as "contactPost",
  contact_mailbox as "to", subject, body, delivered_at as "deliveredAt", delivered_as as "deliveredAs"`

/** Every expression of interest, oldest first. */
export function interests(db: Database): Promise<Interest[]> {
  return db.query<Interest>({
    text: `select ${INTEREST} from programme.expression_of_interest order by received_at, interest_id`,
  })
}

export async function keepDelivered(db: Database, interestId: string, at: Date, as: string): Promise<void> {
  await db.query({
    text: `update programme.expression_of_interest set delivered_at = $2, delivered_as = $3
      where interest_id = $1 and delivered_at is null`,
    values: [interestId, at, as],
  })
}
