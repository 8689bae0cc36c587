/** Who asked, as the system audit keeps it. Empty parts are things that were not known when the ask was refused. */
export type AuditedAsker = {
  readonly userId?: string
  readonly roleProfileId?: string
  readonly activity?: string
  readonly organisation?: string
  readonly clientId?: string
}

/** One entry of the system audit: every ask, refusals and silent reads included. It never holds what was answered. */
export type AuditEntry = {
  readonly entryId: string
  readonly at: Date
  /** What was asked for: `look-up`, `access-history`, `upload`. */
  readonly action: string
  /** How it ended: `Known`, `NotKnown`, `NotChecked`, or a code of the error catalogue. */
  readonly outcome: string
  /** The door: `fhir`, `hl7v3`, `portal`, `mesh`. */
  readonly channel: string
  readonly requestId: string
  readonly nhsNumber?: string
  readonly mode?: 'standard' | 'silent'
  readonly asker: AuditedAsker
  readonly detail?: Readonly<Record<string, string | number | boolean>>
}
