import type { CalendarDate } from '../../platform/index.ts'
import type { VolumeLimit } from '../configuration.ts'
import type { Draft } from '../extract/draft.ts'
import { numberOf } from '../upload/build-upload.ts'
import { isLive } from './due.ts'
import { type KnownRecords, recordKey } from './known-record.ts'
import { print, printWhat } from './prints.ts'

export type Volume = {
  readonly ending: number
  readonly live: number
  /** Print of exactly these ends: a release is for them and no others. */
  readonly print: string
}

/** The live plans that a record would end or delete, each with a print of how. */
export function endsOf(draft: Draft, { known, today }: { known: KnownRecords; today: CalendarDate }): string[] {
  return draft.plans.flatMap(plan => {
    const key = recordKey({ nhsNumber: numberOf(draft), type: plan.type })
    return known.get(key)?.acknowledged?.live && !isLive(plan, today) ? [`${key} ${printWhat(plan)}`] : []
  })
}

/** The ends of an extract where they are more than the limit, else nothing. `atLeast` lets small authorities work. */
export function volumeOf(
  ends: readonly string[],
  { live, limit }: { readonly live: number; readonly limit: VolumeLimit },
): Volume | undefined {
  if (ends.length <= limit.atLeast || ends.length * 100 <= live * limit.percent) return undefined
  return { ending: ends.length, live, print: print(ends.toSorted()) }
}
