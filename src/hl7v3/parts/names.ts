// Letters of any script with what stands between them: marks, apostrophes, hyphens, dots, blanks, digits (as in "John 3rd").
const NAME = /^[\p{L}\p{M}\p{N}\p{P}\p{Sk} ]+$/u

/** True for what may be part of a person's name: no emoji, no control character, not only blanks. */
export function isName(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '' && NAME.test(text)
}
