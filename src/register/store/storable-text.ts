/** JSON's way of writing the NUL character and a surrogate without its other half. */
const NOT_STORABLE = /\\u(0000|d[89a-f])/i

/**
 * The same content with every character PostgreSQL cannot hold (NUL, half a surrogate pair) replaced by U+FFFD, so that
 * one odd letter can neither stop a file nor stay behind in a mailbox for ever.
 */
export function withStorableText<Content>(content: Content): Content {
  const written = JSON.stringify(content)
  if (!NOT_STORABLE.test(written)) return content
  return JSON.parse(written, (_key, value) =>
    typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\uFFFD') : value,
  )
}
