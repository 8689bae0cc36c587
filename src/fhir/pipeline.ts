import type { Bundle, OperationParameters } from './bodies/resources.ts'
import type { FhirDeps } from './deps.ts'
import { type Asking, known } from './request/asking.ts'
import type { Operation } from './request/operation.ts'
import type { Search } from './request/search.ts'
import { identifyActor } from './steps/actor.ts'
import { answerSearch } from './steps/answer.ts'
import { decideLookUp } from './steps/decision.ts'
import { declareSilent, readDeclaration } from './steps/declaration.ts'
import { answerOperation, declare, declareByPath } from './steps/declare.ts'
import { checkFlagParameters, readFlaggedNumber } from './steps/flag-parameters.ts'
import { checkMediaTypes } from './steps/media-types.ts'
import { readSearchedNumber } from './steps/nhs-number.ts'
import { checkOperationMediaTypes, needRequestId, readOperationBody } from './steps/operation-body.ts'
import { checkParameters } from './steps/parameters.ts'
import { checkRate } from './steps/rate.ts'
import { askRegister } from './steps/register.ts'
import { checkRequestId } from './steps/request-id.ts'

export type Step<On extends Asking = Search> = {
  readonly name: string
  /** The step or steps of fhir-api.md 4.2. */
  readonly clause: string
  /** Adds its part to the search, or throws a coded refusal. */
  readonly take: (deps: FhirDeps, on: On) => void | Promise<void>
}

/**
 * A search from the request to its answer. Path and method (step 1) are `routes.ts`; a superseded or withdrawn number
 * (step 12) is followed by the register itself.
 */
export const SEARCH_STEPS: readonly Step[] = [
  { name: 'media types', clause: '2', take: checkMediaTypes },
  { name: 'request id', clause: '3', take: checkRequestId },
  { name: 'actor', clause: '4, 5, 7', take: identifyActor },
  { name: 'rate', clause: '6', take: checkRate },
  { name: 'declaration', clause: '8', take: readDeclaration },
  { name: 'decision', clause: '9', take: decideLookUp },
  { name: 'parameters', clause: '10', take: checkParameters },
  { name: 'NHS number', clause: '11', take: readSearchedNumber },
  { name: 'register', clause: '13', take: askRegister },
  { name: 'answer', clause: '14', take: answerSearch },
]

/** A search of the Patient Flags view: as the others, with its own parameters, and always silent (fhir-api.md 5). */
export const FLAG_STEPS: readonly Step[] = [
  { name: 'media types', clause: '2', take: checkMediaTypes },
  { name: 'request id', clause: '3', take: checkRequestId },
  { name: 'actor', clause: '4, 5, 7', take: identifyActor },
  { name: 'rate', clause: '6', take: checkRate },
  { name: 'silence', clause: '8', take: declareSilent },
  { name: 'decision', clause: '9', take: decideLookUp },
  { name: 'parameters', clause: '10', take: checkFlagParameters },
  { name: 'NHS number', clause: '11', take: readFlaggedNumber },
  { name: 'register', clause: '13', take: askRegister },
  { name: 'answer', clause: '14', take: answerSearch },
]

/** An operation, by the same order of checks. */
export const OPERATION_STEPS: readonly Step<Operation>[] = [
  { name: 'media types', clause: '2', take: checkOperationMediaTypes },
  { name: 'request id', clause: '3', take: needRequestId },
  { name: 'request id', clause: '3', take: checkRequestId },
  { name: 'actor', clause: '4, 5, 7', take: identifyActor },
  { name: 'rate', clause: '6', take: checkRate },
  { name: 'declaration', clause: '8', take: declareByPath },
  { name: 'decision', clause: '9', take: decideLookUp },
  { name: 'body', clause: '10, 11', take: readOperationBody },
  { name: 'register', clause: '13', take: declare },
  { name: 'answer', clause: '14', take: answerOperation },
]

/** Takes all steps of an operation, as `runSearch` those of a search. */
export async function runOperation(deps: FhirDeps, operation: Operation): Promise<OperationParameters> {
  for (const step of OPERATION_STEPS) await step.take(deps, operation)
  return known(operation, 'result')
}

/** Takes all steps in order. Throws the refusal of the first that refuses; the search then holds what was known. */
export async function runSearch(deps: FhirDeps, search: Search): Promise<Bundle> {
  const steps = search.resource === 'PatientFlag' ? FLAG_STEPS : SEARCH_STEPS
  for (const step of steps) await step.take(deps, search)
  return known(search, 'bundle')
}
