import type { Clock, Database, Randomness } from '../../platform/index.ts'

/** What an incident may affect; one must be named (programme.md S-106, 3.4). The last three are ours. */
export const SERVICES = ['CP-IS', 'MESH', 'NCRS', 'HL7 API', 'FHIR API', 'PDS', 'Sign-in', 'Portal'] as const
export type Service = (typeof SERVICES)[number]

/** 1 is the worst (programme.md 2.8). */
export const SEVERITIES = [1, 2, 3, 4, 5] as const
export type Severity = (typeof SEVERITIES)[number]

/**
 * Where an incident is, in the words of the national support model (programme.md 2.8): told to the local help desk, with
 * local IT, with the supplier, with NHS England's service bridge, with a group that resolves it.
 */
export const INCIDENT_STATES = [
  'reported',
  'local',
  'supplier',
  'service-bridge',
  'resolver-group',
  'on-hold',
  'resolved',
  'closed',
  'cancelled',
] as const
export type IncidentState = (typeof INCIDENT_STATES)[number]

/** Where it may go from each. What was resolved and fails again goes back to whoever had it. */
export const INCIDENT_STEPS: Readonly<Record<IncidentState, readonly IncidentState[]>> = {
  reported: ['local', 'supplier', 'service-bridge', 'resolved', 'cancelled'],
  local: ['supplier', 'service-bridge', 'on-hold', 'resolved', 'cancelled'],
  supplier: ['local', 'service-bridge', 'on-hold', 'resolved', 'cancelled'],
  'service-bridge': ['supplier', 'resolver-group', 'on-hold', 'resolved', 'cancelled'],
  'resolver-group': ['service-bridge', 'on-hold', 'resolved', 'cancelled'],
  'on-hold': ['local', 'supplier', 'service-bridge', 'resolver-group', 'resolved', 'cancelled'],
  resolved: ['local', 'supplier', 'service-bridge', 'resolver-group', 'closed'],
  closed: [],
  cancelled: [],
}

/** The minimum data set: what the service bridge asks for before it takes an incident (programme.md 2.8). */
export type MinimumDataSet = {
  readonly organisation?: string
  readonly email?: string
  readonly phone?: string
  readonly usersAffected?: number
  readonly whatHappens?: string
  readonly errorMessages?: string
}

const MINIMUM = ['organisation', 'email', 'phone', 'usersAffected', 'whatHappens'] as const

/** What of the minimum data set is missing; error messages need not be there. */
export function missingFrom(minimum: MinimumDataSet): string[] {
  return MINIMUM.filter(key => minimum[key] === undefined || minimum[key] === '')
}

export type Incident = {
  readonly incidentId: string
  /** What people call it by. */
  readonly number: number
  readonly severity: Severity
  readonly service: Service
  readonly state: IncidentState
  /** A high severity service incident: the service bridge is told at once. */
  readonly highSeverity: boolean
  readonly summary: string
  readonly minimum: MinimumDataSet
  /** What the public status says; only the service where there is none. */
  readonly publicText?: string
  /** Which alarm opened it, and when that was over. */
  readonly alarmKey?: string
  readonly alarmOverAt?: Date
  readonly openedAt: Date
  readonly changedAt: Date
}

/** One line of its history; never changed afterwards. `from` is absent at the opening. */
export type IncidentEvent = {
  readonly incidentId: string
  readonly eventNo: number
  readonly at: Date
  readonly from?: IncidentState
  readonly to: IncidentState
  readonly by: string
  readonly note: string
}

export type IncidentLink = {
  readonly kind: 'case' | 'notice'
  readonly target: string
  readonly at: Date
  readonly by: string
}

/** What a service desk was told, and how it calls the incident. */
export type DeskState = {
  readonly number?: string
  readonly toldAt?: Date
  /** Something of its history is still to be told. */
  readonly isWaiting: boolean
  readonly lastFailure?: string
}

/** How soon somebody works on an incident, and how soon it is resolved, by severity. No source says; ours. */
export type IncidentTargets = {
  readonly respondMinutes: Readonly<Record<Severity, number>>
  readonly fixHours: Readonly<Record<Severity, number>>
}

/** The service-level clock of an incident: round the clock, stopped while it is on hold. */
export type IncidentClock = {
  readonly respondBy: Date
  readonly respondedAt?: Date
  readonly isRespondLate: boolean
  /** Moves on by the time it is on hold. */
  readonly fixBy: Date
  readonly resolvedAt?: Date
  readonly isFixLate: boolean
  readonly isStopped: boolean
}

/** An incident as a list shows it. */
export type IncidentRow = Incident & {
  readonly clock: IncidentClock
  readonly missing: readonly string[]
  readonly desk?: DeskState
}

/** An incident with all that belongs to it. */
export type IncidentStory = IncidentRow & {
  readonly events: readonly IncidentEvent[]
  readonly links: readonly IncidentLink[]
  /** Where it may go from here. */
  readonly steps: readonly IncidentState[]
}

export type IncidentDeps = {
  /** Under the role of operations. */
  readonly db: Database
  readonly clock: Clock
  readonly randomness: Randomness
  readonly targets: IncidentTargets
}

export const isOver = (state: IncidentState) => state === 'closed' || state === 'cancelled'
