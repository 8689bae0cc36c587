import fs from 'node:fs/promises'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'

/**
 * Reads a JSON file, in which `//` begins a comment that ends with its line. The error says whether the file is missing
 * or not JSON, and nothing of what stands in it.
 */
export async function readJsonFile(file: string): Promise<unknown> {
  const text = await fs.readFile(file, 'utf8').catch(() => {
    throw new Error(`${file} cannot be opened`)
  })
  try {
    return JSON.parse(withoutComments(text))
  } catch {
    throw new Error(`${file} is not JSON`)
  }
}

/** Blanks comments out and leaves lines and strings as they are; everything else JSON asks for stays asked for. */
export function withoutComments(text: string): string {
  return text.replaceAll(/("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*/g, (_, inQuotes?: string) => inQuotes ?? '')
}

/** Every fault of a value against a schema, each naming the place in dots: `authority.name is missing`. */
export function shapeFaults(schema: TSchema, value: unknown): string[] {
  return Value.Errors(schema, value).flatMap(fault => {
    const at = fault.instancePath.slice(1).replaceAll('/', '.')
    const inside = (names: readonly string[]) => names.map(name => (at === '' ? name : `${at}.${name}`))
    if (fault.keyword === 'required') return inside(fault.params.requiredProperties).map(name => `${name} is missing`)
    if (fault.keyword === 'additionalProperties')
      return inside(fault.params.additionalProperties).map(name => `${name} is not a setting`)
    // The false schema behind each unknown key; the line above already named it.
    if (fault.keyword === 'boolean') return []
    if (fault.keyword === 'enum') return [`${at} must be one of ${fault.params.allowedValues.join(', ')}`]
    return [`${at === '' ? 'the file' : at} ${fault.message}`]
  })
}
