import type { Declaration, DeclarationAnswer } from '../../lookup/index.ts'
import { refusal } from '../../platform/index.ts'
import { withheldOutcomes } from '../bodies/withheld.ts'
import type { FhirDeps } from '../deps.ts'
import { fhirErrors } from '../errors.ts'
import { known } from '../request/asking.ts'
import type { Operation } from '../request/operation.ts'
import { readDeclaration } from './declaration.ts'

/**
 * Step 8: the path says whether care is scheduled; a header that says otherwise is a contradiction, and nobody guesses.
 * Throws FHIR_DECLARATION_INVALID.
 */
export function declareByPath(deps: FhirDeps, operation: Operation): void {
  readDeclaration(deps, operation)
  const unscheduled = operation.name === 'declare-unscheduled-encounter'
  if (operation.declared !== undefined && operation.declared !== unscheduled)
    throw refusal(fhirErrors, 'FHIR_DECLARATION_INVALID')
  operation.declared = unscheduled
}

/** Step 13: writes what is declared, and orders the notices. Throws the refusals of lookup. */
export async function declare(deps: FhirDeps, operation: Operation): Promise<void> {
  const { careSetting, gate, findings } = known(operation, 'decision')
  const { requestId } = operation
  const asked = { nhsNumber: known(operation, 'nhsNumber'), actor: known(operation, 'actor'), requestId }
  const declaration: Declaration = { ...asked, careSetting, gate, findings, channel: 'fhir' }
  const at = known(operation, 'at')
  if (operation.name === 'declare-unscheduled-encounter') {
    operation.answer = await deps.declareEncounter({ ...declaration, encounterAt: at })
    return
  }
  const { note } = operation
  const told = { reason: known(operation, 'reason'), appointmentAt: at, ...(note !== undefined && { note }) }
  operation.answer = await deps.alertAuthority({ ...declaration, ...told })
}

/** Step 14: how it ended, as Parameters; no plan. Throws FHIR_NOT_CHECKED. */
export function answerOperation(deps: FhirDeps, operation: Operation): void {
  const answer = known(operation, 'answer')
  if (answer.kind === 'NotChecked') throw refusal(fhirErrors, 'FHIR_NOT_CHECKED')
  const withheld = 'withheld' in answer ? withheldOutcomes(answer, deps.randomness) : []
  operation.result = {
    resourceType: 'Parameters',
    id: deps.randomness.uuid(),
    parameter: [
      { name: 'outcome', valueCode: outcomeOf(answer) },
      ...withheld.map(resource => ({ name: 'withheld' as const, resource })),
    ],
  }
}

function outcomeOf(answer: Exclude<DeclarationAnswer, { kind: 'NotChecked' }>) {
  switch (answer.kind) {
    case 'Recorded':
      return answer.again ? 'already-recorded' : 'recorded'
    case 'NotRecorded':
      return 'withheld'
    case 'NothingKnown':
      return 'nothing-known'
  }
}
