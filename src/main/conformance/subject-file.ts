import fs from 'node:fs/promises'
import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import { conformanceErrors, type HubMailbox, type Subject } from '../../conformance/index.ts'
import { refusal, systemClock, systemRandomness } from '../../platform/index.ts'
import { codec } from './codec.ts'
import { type Asker, spinePort } from './spine-port.ts'

const closed = { additionalProperties: false }
const word = Type.String({ minLength: 1 })
const url = Type.String({ pattern: '^https?://.' })

const asker = Type.Object(
  {
    systemId: word,
    userId: word,
    roleProfileId: word,
    roleCode: word,
    roleName: word,
    family: word,
    given: word,
    odsCode: word,
    organisation: word,
  },
  closed,
)

/** A product under test, as its tester describes it; every part may be left out, and its cases are skipped then. */
const SUBJECT = Type.Object(
  {
    examples: Type.Optional(Type.Object({ url, token: Type.Optional(word) }, closed)),
    live: Type.Optional(
      Type.Object(
        { url, tokens: Type.Object({ standard: word, silent: word, expired: Type.Optional(word) }, closed) },
        closed,
      ),
    ),
    authority: Type.Optional(
      Type.Object(
        {
          ...{ url, mailboxId: word, password: word, sharedKey: word, hubMailbox: word, odsCode: word, name: word },
          workflows: Type.Object({ upload: word, acknowledgement: word, accessNotice: word }, closed),
          children: Type.Array(
            Type.Object({ nhsNumber: word, familyName: word, givenName: word, birthDate: word }, closed),
            { minItems: 20 },
          ),
        },
        closed,
      ),
    ),
    spine: Type.Optional(Type.Object({ url, serviceSystemId: word, standard: asker, silent: asker }, closed)),
  },
  closed,
)
type Written = Static<typeof SUBJECT>

/** The mailbox the kit is the national service at. */
const MAILBOX = Type.Object(
  {
    ...{ url, mailboxId: word, password: word, sharedKey: word, authorityMailbox: word, odsCode: word, name: word },
    workflows: Type.Object({ upload: word, acknowledgement: word, accessNotice: word }, closed),
  },
  closed,
)

/** Reads where the kit plays the national service. Throws CONFORMANCE_SUBJECT_INVALID. */
export async function readHubMailbox(file: string): Promise<HubMailbox> {
  const said = await parsed(file)
  if (!Value.Check(MAILBOX, said)) throw faultOf(Value.Errors(MAILBOX, said))
  return said
}

function faultOf([first]: ReturnType<typeof Value.Errors>): Error {
  return refusal(conformanceErrors, 'CONFORMANCE_SUBJECT_INVALID', `${first?.instancePath} ${first?.message}`)
}

/** Reads the description of a product. Throws CONFORMANCE_SUBJECT_INVALID naming the first fault, never a value. */
export async function readSubject(file: string, product: string): Promise<Subject> {
  const said = await parsed(file)
  if (!Value.Check(SUBJECT, said)) throw faultOf(Value.Errors(SUBJECT, said))
  const { examples, live, authority, spine } = said as Written
  return {
    ...{ product, clock: systemClock, randomness: systemRandomness, codec, pool: [] },
    ...(examples && { examples: { ...examples } as NonNullable<Subject['examples']> }),
    ...(live && { live: live as NonNullable<Subject['live']> }),
    ...(authority && { authority }),
    ...(spine && { spine: spinePort({ ...spine, standard: askerOf(spine.standard), silent: askerOf(spine.silent) }) }),
  }
}

/** A product of which only the documented numbers are known. */
export function examplesOnly(url: string, product: string): Subject {
  return { product, clock: systemClock, randomness: systemRandomness, examples: { url: url.replace(/\/$/, '') } }
}

async function parsed(file: string): Promise<unknown> {
  try {
    return JSON.parse(await fs.readFile(file, 'utf8'))
  } catch (error) {
    throw refusal(conformanceErrors, 'CONFORMANCE_SUBJECT_INVALID', 'it cannot be read as JSON', error)
  }
}

function askerOf({
  systemId,
  userId,
  roleProfileId,
  roleCode,
  roleName,
  family,
  given,
  odsCode,
  organisation,
}: Static<typeof asker>): Asker {
  return {
    systemId,
    author: {
      ...{ kind: 'person', userId, roleProfileId, roleCode, roleName },
      name: { given: [given], family },
      organisation: { odsCode, name: organisation },
    },
  }
}
