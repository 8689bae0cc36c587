import { dayInEngland, refusal, writeAudit } from '../../platform/index.ts'
import { LONGEST_PREGNANCY_DAYS } from '../data-quality/stock.ts'
import { registerErrors } from '../errors.ts'
import { entryOf } from './audit-entry.ts'
import type { ForAuthorityDeps, Slice, Sliced } from './deps.ts'
import type { ChildAsked, ChildrenSought, GivenPhones, OwnChild, OwnPlan } from './own-child.ts'
import { childrenOf, contactOf, plansOf, unbornOverdue } from './store-children.ts'
import { withinAuthority } from './within-authority.ts'

type ReadDeps = Pick<ForAuthorityDeps, 'db' | 'clock'>

/** The children and mothers of an authority that NHS staff are shown, by its own ids. */
export function listOwnChildren(
  deps: ReadDeps,
  authorityCode: string,
  sought: ChildrenSought & Slice,
): Promise<Sliced<OwnChild>> {
  const on = dayInEngland(deps.clock.now())
  return withinAuthority(deps.db, authorityCode, tx => childrenOf(tx, authorityCode, { ...sought, on }))
}

/**
 * A child of an authority by NHS number; `undefined` where the authority has no plan of it that is shown, whatever others
 * have. That it was asked for is in the system audit before it is returned.
 */
export function findOwnChild(
  deps: ForAuthorityDeps,
  authorityCode: string,
  asked: ChildAsked,
): Promise<OwnChild | undefined> {
  return audited(deps, authorityCode, { ...asked, action: 'authority-child' })
}

/** The same for the page of a child that was found before. Throws REGISTER_CHILD_UNKNOWN. */
export async function readOwnChild(
  deps: ForAuthorityDeps,
  authorityCode: string,
  asked: ChildAsked,
): Promise<OwnChild> {
  return known(await findOwnChild(deps, authorityCode, asked))
}

/** The same, for showing the NHS number: a line of its own in the audit. Throws REGISTER_CHILD_UNKNOWN. */
export async function showNumber(deps: ForAuthorityDeps, authorityCode: string, asked: ChildAsked): Promise<OwnChild> {
  return known(await audited(deps, authorityCode, { ...asked, action: 'nhs-number-shown' }))
}

function known(child: OwnChild | undefined): OwnChild {
  if (child === undefined) throw refusal(registerErrors, 'REGISTER_CHILD_UNKNOWN')
  return child
}

type Audited = ChildAsked & { readonly action: 'authority-child' | 'nhs-number-shown' }

function audited(deps: ForAuthorityDeps, authorityCode: string, asked: Audited): Promise<OwnChild | undefined> {
  const on = dayInEngland(deps.clock.now())
  const { nhsNumber } = asked
  return withinAuthority(deps.db, authorityCode, async tx => {
    const plans = await plansOf(tx, authorityCode, { nhsNumber, on })
    const outcome = plans.length > 0 ? 'Known' : 'NotKnown'
    await writeAudit(tx, entryOf(deps, { ...asked, outcome }))
    return plans.length > 0 ? { nhsNumber, plans } : undefined
  })
}

/** Plans of unborn children that are past their end, or older than any pregnancy: oldest first, at most so many. */
export function listUnbornOverdue(deps: ReadDeps, authorityCode: string, limit: number): Promise<OwnPlan[]> {
  const on = dayInEngland(deps.clock.now())
  return withinAuthority(deps.db, authorityCode, tx =>
    unbornOverdue(tx, authorityCode, { on, olderThanDays: LONGEST_PREGNANCY_DAYS, limit }),
  )
}

/** The phones NHS staff are given; `undefined` before the first accepted upload. */
export function readGivenPhones(
  deps: Pick<ForAuthorityDeps, 'db'>,
  authorityCode: string,
): Promise<GivenPhones | undefined> {
  return withinAuthority(deps.db, authorityCode, tx => contactOf(tx, authorityCode))
}
