import type { FastifyInstance } from 'fastify'
import { readBearer } from '../../identity/index.ts'
import type { FhirDeps, FhirSettings } from '../deps.ts'
import { addFhirRoutes } from '../routes.ts'
import { openFixtureRegister } from './fixture-register.ts'
import { EXAMPLE_NUMBERS, SANDBOX_USER } from './fixtures.ts'

/** Before the paths of the API. */
export const SANDBOX_PATH = '/sandbox'

export type SandboxDeps = Pick<FhirDeps, 'clock' | 'randomness' | 'log' | 'ready'> & {
  readonly settings: Pick<FhirSettings, 'publicUrl' | 'statusApiKey'>
}

/**
 * Adds the sandbox: the API itself, by the same code, over canned answers about invented people (fhir-api.md 7.7, 13).
 * A token is optional, and only its form is looked at. Nothing is written, so the same question has the same answer.
 */
export function addSandboxRoutes(server: FastifyInstance, deps: SandboxDeps): void {
  const register = openFixtureRegister(deps.clock)
  const { publicUrl, statusApiKey } = deps.settings
  addFhirRoutes(
    server,
    {
      ...deps,
      settings: { publicUrl: publicUrl + SANDBOX_PATH, statusApiKey, lenientSystem: false, examples: EXAMPLE_NUMBERS },
      identify: async ({ authorization }) => {
        if (authorization !== undefined) readBearer(authorization)
        return {
          author: SANDBOX_USER,
          activities: new Set(['B0107', 'B0170']),
          assuranceLevel: 3,
          clientId: 'sandbox',
        }
      },
      decideLookUp: async (_actor, declared) => ({
        mode: declared === false ? 'silent' : 'standard',
        careSetting: 'emergency-department',
        gate: 'open',
        findings: [],
      }),
      ask: register.ask,
      history: register.ask,
      declareEncounter: register.declare,
      alertAuthority: register.declare,
      recordRefusal: async () => {},
    },
    SANDBOX_PATH,
  )
}
