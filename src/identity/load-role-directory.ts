import { type Clock, type Database, systemClock } from '../platform/index.ts'
import { type ActivityRow, type RoleProfileRow, readActivities, readRoleProfiles } from './reference.ts'
import { storeActivities, storeRoleProfiles } from './store.ts'

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
 * from a source it came from is withdrawn. Earlier versions are kept.
 */
export function recordRoleDirectory(owner: Database, directory: RoleDirectory, at: Date): Promise<void> {
  return owner.transaction(async tx => {
    await storeActivities(tx, directory.activities)
    await storeRoleProfiles(tx, directory.roleProfiles, at)
  })
}
