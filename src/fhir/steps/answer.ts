import type { Answer, Known } from '../../lookup/index.ts'
import { refusal } from '../../platform/index.ts'
import { auditEvents } from '../bodies/audit-event.ts'
import { emptySearchset, type Found, type Searched, searchset } from '../bodies/bundle.ts'
import { careTeams } from '../bodies/care-team.ts'
import { flags } from '../bodies/flags.ts'
import type { Bundle } from '../bodies/resources.ts'
import { withheldOutcomes } from '../bodies/withheld.ts'
import type { FhirDeps } from '../deps.ts'
import { fhirErrors } from '../errors.ts'
import { known } from '../request/asking.ts'
import type { Search, SearchedResource } from '../request/search.ts'
import { fhirBase, flagsBase } from '../systems.ts'

/** Step 14: the answer as a bundle. Throws FHIR_NOT_CHECKED: a register that was not read is never an empty bundle. */
export function answerSearch(deps: FhirDeps, search: Search): void {
  const { publicUrl } = deps.settings
  const searched: Searched = {
    bundleId: deps.randomness.uuid(),
    base: search.resource === 'PatientFlag' ? flagsBase(publicUrl) : fhirBase(publicUrl),
    resource: search.resource,
    nhsNumber: known(search, 'nhsNumber'),
  }
  search.bundle = bundleOf(deps, known(search, 'answer'), searched)
}

function bundleOf(deps: FhirDeps, answer: Answer, searched: Searched): Bundle {
  switch (answer.kind) {
    case 'Known':
      return searchset(searched, {
        ...RESOURCES[searched.resource](answer),
        outcomes: outcomesOf(deps, answer, searched),
      })
    case 'NotKnown':
      return emptySearchset(searched)
    case 'NotChecked':
      throw refusal(fhirErrors, 'FHIR_NOT_CHECKED')
  }
}

const RESOURCES: Readonly<Record<SearchedResource, (answer: Known) => Pick<Found, 'matches' | 'includes'>>> = {
  CareTeam: answer => ({ matches: careTeams(answer), includes: [] }),
  AuditEvent: auditEvents,
  PatientFlag: flags,
}

/** What is withheld is said with the plans, and with the history where that is withheld with them. */
const outcomesOf = (deps: FhirDeps, answer: Known, { resource }: Searched) =>
  resource !== 'AuditEvent' || answer.plans.length === 0 ? withheldOutcomes(answer, deps.randomness) : []
