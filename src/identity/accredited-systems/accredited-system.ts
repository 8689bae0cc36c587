import { type CalendarDate, type Clock, type Database, dayInEngland } from '../../platform/index.ts'

/** A system that may ask over Spine (hl7v3.md 2.4, 5.2). */
export type AccreditedSystem = {
  /** The accredited system id, 12 digits. */
  readonly systemId: string
  readonly name: string
  /** ODS codes of the organisations whose people may ask through it. */
  readonly organisations: readonly string[]
  /** The name its client certificate must have. */
  readonly certificateName: string
  /** Who answers for the sign-in of a person: the system itself, or an access token that goes with the query. */
  readonly signIn: 'by-system' | 'token'
  /** How strongly it signs its people in, 1 to 3. */
  readonly assuranceLevel: number
  /** What it may ask for without a signed-in person; empty: it may not. */
  readonly deviceActivities: readonly string[]
  /** The other side of its ebXML contract, where it has one. */
  readonly partyKey: string | null
  readonly cpaId: string | null
  readonly replyUrl: string | null
}

const SYSTEM = `
  select asid as "systemId", name, organisations, certificate_name as "certificateName", sign_in as "signIn",
    assurance_level as "assuranceLevel", device_activities as "deviceActivities", party_key as "partyKey",
    cpa_id as "cpaId", reply_url as "replyUrl"
  from identity.accredited_system where asid = $1 and valid_from <= $2 and (valid_to is null or valid_to >= $2)`

/** The system of this id that is accredited on a day; `undefined` when there is none. */
export async function findAccreditedSystem(
  db: Database,
  systemId: string,
  on: CalendarDate,
): Promise<AccreditedSystem | undefined> {
  const [found] = await db.query<AccreditedSystem>({
    name: 'identity-accredited-system',
    text: SYSTEM,
    values: [systemId, on],
  })
  return found
}

/** Finds accredited systems for a door where the same few ask again and again. */
export type AccreditedSystems = { find(systemId: string): Promise<AccreditedSystem | undefined> }

/** One taken away stops within so long. */
const KEPT_MS = 1_000
const MOST_KEPT = 5_000

/**
 * Keeps what was read for a second: at a busy hospital that is one reading for hundreds of queries. What was not found,
 * or could not be read, is not kept.
 */
export function openAccreditedSystems(deps: { readonly db: Database; readonly clock: Clock }): AccreditedSystems {
  const kept = new Map<string, { readonly system: AccreditedSystem; readonly until: number }>()
  return {
    async find(systemId) {
      const now = deps.clock.now()
      const known = kept.get(systemId)
      if (known && now.getTime() < known.until) return known.system
      kept.delete(systemId)
      const system = await findAccreditedSystem(deps.db, systemId, dayInEngland(now))
      if (kept.size >= MOST_KEPT) kept.clear()
      if (system) kept.set(systemId, { system, until: now.getTime() + KEPT_MS })
      return system
    },
  }
}
