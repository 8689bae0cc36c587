import { type Clock, type Database, systemClock, systemRandomness, writeAudit } from '../platform/index.ts'
import { type ActivityRow, type RoleProfileRow, readActivities, readRoleProfiles } from './reference.ts'
import { type RoleWithBoth, rolesWithBothActivities, storeActivities, storeRoleProfiles } from './store.ts'

/** What a directory holds: activities, and the role profiles of staff. */
export type RoleDirectory = {
  readonly activities: readonly ActivityRow[]
  readonly roleProfiles: readonly RoleProfileRow[]
}

/**
 * Brings the tables up to `activities.csv` alone: national codes, for every profile. May be repeated; whole or not at
 * all. Throws ROLE_DIRECTORY_INVALID.
 */
export async function loadActivities(owner: Database): Promise<void> {
  const activities = readActivities()
  await owner.transaction(tx => storeActivities(tx, activities))
}

/**
 * Brings the tables up to both files of `db/reference`. The role profiles are invented people, so production loads
 * activities only. May be repeated; whole or not at all. Throws ROLE_DIRECTORY_INVALID.
 */
export function loadRoleDirectory(owner: Database, clock: Clock = systemClock): Promise<void> {
  return recordRoleDirectory(owner, { activities: readActivities(), roleProfiles: readRoleProfiles() }, clock.now())
}

/**
 * Records what a directory holds at an instant. A role profile whose row changed gets a new version; one that is gone
 * from a source it came from is withdrawn. Earlier versions are kept. A role that comes to hold both B0107 and B0170 is
 * recorded all the same, and found by the audit (health-side.md 4.1).
 */
export function recordRoleDirectory(owner: Database, directory: RoleDirectory, at: Date): Promise<void> {
  return owner.transaction(async tx => {
    const before = new Set((await rolesWithBothActivities(tx)).map(versionOf))
    await storeActivities(tx, directory.activities)
    await storeRoleProfiles(tx, directory.roleProfiles, at)
    const found = (await rolesWithBothActivities(tx)).filter(role => !before.has(versionOf(role)))
    for (const role of found) await auditBothActivities(tx, role, at)
  })
}

const versionOf = ({ roleProfileId, recordedAt }: RoleWithBoth) => `${roleProfileId} ${recordedAt.toISOString()}`

function auditBothActivities(tx: Database, role: RoleWithBoth, at: Date): Promise<void> {
  const { userId, roleProfileId, orgOds } = role
  return writeAudit(tx, {
    entryId: systemRandomness.uuid(),
    at,
    action: 'role-with-both-activities',
    outcome: 'found',
    channel: 'role-directory',
    requestId: systemRandomness.uuid(),
    asker: { userId, roleProfileId, organisation: orgOds },
  })
}
