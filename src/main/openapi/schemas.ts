import Type from 'typebox'

// The shapes of what is sent and taken, as far as a caller leans on them; FHIR R4 says the rest.

const text = Type.String()
const coding = Type.Object({ system: text, code: text, display: Type.Optional(text) })
const concept = Type.Object({ coding: Type.Array(coding), text: Type.Optional(text) })

const OperationOutcome = Type.Object({
  resourceType: Type.Literal('OperationOutcome'),
  id: text,
  issue: Type.Array(
    Type.Object({
      severity: Type.Union([Type.Literal('error'), Type.Literal('fatal'), Type.Literal('warning')]),
      code: text,
      details: concept,
      diagnostics: Type.Optional(text),
    }),
    { minItems: 1 },
  ),
})

const Bundle = Type.Object({
  resourceType: Type.Literal('Bundle'),
  id: text,
  type: Type.Literal('searchset'),
  total: Type.Integer({ minimum: 0, description: 'Matches only: what is included is not counted' }),
  link: Type.Array(Type.Object({ relation: Type.Literal('self'), url: text })),
  entry: Type.Optional(
    Type.Array(
      Type.Object({
        fullUrl: text,
        resource: Type.Object({ resourceType: text, id: text }),
        search: Type.Object({
          mode: Type.Union([Type.Literal('match'), Type.Literal('include'), Type.Literal('outcome')]),
        }),
      }),
      { minItems: 1 },
    ),
  ),
})

const Parameters = Type.Object({
  resourceType: Type.Literal('Parameters'),
  id: Type.Optional(text),
  parameter: Type.Array(Type.Object({ name: text }), { minItems: 1 }),
})

const CapabilityStatement = Type.Object({
  resourceType: Type.Literal('CapabilityStatement'),
  fhirVersion: Type.Literal('4.0.1'),
  rest: Type.Array(Type.Object({ mode: Type.Literal('server') })),
})

const Build = Type.Object({ version: text, revision: text, releaseId: text, commitId: text })
const Status = Type.Object({ status: Type.Union([Type.Literal('pass'), Type.Literal('fail')]) })

const Tokens = Type.Object({
  access_token: text,
  expires_in: text,
  token_type: text,
  refresh_token: Type.Optional(text),
})
const TokenRefusal = Type.Object({ error: text, error_description: text, message_id: text })

export const SCHEMAS = {
  OperationOutcome,
  Bundle,
  Parameters,
  CapabilityStatement,
  Build,
  Status,
  Tokens,
  TokenRefusal,
} as const
export type SchemaName = keyof typeof SCHEMAS
