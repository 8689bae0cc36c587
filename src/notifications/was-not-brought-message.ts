import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import type { Author } from '../identity/index.ts'
import { NOT_BROUGHT_REASONS, type NotBroughtReason } from '../lookup/index.ts'
import { refusal } from '../platform/index.ts'
import { notificationErrors } from './errors.ts'
import type { WasNotBroughtNotice } from './notice.ts'

// A message of our own: the national service has none for it (health-side.md 2.4). JSON, so that nothing can take it for
// one of the national messages, which are XML.

export const NOT_BROUGHT_MEDIA_TYPE = 'application/vnd.open-cpis.was-not-brought+json'

const word = Type.String({ minLength: 1 })
const organisation = Type.Object({ odsCode: word, name: Type.String() })
const name = Type.Object({
  prefix: Type.Optional(word),
  given: Type.Array(word),
  family: Type.String(),
  suffix: Type.Optional(word),
})

const PERSON = Type.Object({
  kind: Type.Literal('person'),
  userId: Type.String(),
  roleProfileId: Type.Optional(word),
  roleCode: Type.String(),
  roleName: Type.String(),
  name,
  organisation,
})

const MESSAGE = Type.Object({
  mediaType: Type.Literal(NOT_BROUGHT_MEDIA_TYPE),
  version: Type.Literal(1),
  about: Type.String(),
  noticeId: word,
  createdAt: word,
  authority: organisation,
  alert: Type.Object({
    accessId: word,
    at: word,
    author: PERSON,
    nhsNumber: Type.String({ pattern: '^\\d{10}$' }),
    localId: Type.Optional(Type.Object({ value: word, authority: Type.Optional(word) })),
    uploadSequence: word,
    reason: Type.Union(Object.keys(NOT_BROUGHT_REASONS).map(code => Type.Literal(code as NotBroughtReason))),
    reasonText: Type.String(),
    appointmentAt: word,
    note: Type.Optional(Type.String({ maxLength: 500 })),
  }),
})
type Message = Static<typeof MESSAGE>

const ABOUT =
  'A message of Open CP-IS, not one of the national CP-IS messages. A child or expectant mother named here, whose record ' +
  'this authority uploaded, was not brought to, or did not attend, an NHS appointment. It is no referral and no proof of ' +
  'neglect: phone the sender.'

/** Writes the notice as a message. Throws nothing. */
export function writeWasNotBrought(notice: WasNotBroughtNotice): string {
  const { noticeId, createdAt, authority, alert } = notice
  return JSON.stringify(
    {
      mediaType: NOT_BROUGHT_MEDIA_TYPE,
      version: 1,
      about: ABOUT,
      noticeId,
      createdAt: createdAt.toISOString(),
      authority,
      alert: {
        ...alert,
        at: alert.at.toISOString(),
        appointmentAt: alert.appointmentAt.toISOString(),
        reasonText: NOT_BROUGHT_REASONS[alert.reason],
      },
    },
    null,
    2,
  )
}

/** True for a body that may be ours: JSON, where the national messages are XML. */
export function isJsonMessage(body: Uint8Array): boolean {
  return /^\s*\{/.test(new TextDecoder().decode(body.subarray(0, 64)))
}

/** Reads what `writeWasNotBrought` wrote. Throws NOT_BROUGHT_MESSAGE_UNREADABLE. */
export function readWasNotBrought(body: Uint8Array): WasNotBroughtNotice {
  const message = parsed(body)
  const { noticeId, authority, alert } = message
  const { reasonText: _, author, ...told } = alert
  return {
    kind: 'was-not-brought',
    noticeId,
    createdAt: instant(message.createdAt),
    authority,
    alert: {
      ...told,
      author: author as Author,
      at: instant(alert.at),
      appointmentAt: instant(alert.appointmentAt),
    } as WasNotBroughtNotice['alert'],
  }
}

const unreadable = () => refusal(notificationErrors, 'NOT_BROUGHT_MESSAGE_UNREADABLE')

function parsed(body: Uint8Array): Message {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw unreadable()
  }
  if (!Value.Check(MESSAGE, value)) throw unreadable()
  return value as Message
}

function instant(text: string): Date {
  const date = new Date(text)
  if (Number.isNaN(date.getTime())) throw unreadable()
  return date
}
