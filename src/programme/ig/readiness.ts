import { type Agreement, listAgreements, listAuthorities, listCareSettings } from '../../care-settings/index.ts'
import { dayInEngland } from '../../platform/index.ts'
import type { SettingsDeps } from '../deps.ts'
import { type Keyed, readAll } from '../kinds/kind.ts'
import { documentKind, type IgDocument, type IgTask, taskKind } from './document.ts'

/** Where arrangements must be in place before there is an early adopter: sexual assault referral centres (S-043). */
const BINDING: ReadonlySet<string> = new Set(['sarc'])

type Kept = { readonly documents: readonly Keyed<IgDocument>[]; readonly tasks: readonly Keyed<IgTask>[] }

async function keptOf(deps: Pick<SettingsDeps, 'db' | 'clock'>): Promise<Kept> {
  const [documents, tasks] = [await readAll(deps, documentKind), await readAll(deps, taskKind)]
  return { documents, tasks }
}

/** What a setting's arrangements lack: a DPIA and a framework that are approved and cover it, and nothing left to do. */
function missingOf(careSetting: string, { documents, tasks }: Kept): string[] {
  const isCovered = (kind: IgDocument['kind']) =>
    documents.some(one => one.kind === kind && one.state === 'approved' && one.careSettings.includes(careSetting))
  return [
    ...(['dpia', 'ig-framework'] as const)
      .filter(kind => !isCovered(kind))
      .map(kind => `no approved ${kind} covers it`),
    ...tasks
      .filter(one => one.careSetting === careSetting && one.doneOn === undefined)
      .map(one => `to do: ${one.title}`),
  ]
}

/** What keeps a site from going live by reason of information governance: only in settings where that is binding. */
export async function bindingIgMissing(
  deps: Pick<SettingsDeps, 'db' | 'clock'>,
  careSettings: readonly string[],
): Promise<string[]> {
  const binding = careSettings.filter(code => BINDING.has(code))
  if (binding.length === 0) return []
  const kept = await keptOf(deps)
  return binding.flatMap(code => missingOf(code, kept).map(one => `IG of ${code}: ${one}`))
}

/**
 * Which authorities' signatures the full roll-out of a setting waits for: all of them, a share of them, or none: then each
 * authority's plans are open by its own agreement, as the look-up does it (programme.md 3.2 and 3.11).
 */
export type RollOutPolicy =
  | { readonly scope: 'per-authority' }
  | { readonly scope: 'all' }
  | { readonly scope: 'share'; readonly least: number }

/** How a care setting stands before its early adoption and before its full roll-out. */
export type SettingReadiness = {
  readonly careSetting: string
  readonly name: string
  readonly mode: 'standard' | 'silent' | 'none'
  readonly isBinding: boolean
  /** What its arrangements lack; nothing when early adopters may be live. */
  readonly missing: readonly string[]
  readonly signed: number
  readonly authorities: number
  /** What the full roll-out waits for beside that; early adopters never do (programme.md S-038). */
  readonly rollOutMissing: readonly string[]
}

/** Every new care setting, with what is missing before it opens (programme.md S-038, S-043, S-044). */
export async function readiness(
  deps: SettingsDeps,
  policy: RollOutPolicy = { scope: 'per-authority' },
): Promise<SettingReadiness[]> {
  const on = dayInEngland(deps.clock.now())
  const asked = { db: deps.careSettings }
  const settings = (await listCareSettings(asked, on)).filter(one => one.newSetting !== undefined)
  const counted = new Set((await listAuthorities(asked, on)).map(one => one.code))
  const agreements = await listAgreements(asked)
  const kept = await keptOf(deps)
  return settings.map(({ code, name, mode }) => {
    const covering = agreements.filter(one => one.careSettings.includes(code) && counted.has(one.authorityCode))
    const inForce = covering.filter(one => isInForce(one, on))
    const signed = new Set(inForce.map(one => one.authorityCode)).size
    const missing = missingOf(code, kept)
    const isOffered = covering.length > 0
    const rollOutMissing = [
      ...(isOffered ? [] : ['no data sharing agreement is offered']),
      ...signaturesMissing({ signed, authorities: counted.size }, policy),
    ]
    const isBinding = BINDING.has(code)
    return { careSetting: code, name, mode, isBinding, missing, signed, authorities: counted.size, rollOutMissing }
  })
}

function isInForce({ signedOn, lapsesOn }: Agreement, on: string): boolean {
  return signedOn !== undefined && signedOn <= on && (lapsesOn === undefined || lapsesOn > on)
}

/** Which signatures are missing by a policy. */
export function signaturesMissing(
  { signed, authorities }: { readonly signed: number; readonly authorities: number },
  policy: RollOutPolicy,
): string[] {
  const least = policy.scope === 'all' ? 1 : policy.scope === 'share' ? policy.least : 0
  const wanted = policy.scope === 'per-authority' ? Math.min(1, authorities) : Math.ceil(authorities * least)
  return signed >= wanted ? [] : [`${signed} of ${authorities} authorities have signed; ${wanted} are wanted`]
}
