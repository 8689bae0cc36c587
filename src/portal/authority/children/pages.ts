import { type NhsNumber, readTypedNhsNumber } from '../../../demographics/index.ts'
import { dayInEngland } from '../../../platform/index.ts'
import type { OwnChild, Sliced } from '../../../register/index.ts'
import { readPage } from '../../components/pagination/presenter.ts'
import type { AuthorityDeps } from '../deps.ts'
import { type OwnVisit, sectionPage } from '../own-visit.ts'
import { CHILDREN_ON_PAGE, presentChildren, presentOwnChild } from './presenter.ts'

/** All children and mothers the NHS is shown. */
export async function showChildren(deps: AuthorityDeps, visit: OwnVisit) {
  const page = readPage(visit.query)
  const slice = { skip: (page - 1) * CHILDREN_ON_PAGE, limit: CHILDREN_ON_PAGE }
  const found = await deps.listChildren(visit.authority.code, slice)
  return childrenPage(deps, visit, { found, page, sought: '' })
}

/** Those of an id, or of an NHS number: then it is an ask about one child, and kept as that. */
export async function searchChildren(deps: AuthorityDeps, visit: OwnVisit) {
  const sought = visit.form.get('sought')
  if (sought === '') return showChildren(deps, visit)
  return childrenPage(deps, visit, { found: await find(deps, visit, sought), page: 1, sought })
}

async function find(deps: AuthorityDeps, visit: OwnVisit, sought: string): Promise<Sliced<OwnChild>> {
  const { code } = visit.authority
  const nhsNumber = readTypedNhsNumber(sought)
  if (nhsNumber === undefined) return deps.listChildren(code, { localId: sought, skip: 0, limit: CHILDREN_ON_PAGE })
  const child = await deps.findChild(code, { ...askedBy(visit), nhsNumber })
  return child === undefined ? { rows: [], total: 0 } : { rows: [child], total: 1 }
}

type Found = { readonly found: Sliced<OwnChild>; readonly page: number; readonly sought: string }

async function childrenPage(deps: AuthorityDeps, visit: OwnVisit, { found, page, sought }: Found) {
  const numbers = found.rows.map(child => child.nhsNumber)
  const model = presentChildren(found, {
    page,
    sought,
    on: dayInEngland(visit.now),
    accesses: await deps.countAccesses(visit.authority.code, numbers),
    pathOf: child => `/authority/children/${visit.seal(child.nhsNumber)}`,
  })
  return sectionPage('children', 'children/list.njk', model)
}

/** One child. */
export function showChild(deps: AuthorityDeps, visit: OwnVisit) {
  return childPage(deps, visit, { withNumber: false })
}

/** One child with its NHS number. */
export function showChildWithNumber(deps: AuthorityDeps, visit: OwnVisit) {
  return childPage(deps, visit, { withNumber: true })
}

async function childPage(deps: AuthorityDeps, visit: OwnVisit, { withNumber }: { readonly withNumber: boolean }) {
  const { code } = visit.authority
  const asked = { ...askedBy(visit), nhsNumber: visit.open(visit.params['handle'] ?? '') as NhsNumber }
  const child = await (withNumber ? deps.showNumber(code, asked) : deps.readChild(code, asked))
  const access = (await deps.countAccesses(code, [child.nhsNumber])).get(child.nhsNumber)
  const path = visit.path.replace(/\/number$/, '')
  const model = presentOwnChild(child, { on: dayInEngland(visit.now), access, path, withNumber })
  return sectionPage('children', 'children/child.njk', model)
}

function askedBy({ actor, requestId }: OwnVisit) {
  return { actor, requestId }
}
