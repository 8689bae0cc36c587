import type { Answer, Known } from '../../lookup/index.ts'
import { refusal } from '../../platform/index.ts'
import { auditEvents } from '../bodies/audit-event.ts'
import { emptySearchset, type Searched, searchset } from '../bodies/bundle.ts'
import { careTeams } from '../bodies/care-team.ts'
import type { Bundle } from '../bodies/resources.ts'
import { withheldOutcomes } from '../bodies/withheld.ts'
import type { FhirDeps } from '../deps.ts'
import { fhirErrors } from '../errors.ts'
import { known, type Search } from '../request/search.ts'
import { fhirBase } from '../systems.ts'

/** Step 14: the answer as a bundle. Throws FHIR_NOT_CHECKED: a register that was not read is never an empty bundle. */
export function answerSearch(deps: FhirDeps, search: Search): void {
  const searched: Searched = {
    bundleId: deps.randomness.uuid(),
    base: fhirBase(deps.settings.publicUrl),
    resource: search.resource,
    nhsNumber: known(search, 'nhsNumber'),
  }
  search.bundle = bundleOf(deps, known(search, 'answer'), searched)
}

function bundleOf(deps: FhirDeps, answer: Answer, searched: Searched): Bundle {
  switch (answer.kind) {
    case 'Known':
      return searchset(searched, { ...resourcesOf(answer, searched), outcomes: outcomesOf(deps, answer, searched) })
    case 'NotKnown':
      return emptySearchset(searched)
    case 'NotChecked':
      throw refusal(fhirErrors, 'FHIR_NOT_CHECKED')
  }
}

const resourcesOf = (answer: Known, searched: Searched) =>
  searched.resource === 'CareTeam' ? { matches: careTeams(answer), includes: [] } : auditEvents(answer)

/** What is withheld is said with the plans, and with the history where that is withheld with them. */
const outcomesOf = (deps: FhirDeps, answer: Known, { resource }: Searched) =>
  resource === 'CareTeam' || answer.plans.length === 0 ? withheldOutcomes(answer, deps.randomness) : []
