import { type Database, refusal } from '../../platform/index.ts'
import { backupErrors } from './errors.ts'

/**
 * Sees to it that whoever copies has every row of every table: a row policy that leaves some out says nothing when it does.
 * A role has them all where no policy binds it, or where one gives it all and none takes any away. Throws BACKUP_PARTIAL
 * naming the tables.
 */
export async function refusePartial(tx: Database): Promise<void> {
  const partial = await tx.query<{ name: string }>({
    text: `select c.oid::regclass::text as name from pg_class c
      where c.relkind in ('r', 'p') and not c.relispartition and row_security_active(c.oid)
        and (not exists (${applying("p.polpermissive and pg_get_expr(p.polqual, p.polrelid) = 'true'")})
          or exists (${applying('not p.polpermissive')}))
      order by 1`,
  })
  if (partial.length > 0) throw refusal(backupErrors, 'BACKUP_PARTIAL', partial.map(({ name }) => name).join(', '))
}

/** Policies on what is read of a table (for all commands, or for select) that hold for the role that asks. */
function applying(which: string): string {
  return `select from pg_policy p, unnest(p.polroles) bound where p.polrelid = c.oid and p.polcmd in ('*', 'r') and ${which}
    and (bound = 0 or pg_has_role(bound, 'usage'))`
}
