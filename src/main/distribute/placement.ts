/** Tables shared out over the machines of a Citus cluster by whose child a row is, all rows of a child on one machine. */
export const BY_CHILD: Readonly<Record<string, string>> = {
  'register.plan': 'child_key',
  'register.plan_version': 'child_key',
  'register.number_alias': 'old_key',
  'lookup.request': 'child_key',
  'lookup.counted_author': 'child_key',
  'lookup.access': 'child_key',
  'lookup.counted_access': 'child_key',
  'lookup.notice_order': 'child_key',
}

/** Small tables a look-up reads beside its child: a copy on every machine. */
export const EVERYWHERE: readonly string[] = [
  'platform.key_check',
  'register.authority_contact',
  'care_settings.local_authority',
  'care_settings.care_setting',
  'care_settings.organisation',
  'care_settings.access_mode',
  'care_settings.site',
  'care_settings.early_adopter',
  'care_settings.agreement_version',
  'care_settings.agreement_version_setting',
  'care_settings.agreement',
  'care_settings.agreement_setting',
  'care_settings.agreement_history',
]

/** Tables that stay on the machine the service talks to, and why. A name ending in a dot is a whole schema. */
export const IN_ONE_PLACE: Readonly<Record<string, string>> = {
  'audit.': 'the chains are kept in order by locks of one machine',
  'identity.': 'no child: tokens, sessions, who works where',
  'demographics.': 'read by nobody who looks a child up in the register',
  'notifications.': 'in the order they wait, not by child',
  'mesh.': 'messages, by mailbox; on a cluster of their own where they are many',
  'operations.': 'no child: mailboxes, incidents, service levels',
  'programme.': 'no child: sites, consultations, notes',
  'records.': 'few: holds, erasures, answers to whom a record is about',
  'platform.': 'leases, migrations',
  'lookup.beacon': 'one row, by which a standby proves how new it is',
  'register.upload': 'by authority: one message, one verdict',
  'register.upload_verdicts': 'by authority: one message, one verdict',
  'register.authority_sequence': 'the lock by which uploads of an authority come one after another',
  'register.number_gate': 'the lock between uploads and changes of number',
  'register.inactive_number_order': 'a queue',
  'register.outstanding_row': 'data quality, by authority',
  'register.stock_taken': 'data quality, by authority',
}

/** Which of the three a table is; `undefined` where nobody decided. */
export function placeOf(table: string): 'by child' | 'everywhere' | 'in one place' | undefined {
  if (table in BY_CHILD) return 'by child'
  if (EVERYWHERE.includes(table)) return 'everywhere'
  const [schema] = table.split('.')
  return table in IN_ONE_PLACE || `${schema}.` in IN_ONE_PLACE ? 'in one place' : undefined
}
