import fs from 'node:fs'
import path from 'node:path'
import { PROJECT_FOLDER } from '../../platform/index.ts'
import type { SchemaName } from './schemas.ts'

export const EXAMPLES_FOLDER = path.join(PROJECT_FOLDER, 'docs', 'reference', 'openapi', 'examples')

/** A body that the tests hold the API against. */
export function exampleOf(name: string): object {
  return JSON.parse(fs.readFileSync(path.join(EXAMPLES_FOLDER, `${name}.json`), 'utf8'))
}

export const FHIR = 'application/fhir+json'
export const JSON_TYPE = 'application/json'
export const FORM = 'application/x-www-form-urlencoded'

const schemaOf = (schema: SchemaName) => ({ $ref: `#/components/schemas/${schema}` })

/** A body of one type, with its examples by name. */
export function content(type: string, schema: SchemaName, ...examples: string[]): object {
  const named = Object.fromEntries(examples.map(name => [name, { value: exampleOf(name) }]))
  return { [type]: { schema: schemaOf(schema), ...(examples.length > 0 && { examples: named }) } }
}

export const answer = (description: string, body?: object) => ({ description, ...(body && { content: body }) })

/** What every path about a child may answer besides. */
export const REFUSALS = {
  '4XX': { $ref: '#/components/responses/Refusal' },
  '500': { $ref: '#/components/responses/Fault' },
  '503': { $ref: '#/components/responses/NotChecked' },
}

export const parameter = (name: string) => ({ $ref: `#/components/parameters/${name}` })

/** A form of these fields; those with a question mark may be left out. */
export function form(fields: Readonly<Record<string, string>>): object {
  const properties = Object.fromEntries(
    Object.entries(fields).map(([name, description]) => [name.replace('?', ''), { type: 'string', description }]),
  )
  const required = Object.keys(fields).filter(name => !name.endsWith('?'))
  return { required: true, content: { [FORM]: { schema: { type: 'object', properties, required } } } }
}
