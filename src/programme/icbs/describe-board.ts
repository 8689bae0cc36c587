import { readCalendarDate, refusal } from '../../platform/index.ts'
import type { ProgrammeDeps } from '../deps.ts'
import { refuseChild } from '../kinds/refuse-child.ts'
import { changeState } from '../ledger/ledger.ts'
import { icbNamed } from '../places/icbs.ts'
import {
  ANSWERS,
  COVERAGE,
  type Coverage,
  type EstateSystem,
  GROUP_ROLES,
  type GroupMember,
  type IcbDocument,
  type IcbEngagement,
  icbLedger,
  type Prerequisite,
  ROUTES,
  type Route,
  withRow,
} from './engagement.ts'
import { icbErrors } from './errors.ts'

/** What can be said of a board, one thing at a time or several at once. */
export type BoardSaid = {
  readonly sharedCareRecord?: string
  readonly supplier?: string
  readonly intendedRoute?: Route
  readonly callRhythm?: string
  readonly specialist?: string
  readonly nextAction?: NonNullable<IcbEngagement['nextAction']>
  /** Takes the place of the system of the same name. */
  readonly system?: EstateSystem
  /** Takes the place of the member with the same role and organisation. */
  readonly member?: GroupMember
  /** A member who left, by role and organisation. */
  readonly memberLeft?: Pick<GroupMember, 'role' | 'organisation'>
  readonly document?: IcbDocument
  readonly prerequisite?: Prerequisite
  readonly coverage?: Coverage
}

/**
 * Keeps what was learnt of a board: its estate, prerequisites, working group, plan and terms of reference, coverage, and
 * who does what next (programme.md S-073, S-075 to S-078, S-082 to S-090). Throws PROGRAMME_ICB_UNKNOWN,
 * ICB_NOT_ENGAGED, ICB_ENTRY_INVALID, PROGRAMME_NAMES_A_CHILD.
 */
export async function describeBoard(
  deps: ProgrammeDeps,
  about: { readonly icb: string; readonly by: string; readonly said: BoardSaid },
): Promise<IcbEngagement> {
  const { code, name } = icbNamed(about.icb)
  checkSaid(about.said)
  refuseChild(about.said)
  const what = Object.keys(about.said).join(', ')
  if (what === '') throw refusal(icbErrors, 'ICB_ENTRY_INVALID', 'nothing was said')
  return changeState(deps, icbLedger, {
    ...{ key: code, by: about.by, what },
    step(last) {
      if (last === undefined) throw refusal(icbErrors, 'ICB_NOT_ENGAGED', name)
      return withSaid(last, about.said)
    },
  })
}

function withSaid(board: IcbEngagement, said: BoardSaid): IcbEngagement {
  const { system, member, memberLeft, document, prerequisite, coverage, ...plain } = said
  const isMember = (wanted?: Pick<GroupMember, 'role' | 'organisation'>) => (one: GroupMember) =>
    one.role === wanted?.role && one.organisation === wanted.organisation
  const members = board.members.filter(one => !isMember(memberLeft)(one))
  return {
    ...board,
    ...plain,
    systems: added(board.systems, system, one => one.system === system?.system),
    members: added(members, member, isMember(member)),
    documents: added(board.documents, document, one => one.kind === document?.kind),
    prerequisites: added(board.prerequisites, prerequisite, one => one.kind === prerequisite?.kind),
    coverage: added(board.coverage, coverage, one => one.careSetting === coverage?.careSetting),
  }
}

function added<Row>(rows: readonly Row[], row: Row | undefined, isSame: (other: Row) => boolean): readonly Row[] {
  return row === undefined ? rows : withRow(rows, row, isSame)
}

type Check = readonly [isFine: boolean, otherwise: string]

function checkSaid({ intendedRoute, system, member, coverage }: BoardSaid): void {
  const routes: readonly (string | undefined)[] = [undefined, ...ROUTES]
  const checks: Check[] = [
    [routes.includes(intendedRoute) && routes.includes(coverage?.route), `the route is one of ${ROUTES.join(', ')}`],
    [coverage === undefined || COVERAGE.includes(coverage.state), `coverage is one of ${COVERAGE.join(', ')}`],
    ...(system === undefined ? [] : systemChecks(system)),
    ...(member === undefined ? [] : memberChecks(member)),
  ]
  const odd = checks.filter(([isFine]) => !isFine).map(([, otherwise]) => otherwise)
  if (odd.length > 0) throw refusal(icbErrors, 'ICB_ENTRY_INVALID', odd.join('; '))
}

const systemChecks = ({ system, supplier, cpisIntegrated, pdsIntegrated }: EstateSystem): Check[] => [
  [system.trim() !== '' && supplier.trim() !== '', 'a system has a name and a supplier'],
  [ANSWERS.includes(cpisIntegrated) && ANSWERS.includes(pdsIntegrated), `integrated is one of ${ANSWERS.join(', ')}`],
]

const memberChecks = ({ role, organisation, post, since }: GroupMember): Check[] => [
  [GROUP_ROLES.includes(role), `a role of the group is one of ${GROUP_ROLES.join(', ')}`],
  [organisation.trim() !== '' && post.trim() !== '', 'a member has an organisation and a post'],
  [readCalendarDate(since) !== undefined, 'since is a day as 2023-07-01'],
]
