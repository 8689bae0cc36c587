import { createHash } from 'node:crypto'
import { readPeople } from '../../../stand-ins/people/index.ts'
import type { Authority, Child, Live, Subject } from '../../conformance/index.ts'
import { openPoolAsNamed, silentLog, systemClock, systemRandomness } from '../../platform/index.ts'
import type { Everything } from '../everything.ts'
import { issueTokenByHand } from '../laptop-application.ts'
import { laptopMailbox } from '../laptop-mailboxes.ts'
import { codec } from './codec.ts'
import type { Asker, SpineWish } from './spine-port.ts'
import { spinePort } from './spine-port.ts'

/** A nurse of an emergency department, and a GP: staff of `db/reference/role-profiles.csv`. */
const NURSE = { userId: '656005750107', roleProfileId: '555254242105', odsCode: 'X99', systemId: '200000000101' }
const GP = { userId: '656005750108', roleProfileId: '555254242106', odsCode: 'Y99001', systemId: '200000000103' }
const BASE = '/cpis/FHIR/R4'
/** Of the stand-in's people, those without a part to play in the documented numbers. */
const FREE = /^99902/
const YOUNGER_THAN = '2010'

function children(): Child[] {
  const isFree = ({ nhsNumber, behaviour, birthDate }: ReturnType<typeof readPeople>[number]) =>
    FREE.test(nhsNumber) && behaviour === 'current' && birthDate > YOUNGER_THAN
  return readPeople()
    .filter(isFree)
    .map(({ nhsNumber, family, given, birthDate }) => ({
      ...{ nhsNumber, familyName: family, givenName: given.join(' '), birthDate },
    }))
}

const asker = ({ userId, roleProfileId, odsCode, systemId }: typeof NURSE): Asker => ({
  systemId,
  author: {
    ...{ kind: 'person', userId, roleProfileId, roleCode: 'R8001', roleName: 'As their system names it' },
    name: { given: ['As'], family: 'Named' },
    organisation: { odsCode, name: 'As their system names it' },
  },
})

/** Where the parts of a running service are asked; a mutant stands in front of one of them. */
export type Places = { readonly api: string; readonly mesh: string; readonly spine?: string }

export type OurService = AsyncDisposable & { subject(places?: Partial<Places>): Subject }

/** Our own service as a subject: tokens, a mailbox, children nobody uploaded, and a register that can be taken away. */
export async function ourService({ settings, urls }: Everything): Promise<OurService> {
  const owner = openPoolAsNamed(settings.databaseUrl.replace('{role}', 'cpis_migrator'), {
    ...{ connections: 1, log: silentLog },
  })
  const token = (who: typeof NURSE) => issueTokenByHand(settings, who.userId, who.roleProfileId)
  const tokens = { standard: await token(NURSE), silent: await token(GP), expired: await token(NURSE) }
  await owner.query({
    text: `update identity.access_token set issued_at = issued_at - interval '2 days', expires_at = issued_at - interval '1 day'
      where token_hash = $1`,
    values: [createHash('sha256').update(tokens.expired).digest()],
  })
  const live: Omit<Live, 'url'> = { tokens }
  const authority: Omit<Authority, 'url'> = {
    ...{ ...laptopMailbox('X01'), sharedKey: settings.meshSharedKey, hubMailbox: settings.hubMailbox },
    workflows: {
      upload: settings.uploadWorkflow,
      acknowledgement: settings.acknowledgementWorkflow,
      accessNotice: settings.accessNoticeWorkflow,
    },
    ...{ odsCode: 'X01', name: 'Exampleshire County Council', children: children() },
  }
  const spine: Omit<SpineWish, 'url'> = {
    serviceSystemId: settings.spineSystemId ?? '',
    ...{ standard: asker(NURSE), silent: asker(GP) },
  }
  const pool: Child[] = []
  const change = (verb: string) => () => owner.query({ text: verb }).then(() => {})
  return {
    subject(places = {}) {
      const { api, mesh, spine: spineUrl } = { ...urls, ...places }
      return {
        ...{ product: 'open-cpis', clock: systemClock, randomness: systemRandomness, codec, pool },
        examples: { url: `${api}/sandbox${BASE}` },
        live: { ...live, url: `${api}${BASE}` },
        authority: { ...authority, url: mesh },
        ...(spineUrl !== undefined && { spine: spinePort({ ...spine, url: spineUrl }) }),
        outage: {
          begin: change('revoke usage on schema lookup from cpis_lookup'),
          end: change('grant usage on schema lookup to cpis_lookup'),
        },
      }
    },
    [Symbol.asyncDispose]: () => owner.end(),
  }
}
