import type { Answer, Known } from '../../lookup/index.ts'
import { refusal } from '../../platform/index.ts'
import { auditEvents } from '../bodies/audit-event.ts'
import { emptySearchset, type Searched, searchset } from '../bodies/bundle.ts'
import { careTeams } from '../bodies/care-team.ts'
import type { Bundle } from '../bodies/resources.ts'
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
  search.bundle = bundleOf(known(search, 'answer'), searched)
}

function bundleOf(answer: Answer, searched: Searched): Bundle {
  switch (answer.kind) {
    case 'Known':
      return searchset(searched, resourcesOf(answer, searched))
    case 'NotKnown':
      return emptySearchset(searched)
    case 'NotChecked':
      throw refusal(fhirErrors, 'FHIR_NOT_CHECKED')
  }
}

const resourcesOf = (answer: Known, searched: Searched) =>
  searched.resource === 'CareTeam' ? { matches: careTeams(answer), includes: [] } : auditEvents(answer)
