import { importJWK, type JWK } from 'jose'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type CalendarDate, dayInEngland, refusal } from '../../platform/index.ts'
import type { ProgrammeDeps } from '../deps.ts'
import { changeState, type Ledger, lastEntries } from '../ledger/ledger.ts'
import { supplierErrors } from './errors.ts'
import { APIS, type Api, type AssuredMode, MODES } from './product.ts'

/** One case of a kit, and the modes it is for. */
export type KitCase = { readonly id: string; readonly modes: readonly AssuredMode[] }

/** One version of a conformance kit: what its reports must hold, and by which keys they are signed. */
export type Kit = {
  readonly kit: string
  readonly version: string
  readonly api: Api
  readonly cases: readonly KitCase[]
  /** Public keys, Ed25519, each with its `kid`. */
  readonly keys: readonly JWK[]
  /** The last day on which reports of this version are taken; absent: still. */
  readonly until?: CalendarDate
}

const kitLedger: Ledger<Kit> = { table: 'programme.kit_ledger' }

/** By which a kit is known: its name and its version. */
export const kitKey = ({ kit, version }: Pick<Kit, 'kit' | 'version'>) => `${kit} ${version}`

/** Enters a version of a conformance kit, or changes until when its reports are taken. Throws KIT_INVALID. */
export async function registerKit(deps: ProgrammeDeps, said: Kit & { readonly by: string }): Promise<Kit> {
  const { by, ...kit } = said
  await checkKit(kit)
  return changeState(deps, kitLedger, { key: kitKey(kit), by, what: 'registered', step: () => kit })
}

const SHAPE = Compile(
  Type.Object(
    {
      kit: Type.String(),
      version: Type.String(),
      api: Type.String(),
      cases: Type.Array(Type.Object({ id: Type.String(), modes: Type.Array(Type.String()) })),
      keys: Type.Array(Type.Record(Type.String(), Type.Unknown())),
      until: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
    },
    { additionalProperties: false },
  ),
)

/** Reads the description of a kit: JSON as `Kit`. Throws KIT_INVALID; what it names is judged by `registerKit`. */
export function readKit(text: string): Kit {
  let said: unknown
  try {
    said = JSON.parse(text)
  } catch (error) {
    throw refusal(supplierErrors, 'KIT_INVALID', 'no JSON', error)
  }
  const [fault] = SHAPE.Check(said) ? [] : SHAPE.Errors(said)
  if (fault !== undefined)
    throw refusal(supplierErrors, 'KIT_INVALID', `${fault.instancePath || 'it'} ${fault.message}`)
  return said as Kit
}

async function checkKit({ kit, version, api, cases, keys }: Kit): Promise<void> {
  const ids = cases.map(one => one.id)
  const isFine =
    kit.trim() !== '' &&
    version.trim() !== '' &&
    APIS.includes(api) &&
    cases.length > 0 &&
    new Set(ids).size === ids.length &&
    cases.every(one => one.id !== '' && one.modes.length > 0 && one.modes.every(mode => MODES.includes(mode)))
  if (!isFine)
    throw refusal(supplierErrors, 'KIT_INVALID', 'a name, a version, an API, and cases with ids of their own')
  if (keys.length === 0 || !keys.every(isPublicKey))
    throw refusal(supplierErrors, 'KIT_INVALID', 'keys are public Ed25519 keys with a kid')
  for (const key of keys) await importJWK(key, 'EdDSA').catch(unusable)
}

function unusable(cause: unknown): never {
  throw refusal(supplierErrors, 'KIT_INVALID', 'keys are public Ed25519 keys with a kid', cause)
}

const isPublicKey = ({ kty, crv, x, kid, d }: JWK) =>
  kty === 'OKP' && crv === 'Ed25519' && x !== undefined && !!kid && d === undefined

/** Every version of every kit, as it stands. */
export async function listKits(deps: Pick<ProgrammeDeps, 'db' | 'clock'>): Promise<Kit[]> {
  return (await lastEntries(deps.db, kitLedger, deps.clock.now())).map(one => one.state)
}

/** The version of a kit whose reports are taken today; `undefined` when there is none. */
export async function currentKit(
  deps: Pick<ProgrammeDeps, 'db' | 'clock'>,
  asked: Pick<Kit, 'kit' | 'version'>,
): Promise<Kit | undefined> {
  const today = dayInEngland(deps.clock.now())
  return (await listKits(deps)).find(one => kitKey(one) === kitKey(asked) && (one.until ?? today) >= today)
}
