import { demographicsAboutSubject, demographicsRetention, type NhsNumber } from '../../demographics/index.ts'
import { forgetAccesses, lookupAboutSubject, lookupRetention } from '../../lookup/index.ts'
import { notificationsAboutSubject, notificationsRetention } from '../../notifications/index.ts'
import { operationsRetention } from '../../operations/index.ts'
import { type ContextRole, processKeyring } from '../../platform/index.ts'
import {
  auditAboutSubject,
  auditPart,
  type ErasureDeps,
  type RecordsDeps,
  type RetentionDeps,
  readExemptions,
  readRetentionRules,
  requestsPart,
  type SubjectDeps,
} from '../../records/index.ts'
import { registerAboutSubject, registerRetention } from '../../register/index.ts'
import type { Ground } from '../processes.ts'

/** Few people wait for any of this, and look-ups shall have the connections. */
const poolOf = (ground: Ground, role: ContextRole) => ground.pool(role, { connections: 2, connectWithinMs: 10_000 })

/** What holds, erasures and requests need. */
export function recordsDepsOf(ground: Ground): RecordsDeps {
  const { clock, randomness } = ground
  return { db: poolOf(ground, 'records'), keyring: processKeyring(), clock, randomness }
}

/** What deleting by the periods needs: each context deletes its own. Throws RETENTION_RULES_INVALID. */
export function retentionDepsOf(ground: Ground): RetentionDeps {
  const deps = recordsDepsOf(ground)
  const { retentionRules, retentionHeld } = ground.settings
  return {
    ...deps,
    rules: readRetentionRules(retentionRules),
    heldBecause: retentionHeld,
    parts: [
      ...registerRetention(poolOf(ground, 'register')),
      ...demographicsRetention(poolOf(ground, 'demographics')),
      ...lookupRetention(poolOf(ground, 'lookup')),
      ...notificationsRetention(poolOf(ground, 'notifications')),
      ...operationsRetention(poolOf(ground, 'operations')),
      auditPart(deps),
      requestsPart(deps.db),
    ],
  }
}

/** What erasing from the audit needs. */
export function erasureDepsOf(ground: Ground): ErasureDeps {
  const lookup = poolOf(ground, 'lookup')
  return { ...recordsDepsOf(ground), forgetAccesses: nhsNumber => forgetAccesses(lookup, nhsNumber) }
}

/** What an answer to a person's request needs: what each context holds about them. Throws EXEMPTIONS_INVALID. */
export function subjectDepsOf(ground: Ground): SubjectDeps {
  const deps = recordsDepsOf(ground)
  const [register, lookup] = [poolOf(ground, 'register'), poolOf(ground, 'lookup')]
  const [notifications, demographics] = [poolOf(ground, 'notifications'), poolOf(ground, 'demographics')]
  return {
    ...deps,
    exemptions: readExemptions(ground.settings.exemptions),
    about: [
      nhsNumber => registerAboutSubject(register, nhsNumber),
      nhsNumber => lookupAboutSubject(lookup, nhsNumber),
      nhsNumber => notificationsAboutSubject(notifications, nhsNumber),
      nhsNumber => auditAboutSubject(deps, nhsNumber),
      nhsNumber => demographicsAboutSubject(demographics, nhsNumber as NhsNumber),
    ],
  }
}
