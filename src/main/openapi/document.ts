import { components } from './components.ts'
import { FHIR_PATHS } from './fhir-paths.ts'
import { OTHER_PATHS } from './other-paths.ts'

export type OpenApiSettings = {
  readonly publicUrl: string
  /** Whether this server has the sandbox. */
  readonly sandbox: boolean
}

export type Operation = {
  readonly tags: readonly string[]
  readonly summary: string
  readonly description?: string
}

export type OpenApiDocument = {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly { readonly url: string; readonly description: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: object
}

/** Everything the API serves, as OpenAPI 3.1. Its examples are the bodies the tests hold the API against. */
export function openApiDocument({ publicUrl, sandbox }: OpenApiSettings): OpenApiDocument {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Open CP-IS',
      version: '0.1.0',
      description:
        'Child Protection - Information Sharing over FHIR R4. Three answers, never confused: plans are known, nothing is ' +
        'known, or it was not checked.',
    },
    servers: [
      { url: publicUrl, description: 'This service' },
      ...(sandbox ? [{ url: `${publicUrl}/sandbox`, description: 'The sandbox: FHIR only, invented people' }] : []),
    ],
    paths: { ...FHIR_PATHS, ...OTHER_PATHS } as OpenApiDocument['paths'],
    components: components(),
  }
}
