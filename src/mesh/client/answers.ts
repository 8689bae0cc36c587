import { refusal, withoutNumbers } from '../../platform/index.ts'
import { MeshAnswerError, meshErrors, type ServerWords } from '../errors.ts'
import type { MeshResponse } from './exchange.ts'

type Fields = Readonly<Record<string, unknown>>

/** Reads a JSON object. Throws MESH_ANSWER_UNREADABLE. */
export function readFields(response: MeshResponse): Fields {
  const fields = fieldsOrNone(response.body)
  if (!fields) throw refusal(meshErrors, 'MESH_ANSWER_UNREADABLE', `status ${response.status}, no JSON object`)
  return fields
}

function fieldsOrNone(body: Buffer): Fields | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
  } catch {
    return undefined
  }
}

/** The first of these fields that holds a text: servers of either version name them differently. */
export function textOf(fields: Fields, ...names: string[]): string | undefined {
  return names.map(name => fields[name]).find(value => typeof value === 'string' && value !== '') as string | undefined
}

/** MESH_FORBIDDEN for 403, MESH_REFUSED for any other status, with what the server said in either version's form. */
export function refusedBy(response: MeshResponse): MeshAnswerError {
  return new MeshAnswerError(response.status === 403 ? 'MESH_FORBIDDEN' : 'MESH_REFUSED', wordsOf(response))
}

function wordsOf({ status, body }: MeshResponse): ServerWords {
  const fields = fieldsOrNone(body) ?? {}
  const [first] = Array.isArray(fields['detail']) ? (fields['detail'] as unknown[]) : []
  const said = { ...fields, ...(typeof first === 'object' ? first : {}) } as Fields
  const text = textOf(said, 'msg', 'errorDescription', 'message')
  const place = Array.isArray(said['loc']) ? said['loc'].join(' ') : undefined
  const words = {
    event: textOf(said, 'event', 'errorEvent'),
    code: textOf(said, 'code', 'errorCode'),
    text: text && withoutNumbers(place ? `${place} ${text}` : text),
    messageId: textOf(said, 'message_id', 'messageID', 'messageId'),
  }
  return { status, ...present(words) }
}

/** The entries that have a value. */
export function present<Given extends Record<string, unknown>>(
  given: Given,
): { [Key in keyof Given]?: Exclude<Given[Key], undefined | ''> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== '')) as never
}
