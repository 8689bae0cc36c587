import { AS_OWNER, type Log, letOwnerIn, makeRoles, openPoolAsNamed, type Pool } from '../platform/index.ts'

/**
 * Opens a database as the owner of all tables, whatever role the URL names, so that all that is made is the owner's. The
 * URL is of the migrator, or of whoever made the database and may create roles; the roles are made where they are missing.
 */
export async function openOwner(url: string, log: Log): Promise<Pool> {
  const admin = openPoolAsNamed(url, { connections: 1, log })
  await makeRoles(admin)
    .then(() => letOwnerIn(admin))
    .finally(() => admin.end())
  return openPoolAsNamed(url, { connections: 1, sessionSettings: AS_OWNER, log })
}
