/**
 * What a pool acts as: one role for each context, with rights on its own schema and on what lower contexts publish; the
 * staff of one authority, bound to its rows; the auditor, who reads the chain. None but the auditor can log in.
 */
export const CONTEXT_ROLES = [
  'identity',
  'demographics',
  'care_settings',
  'register',
  'lookup',
  'notifications',
  'operations',
  'programme',
  'mesh',
  'authority',
  'records',
  'auditor',
] as const
export type ContextRole = (typeof CONTEXT_ROLES)[number]

/**
 * What a process logs in as, `cpis_<name>`, and the roles it may act as: just those it needs, and none of them before it
 * says which. `db/roles.sql` grants the same (decision 70).
 */
export const PROCESS_ROLES = {
  api: ['identity', 'care_settings', 'lookup', 'operations', 'programme'],
  worker: [
    'demographics',
    'care_settings',
    'register',
    'lookup',
    'notifications',
    'operations',
    'programme',
    'mesh',
    'records',
    'auditor',
  ],
  portal: [
    'identity',
    'demographics',
    'care_settings',
    'lookup',
    'notifications',
    'operations',
    'programme',
    'authority',
    'auditor',
  ],
  mesh_server: ['mesh'],
  operator: [
    'identity',
    'demographics',
    'care_settings',
    'register',
    'lookup',
    'notifications',
    'operations',
    'programme',
    'mesh',
  ],
  records_officer: ['demographics', 'register', 'lookup', 'notifications', 'operations', 'records'],
  auditor: ['auditor'],
} as const satisfies Readonly<Record<string, readonly ContextRole[]>>
export type ProcessRole = keyof typeof PROCESS_ROLES

/** The first process that needs a context: what a pool logs in as when nobody says. */
export function processNeeding(context: ContextRole): ProcessRole {
  const found = Object.entries(PROCESS_ROLES).find(([, needs]) => (needs as readonly ContextRole[]).includes(context))
  if (found === undefined) throw new Error(`no process acts as ${context}`)
  return found[0] as ProcessRole
}

/** For a session of somebody who may be the owner of all tables: whatever it makes is the owner's. */
export const AS_OWNER = { role: 'cpis_owner' } as const
