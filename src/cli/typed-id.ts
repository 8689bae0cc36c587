import { InvalidArgumentError } from 'commander'

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** Reads an id of ours as a person copies it; commander says what is wrong. */
export function typedId(text: string): string {
  const id = text.trim().toLowerCase()
  if (!UUID.test(id)) throw new InvalidArgumentError('must be an id, as 81e8bf33-a9d9-401c-9085-51468a690651')
  return id
}
