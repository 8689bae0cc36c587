import { type CalendarDate, refusal } from '../../platform/index.ts'
import type { ProgrammeDeps } from '../deps.ts'
import { changeState, type Ledger, lastEntries } from '../ledger/ledger.ts'
import { supplierErrors } from './errors.ts'
import { APIS, type Api, type AssuredMode, MODES } from './product.ts'

/** How far an API is (programme.md S-066). `released`: open to suppliers; `live`: in use. */
export const API_STAGES = ['design', 'build', 'test', 'released', 'live'] as const
export type ApiStage = (typeof API_STAGES)[number]

/** The documents suppliers need before an API can be released (programme.md S-064; the list is ours). */
export const ASSURANCE_PACK = [
  'specification',
  'assurance items',
  'conformance kit',
  'hazard log',
  'connection guide',
] as const
export type PackDocument = (typeof ASSURANCE_PACK)[number]

export type ApiState = {
  readonly api: Api
  readonly stage: ApiStage
  readonly modes: readonly AssuredMode[]
  /** In our own few words, as "by the end of Q1 of 2023/24". */
  readonly expected?: string
  /** The last day it is expected by. */
  readonly expectedBy?: CalendarDate
  /** Documents of the assurance pack that are final. */
  readonly packFinal: readonly PackDocument[]
}

const apiLedger: Ledger<ApiState> = { table: 'programme.api_ledger' }

export type ApiSaid = {
  readonly api: Api
  readonly by: string
  readonly stage?: ApiStage
  readonly modes?: readonly AssuredMode[]
  readonly expected?: string
  readonly expectedBy?: CalendarDate
  /** A document of the pack that has become final. */
  readonly final?: PackDocument
}

/** What is missing before an API may go to suppliers; nothing when it may (programme.md S-064). */
export function missingForRelease({ packFinal, modes }: ApiState): string[] {
  return [
    ...ASSURANCE_PACK.filter(one => !packFinal.includes(one)).map(one => `${one} not final`),
    ...(modes.length === 0 ? ['no mode named'] : []),
  ]
}

/** Keeps how far an API is. Throws API_ENTRY_INVALID, and API_RELEASE_REFUSED while its assurance pack is not complete. */
export async function describeApi(deps: ProgrammeDeps, said: ApiSaid): Promise<ApiState> {
  const { by, final, ...plain } = said
  checkApi(said)
  return changeState(deps, apiLedger, {
    ...{ key: said.api, by, what: final === undefined ? 'described' : `${final} is final` },
    step(last = { api: said.api, stage: 'design', modes: [], packFinal: [] }) {
      const packFinal = final === undefined ? last.packFinal : [...new Set([...last.packFinal, final])]
      const next: ApiState = { ...last, ...plain, packFinal }
      const missing = isOpen(next) ? missingForRelease(next) : []
      if (missing.length > 0) throw refusal(supplierErrors, 'API_RELEASE_REFUSED', missing.join(', '))
      return next
    },
  })
}

function checkApi({ api, stage, modes = [], final }: ApiSaid): void {
  const isFine =
    APIS.includes(api) &&
    (stage === undefined || API_STAGES.includes(stage)) &&
    modes.every(mode => MODES.includes(mode)) &&
    (final === undefined || ASSURANCE_PACK.includes(final))
  if (!isFine)
    throw refusal(
      supplierErrors,
      'API_ENTRY_INVALID',
      `${APIS.join(', ')}; ${API_STAGES.join(', ')}; ${MODES.join(', ')}; ${ASSURANCE_PACK.join(', ')}`,
    )
}

const isOpen = ({ stage }: ApiState) => stage === 'released' || stage === 'live'

/** Every API that was spoken of, as at an instant (now when absent). */
export async function listApis(deps: Pick<ProgrammeDeps, 'db' | 'clock'>, until?: Date): Promise<ApiState[]> {
  const found = await lastEntries(deps.db, apiLedger, until ?? deps.clock.now())
  return found.map(one => one.state).toSorted((a, b) => APIS.indexOf(a.api) - APIS.indexOf(b.api))
}

/** Throws API_NOT_RELEASED when suppliers may not go beyond showing that they are eligible (programme.md S-064). */
export async function checkReleased(deps: Pick<ProgrammeDeps, 'db' | 'clock'>, api: Api): Promise<void> {
  const found = (await listApis(deps)).find(one => one.api === api)
  if (found === undefined || !isOpen(found)) throw refusal(supplierErrors, 'API_NOT_RELEASED', api)
}
