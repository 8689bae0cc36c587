import { CONTEXT_ROLES, type ContextRole, PROCESS_ROLES, type ProcessRole } from '../platform/index.ts'
import { GUARDED_TABLES, OPEN_TABLES } from './table-catalogue.ts'

// docs/reference/database-roles.md: who logs in to the database, and as what they act there (decision 70).

type Login = ProcessRole | 'migrator' | 'backup'

/** Who uses each login, and what its credential reaches where it is stolen. */
const LOGINS: Readonly<Record<Login, readonly [who: string, reaches: string]>> = {
  api: ['`cpis serve api`', 'plans as NHS staff are shown them, accesses, sessions; no upload, no notice, no message'],
  worker: ['`cpis serve worker`', 'the register, notices and messages; no sign-in, no token'],
  portal: [
    '`cpis serve portal`',
    'as the API, and notices and the audit; of uploads only what one authority at a time sees of its own',
  ],
  mesh_server: ['`cpis serve mesh`', 'mailboxes and the messages in them'],
  operator: [
    'every other command of `cpis`, by hand',
    'every context, but neither the audit nor the shape of any table',
  ],
  records_officer: [
    '`cpis retention`, `cpis subject` and `cpis audit erase`, by hand',
    'what is held about anybody, the audit included; deleting what is over its period, and erasing from the audit',
  ],
  auditor: ['`cpis audit`, by hand', 'reading the system audit, its chain and the accesses; changing nothing'],
  migrator: [
    '`cpis db`, at a new version; no service',
    'everything: it is the owner of every table from its first statement',
  ],
  backup: ['`cpis backup make`; nothing else', 'reading every row; changing nothing'],
}

/** What acting as each context is. */
const CONTEXTS: Readonly<Record<ContextRole, string>> = {
  identity: 'sessions, tokens, applications, role profiles',
  demographics: 'what PDS said, number changes, the sweep',
  care_settings: 'organisations, care settings, agreements',
  register: 'plans, uploads, verdicts',
  lookup: 'asking about a child; accesses; orders of notices',
  notifications: 'notices on their way',
  operations: 'the watch, incidents, data quality, counts',
  programme: 'the roll-out; nothing about any child',
  mesh: 'our own MESH server',
  authority: 'staff of one local authority at its pages; rows of that authority only',
  records: 'holds, erasures and requests; reading the audit and erasing from it',
  auditor: 'the system audit and its chain, read only',
}

/** `docs/reference/database-roles.md`. */
export function databaseRolesPage(): string {
  const logins = Object.entries(LOGINS).map(([login, [who, reaches]]) => [
    `\`cpis_${login}\``,
    who,
    actsAs(login as Login),
    reaches,
  ])
  const contexts = CONTEXT_ROLES.map(role => [`\`cpis_${role}\``, CONTEXTS[role]])
  return (
    [
      '# Roles of the database',
      'Generated from `src/platform/roles.ts` and `src/main/table-catalogue.ts`; tests hold PostgreSQL against both. Renew it with `bin/cpis docs reference --write`.',
      '`db/roles.sql` makes them (decision 70): safe to repeat, and CREATEROLE is enough. None is a superuser, passes row ' +
        'policies by, makes roles or databases. `{role}` in `CPIS_DATABASE_URL` becomes the login of the process.',
      '## Who logs in',
      'A login inherits nothing: each connection says as what it acts when it begins (`role`), and may act as nothing else ' +
        'than stands here.',
      table(['Login', 'Who', 'Acts as', 'What a stolen credential reaches'], logins),
      '## As what they act',
      'None of these can log in but the auditor. `cpis_owner` owns every table and is acted as by the migrator only.',
      table(['Role', 'What'], contexts),
      '## Tables with rows guarded',
      'By row policies, forced for the owner too (decision 71). `db/shape.json` has the rights and the policies of each.',
      table(['Table', 'What it holds of whom'], tableRows(GUARDED_TABLES)),
      '## Tables that hold nothing of anybody',
      table(['Table', 'What it holds'], tableRows(OPEN_TABLES)),
    ].join('\n\n') + '\n'
  )
}

const tableRows = (tables: Readonly<Record<string, string>>) =>
  Object.entries(tables).map(([name, what]) => [`\`${name}\``, what])

function actsAs(login: Login): string {
  if (login === 'migrator') return 'owner'
  if (login === 'backup') return 'itself'
  return PROCESS_ROLES[login].map(need => (need === login ? 'itself' : need)).join(', ')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
