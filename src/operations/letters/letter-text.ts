import type { LocalAuthority } from '../../care-settings/index.ts'
import type { CaseCause } from '../cases/case.ts'
import type { OperationsSettings } from '../deps.ts'
import { expiryOf } from '../watch/clocks.ts'
import type { MailboxState } from '../watch/store.ts'

/** What a letter is about: the authority, why there is a case, and what the watch found. */
export type LetterSubject = {
  readonly authority: Pick<LocalAuthority, 'name'>
  readonly open: { readonly cause: CaseCause; readonly openedAt: Date; readonly escalatedAt?: Date }
  readonly state: MailboxState
}

/**
 * The letter to an authority whose mailbox is silent or is not emptied (S-097 to S-103): what is wrong, until when, the
 * steps to reconnect in plain words, and how expired messages come back. Lines of plain text; nothing about any child.
 */
export function letterText({ authority, open, state }: LetterSubject, settings: OperationsSettings) {
  const { mailboxId } = state
  const subject = `URGENT: your MESH mailbox ${mailboxId} for CP-IS ${subjectOf(open.cause, state)}`
  const paragraphs = [
    `To: ${authority.name}, CP-IS contacts`,
    'Please treat this as urgent. Notices that NHS staff asked about a child you look after, or who has a plan, reach you ' +
      'through this mailbox only.',
    `What we see\n${findings(state).map(bullet).join('\n')}`,
    `What to do\n${steps(state, settings).map(numbered).join('\n')}`,
    ...expired(state, settings),
    `If you need help, or to tell us that you are working on it: ${settings.operationsMail}, or ring ` +
      `${settings.operationsPhone}. Name the mailbox. Please put no NHS number and no name of a child in any message.`,
    ...(open.escalatedAt ? ['Because messages are about to expire, we shall also ring you.'] : []),
    'We look every day, and write again each day until the mailbox is well.\nCP-IS Operations',
  ]
  return { subject, body: `${paragraphs.join('\n\n')}\n` }
}

function subjectOf(cause: CaseCause, state: MailboxState): string {
  if (state.connection === 'disconnected') return 'is disconnected'
  return cause === 'expired' && state.waiting === 0 ? 'lost messages' : 'is not being emptied'
}

function findings(state: MailboxState): string[] {
  const { connection, lastCallAt, lastHandshakeAt, clientVersion, waiting, oldestWaitingAt, dueIn24h } = state
  return [
    lastCallAt ? `Last sign of your client: ${inEngland(lastCallAt)}.` : 'Your client has never called.',
    ...(connection === 'disconnected' ? ['It must call at least once every 24 hours.'] : []),
    ...(lastHandshakeAt ? [`Last handshake: ${inEngland(lastHandshakeAt)}, client ${clientVersion}.`] : []),
    `Messages that wait for you: ${waiting}.`,
    ...(oldestWaitingAt
      ? [
          `The oldest came ${inEngland(oldestWaitingAt)}. If it is not collected it expires ` +
            `${inEngland(expiryOf(oldestWaitingAt))}, and you can then no longer read it.`,
        ]
      : []),
    ...(dueIn24h > 0 ? [`Expiring within 24 hours: ${dueIn24h}.`] : []),
  ]
}

function steps(state: MailboxState, { meshHost }: OperationsSettings): string[] {
  return [
    'Read the log of the MESH client, MESH.log (in the folder named LogPath in meshclient.cfg; with another client, its ' +
      'own log). It says what the client did last. Look for the newest lines, and for refused passwords, certificates ' +
      'and connections. Where our agent is installed, "cpis mesh log explain MESH.log" reads it for you.',
    `Check the way out: the computer must reach ${meshHost} by HTTPS through your firewall and proxy. Which ports and ` +
      'addresses must be open is on the pages of the MESH client prerequisites at digital.nhs.uk. Was a firewall, a proxy ' +
      'or the network changed around the time above?',
    "Check the certificate in the client's keystore: it has a last day. If that is past, ask the national service desk " +
      'for a new one today.',
    `Check the password of mailbox ${state.mailboxId}: answers 403 in the log mean that the mailbox id, the password, or ` +
      "the computer's clock (no more than two hours off) is wrong.",
    'Start the client by hand: stop its service, open a terminal in its folder as the user it runs as, and run ' +
      '"java -jar meshClient.jar ./meshclient.cfg". Watch it poll the mailbox; then start it as a service again, and see ' +
      'to it that the service starts with the computer.',
    'Look into the folder "in" (messages collected) and "failed", and into your case-management system: are the new ' +
      'notices there?',
  ]
}

function expired(state: MailboxState, { operationsMail }: OperationsSettings): string[] {
  const { expired, firstLostAt, expiredNotices } = state
  if (expired === 0 && expiredNotices === 0) return []
  return [
    [
      'Expired messages',
      ...(expired > 0
        ? [
            bullet(
              `${expired} expired uncollected. The national service desk can put them back into your mailbox` +
                `${firstLostAt ? ` until ${inEngland(firstLostAt)} (the first of them)` : ''}; after 30 days they are deleted.`,
            ),
          ]
        : []),
      ...(expiredNotices > 0
        ? [
            bullet(
              `${expiredNotices} of our notices are among them. We keep them: write to ${operationsMail} and we send them again.`,
            ),
          ]
        : []),
    ].join('\n'),
  ]
}

const bullet = (line: string) => `- ${line}`
const numbered = (line: string, place: number) => `${place + 1}. ${line}`

const ENGLAND = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})

/** A day and time as people in England read it. */
export function inEngland(instant: Date): string {
  return ENGLAND.format(instant)
}
