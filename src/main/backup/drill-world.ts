import { checkDigit, type NhsNumber, type PdsFinding, readNhsNumber } from '../../demographics/index.ts'
import { writeUpload } from '../../hl7v3/index.ts'
import type { Actor } from '../../identity/index.ts'
import { type Answer, askAboutChild, type LookupDeps } from '../../lookup/index.ts'
import type { MeshClient } from '../../mesh/index.ts'
import {
  type Clock,
  calendarDate,
  type Database,
  dayInEngland,
  openLog,
  openMetrics,
  systemRandomness,
} from '../../platform/index.ts'
import { DEFAULT_REGISTER_SETTINGS, type RegisterDeps } from '../../register/index.ts'

// What a drill does to a database of its own: an invented authority uploads, an invented nurse asks. PDS and MESH are in
// memory; nothing leaves this process.

export const DRILL_WORKFLOW = 'DRILL_UPLOAD'
export const DRILL_MAILBOX = 'DRILLCPIS'

const AUTHORITY = { code: 'DRILL', odsCode: 'DRILL', name: 'Drill Council' }
const BIRTH_DATE = '2019-02-14'

/** The children of a drill's upload, by its number: of the range no person has. */
export function drillChildren(upload: number, count: number): NhsNumber[] {
  const found: NhsNumber[] = []
  for (let middle = 900_000 + upload * 20 * count; found.length < count; middle += 1) {
    const nine = `999${middle}`
    const number = readNhsNumber(`${nine}${checkDigit(nine)}`)
    if (number !== undefined) found.push(number)
  }
  return found
}

/** An upload about these children, as the bytes of its message. */
export function drillUpload(upload: number, children: readonly NhsNumber[], clock: Clock): Buffer {
  const start = dayInEngland(new Date(clock.now().getTime() - 30 * 86_400_000))
  const text = writeUpload({
    kind: 'upload',
    sequence: String(upload),
    createdAt: clock.now().toISOString(),
    declaredCount: children.length,
    authority: { odsCode: AUTHORITY.odsCode, name: AUTHORITY.name, emergencyPhone: '01632960800' },
    records: children.map((nhsNumber, index) => ({
      position: index + 1,
      plans: [{ type: 'CPP', start }],
      subjects: [
        {
          kind: 'child',
          nhsNumber,
          localId: `DRILL-${upload}-${index}`,
          familyName: 'Sample',
          givenName: 'Robin',
          birthDate: BIRTH_DATE,
        },
      ],
    })),
  })
  return Buffer.from(text)
}

/** A register whose PDS knows the children of the drill. */
export function drillRegister(db: Database, clock: Clock): RegisterDeps {
  return {
    db,
    clock,
    randomness: systemRandomness,
    log: openLog('drill', 'error'),
    settings: DEFAULT_REGISTER_SETTINGS,
    findAuthorityOfMailbox: async () => AUTHORITY,
    findInPds: async numbers => new Map(numbers.map(number => [number, findingOf(number)])),
  }
}

function findingOf(nhsNumber: NhsNumber): PdsFinding {
  const named = { given: ['Robin'], family: 'Sample', birthDate: calendarDate(BIRTH_DATE) }
  return { kind: 'current', person: { nhsNumber, ...named, security: 'U', versionId: '1' } }
}

/** A MESH that takes everything once, and how many messages it took. */
export function drillMesh(): Pick<MeshClient, 'send' | 'trackByLocalId'> & { sent(): number } {
  const taken = new Map<string, string>()
  return {
    send: async ({ localId = '' }) => {
      taken.set(localId, `DRILL-${taken.size + 1}`)
      return { messageId: `DRILL-${taken.size}` }
    },
    trackByLocalId: async localId => {
      const messageId = taken.get(localId)
      return messageId === undefined ? undefined : { messageId, status: 'accepted' }
    },
    sent: () => taken.size,
  }
}

const NURSE: Actor = {
  author: {
    kind: 'person',
    userId: '656005999999',
    roleCode: 'S8000:G8000:R8001',
    roleName: 'Nurse Access Role',
    name: { given: ['Drill'], family: 'Example' },
    organisation: { odsCode: 'DRILL', name: 'EXAMPLE HOSPITAL' },
  },
  activities: new Set(['B0107']),
  assuranceLevel: 3,
  clientId: 'drill',
}

/** Asks about a child as a nurse of an emergency department would. */
export function drillLookUp(db: Database, clock: Clock, nhsNumber: NhsNumber): Promise<Answer> {
  const deps: LookupDeps = {
    db,
    clock,
    randomness: systemRandomness,
    log: openLog('drill', 'error'),
    metrics: openMetrics('drill'),
    answerWithinMs: 10_000,
  }
  return askAboutChild(deps, {
    nhsNumber,
    mode: 'standard',
    careSetting: 'emergency-department',
    gate: 'open',
    findings: [],
    actor: NURSE,
    channel: 'fhir',
    history: false,
    requestId: systemRandomness.uuid(),
  })
}
