import { type Static, Type } from 'typebox'
import { listAuthorities } from '../../care-settings/index.ts'
import { dayInEngland, refusal } from '../../platform/index.ts'
import type { ProgrammeDeps, SettingsDeps } from '../deps.ts'
import { programmeErrors } from '../errors.ts'
import { begin, change, Day, type Keyed, kindOf, OneOf, readAll, refuseDayAhead, Text } from '../kinds/kind.ts'

const Closed = { additionalProperties: false }

const Contact = Type.Object(
  {
    /** An authority's code, an ICB's, or `programme`. */
    organisation: Text,
    /** The post it reaches, never a name (programme.md S-113). */
    role: Text,
    email: Type.String({ pattern: '^[^@\\s,<>]+@[^@\\s,<>]+$', maxLength: 254 }),
  },
  Closed,
)
/** A role mailbox to write to. */
export type Contact = Static<typeof Contact>
export const contactKind = kindOf('contact', 'contact_ledger', Contact)

const Mailing = Type.Object(
  {
    subject: Text,
    body: Type.String({ minLength: 1, maxLength: 20_000 }),
    /** The roles it is for; empty: every contact of the organisations. */
    roles: Type.Array(Text),
    /** Codes of authorities or ICBs. */
    organisations: Type.Array(Text, { minItems: 1 }),
    urgency: OneOf(['urgent', 'normal']),
    /** What asked for it, as a review (programme.md S-050), or the reminder's rule. */
    source: Text,
    writtenOn: Day,
    state: OneOf(['written', 'sent']),
    sentOn: Type.Optional(Day),
    /** How it left: the file it was put into, or in words for one that was sent by other means. */
    sentAs: Type.Optional(Text),
    reached: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Organisations with nobody to write to. */
    unreached: Type.Array(Text),
  },
  Closed,
)
/** A letter to roles at authorities, boards or providers: its text, whom it went to, and how it left (programme.md S-047). */
export type Mailing = Static<typeof Mailing>
export const mailingKind = kindOf('mailing', 'mailing_ledger', Mailing)

type Of = { readonly key: string; readonly by: string }

/** Keeps the mailbox of a role, under `<organisation>/<role>`; the newest counts. */
export function keepContact(deps: ProgrammeDeps, by: string, contact: Contact): Promise<Contact> {
  const key = `${contact.organisation}/${contact.role
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')}`.slice(0, 80)
  const state = { ...contact, email: contact.email.toLowerCase() }
  return change(deps, contactKind, { key, by, what: 'confirmed', step: () => state })
}

/** Every contact, by organisation and role. */
export function contacts(deps: Pick<ProgrammeDeps, 'db' | 'clock'>): Promise<Keyed<Contact>[]> {
  return readAll(deps, contactKind)
}

/** A letter to write: whom to, what, why. */
export type NewMailing = Pick<Mailing, 'subject' | 'body' | 'source'> &
  Partial<Pick<Mailing, 'roles' | 'urgency' | 'organisations' | 'sentOn' | 'sentAs'>>

/**
 * Writes a letter to every authority, or to the organisations named; the worker sends it. With `sentOn` it is only
 * logged: it went by other means (programme.md S-047). Throws PROGRAMME_KEY_TAKEN, PROGRAMME_NAMES_A_CHILD.
 */
export async function writeMailing(deps: SettingsDeps, of: Of, mailing: NewMailing): Promise<Mailing> {
  const writtenOn = dayInEngland(deps.clock.now())
  const { sentOn, organisations, ...rest } = mailing
  if (sentOn !== undefined) refuseDayAhead(sentOn, writtenOn)
  const all = async () => (await listAuthorities({ db: deps.careSettings }, writtenOn)).map(one => one.code)
  const state: Mailing = {
    ...{ roles: [], urgency: 'normal', unreached: [], writtenOn },
    ...rest,
    organisations: [...(organisations ?? (await all()))],
    ...(sentOn === undefined ? { state: 'written' } : { state: 'sent', sentOn }),
  }
  return begin(deps, mailingKind, { ...of, what: sentOn === undefined ? 'written' : 'logged', state })
}

/** Every mailing, the newest first. */
export async function mailingTable(deps: Pick<ProgrammeDeps, 'db' | 'clock'>): Promise<Keyed<Mailing>[]> {
  const all = await readAll(deps, mailingKind)
  return all.sort((one, other) => (one.writtenOn < other.writtenOn ? 1 : -1))
}

/** A letter as whatever carries it takes it; the same letter twice must do no harm. */
export type ProgrammeLetter = {
  readonly key: string
  readonly recipients: readonly string[]
  readonly subject: string
  readonly body: string
  readonly writtenOn: Mailing['writtenOn']
  readonly isUrgent: boolean
}

/** Hands a letter over and says how it left, as the port of operations does. */
export type ProgrammeMail = (letter: ProgrammeLetter) => Promise<string>

/**
 * Hands over the letters that were written and have somebody to go to; returns how many left. One without anybody waits
 * until there is a contact. Throws what `mail` throws; what left before is kept.
 */
export async function deliverMailings(deps: ProgrammeDeps, mail: ProgrammeMail): Promise<number> {
  const waiting = (await readAll(deps, mailingKind)).filter(one => one.state === 'written')
  if (waiting.length === 0) return 0
  const known = await contacts(deps)
  let left = 0
  for (const mailing of waiting) {
    const to = known.filter(one => isFor(one, mailing))
    if (to.length === 0) continue
    const { key, subject, body, writtenOn } = mailing
    const isUrgent = mailing.urgency === 'urgent'
    const recipients = [...new Set(to.map(one => one.email))]
    await settle(deps, key, { to, recipients, as: await mail({ key, recipients, subject, body, writtenOn, isUrgent }) })
    left += 1
  }
  return left
}

function isFor(contact: Contact, { organisations, roles }: Mailing): boolean {
  return organisations.includes(contact.organisation) && (roles.length === 0 || roles.includes(contact.role))
}

function settle(
  deps: ProgrammeDeps,
  key: string,
  went: { readonly to: readonly Contact[]; readonly recipients: readonly string[]; readonly as: string },
): Promise<Mailing> {
  const sentOn = dayInEngland(deps.clock.now())
  const step = (last: Mailing | undefined): Mailing => {
    if (last === undefined) throw refusal(programmeErrors, 'PROGRAMME_KEY_UNKNOWN', `mailing ${key}`)
    const unreached = last.organisations.filter(code => !went.to.some(one => one.organisation === code))
    return { ...last, state: 'sent', sentOn, sentAs: went.as, reached: went.recipients.length, unreached }
  }
  return change(deps, mailingKind, { key, by: 'worker', what: 'sent', step })
}
