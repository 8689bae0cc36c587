import { dayInEngland } from '../../platform/index.ts'
import { inEngland } from '../letters/letter-text.ts'
import type { MailPort } from '../letters/mail.ts'
import type { Desk, DeskTicket } from './desk.ts'

/** A service desk that is written to by e-mail: for a place without a system of its own that takes incidents. */
export function mailDesk(mail: MailPort, recipient: string): Desk {
  return {
    async put(ticket) {
      const writtenAt = ticket.notes.at(-1)?.at ?? ticket.openedAt
      const number = await mail({
        // The same state of the same incident is the same mail.
        letterId: `${ticket.correlationId}-${ticket.revision}`,
        day: dayInEngland(writtenAt),
        about: `incident-${ticket.number}`,
        recipients: [recipient],
        subject: `[CP-IS incident ${ticket.number}] severity ${ticket.severity}, ${ticket.service}: ${ticket.summary}`,
        body: ticketText(ticket),
        writtenAt,
        isUrgent: ticket.severity <= 2,
      })
      return { number }
    },
  }
}

/** A ticket as plain text, with its history: for a mail, or to paste into a desk's form. */
export function ticketText({ state, description, notes }: Pick<DeskTicket, 'state' | 'description' | 'notes'>): string {
  const history = notes.map(({ at, by, note, to }) => `${inEngland(at)}, ${to} (${by}): ${note}`)
  return `${description}\n\nState: ${state}\n\nHistory\n${history.join('\n')}\n`
}
