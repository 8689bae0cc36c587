import { stripTypeScriptTypes } from 'node:module'

/** One small wrong change of one file: where, what stood there, and what stands there now. */
export type Mutant = {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly was: string
  readonly is: string
  /** The whole file with the change. */
  readonly text: string
}

/**
 * What is exchanged for what. Operators stand between blanks, as the formatter leaves them, so that no bracket of a type
 * is taken for one; what is left of types is found out by stripping them.
 */
const EXCHANGES: readonly (readonly [RegExp, string])[] = [
  [/ === /g, ' !== '],
  [/ !== /g, ' === '],
  [/ < /g, ' <= '],
  [/ <= /g, ' < '],
  [/ > /g, ' >= '],
  [/ >= /g, ' > '],
  [/ && /g, ' || '],
  [/ \|\| /g, ' && '],
  [/ \+ /g, ' - '],
  [/ - /g, ' + '],
  [/ \* /g, ' / '],
  [/\btrue\b/g, 'false'],
  [/\bfalse\b/g, 'true'],
  [/!(?=[\w(])/g, ''],
  [/\bif \(/g, 'if (!!0 && '],
  [/\.some\(/g, '.every('],
  [/\.every\(/g, '.some('],
  [/\bMath\.min\(/g, 'Math.max('],
  [/\bMath\.max\(/g, 'Math.min('],
  [/(?<![\w.$])0(?![\w.])/g, '1'],
  [/(?<![\w.$])1(?![\w.])/g, '2'],
  [/\bthrow /g, 'void '],
]

/** Every mutant of a file that is another program. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const code = codeOnly(text)
  const plain = stripTypeScriptTypes(text)
  return EXCHANGES.flatMap(([pattern, is]) =>
    [...code.matchAll(pattern)].flatMap(({ 0: was, index }) => {
      const mutated = text.slice(0, index) + is + text.slice(index + was.length)
      const line = text.slice(0, index).split('\n').length
      return isAnother(mutated, plain) ? [{ file, line, was: was.trim(), is: is.trim(), text: mutated }] : []
    }),
  ).sort((one, other) => one.line - other.line)
}

/** A change within a type leaves the same program, one that does not compile none. */
function isAnother(mutated: string, plain: string): boolean {
  try {
    return stripTypeScriptTypes(mutated).replaceAll(/\s/g, '') !== plain.replaceAll(/\s/g, '')
  } catch {
    return false
  }
}

/** Before a slash that begins a regular expression and does not divide. */
const BEFORE_PATTERN = /(?:^|[(,=:[!&|?{};+\n]|=>|\breturn)\s*$/

/** The text with blanks in place of comments, texts and patterns; code within templates stays. */
export function codeOnly(text: string): string {
  const kept = [...text]
  const hide = (from: number, to: number) => {
    for (let at = from; at < to; at += 1) if (kept[at] !== '\n') kept[at] = '\0'
  }
  const depths: number[] = []
  for (let at = 0; at < text.length; ) {
    const end = endOfHidden(text, at, depths)
    hide(at, end)
    at = Math.max(end, at + 1)
  }
  return kept.join('')
}

/** Where what begins here and is no code ends; `at` itself where it is code. Keeps how deep templates are open. */
function endOfHidden(text: string, at: number, depths: number[]): number {
  const rest = text.slice(at, at + 2)
  const char = rest[0] ?? ''
  if (rest === '//') return before(text.indexOf('\n', at), text)
  if (rest === '/*') return before(text.indexOf('*/', at) + 2, text)
  if (char === "'" || char === '"') return endOfQuoted(text, at)
  if (char === '/' && BEFORE_PATTERN.test(text.slice(Math.max(0, at - 20), at))) return endOfPattern(text, at)
  const open = depths.length - 1
  if (char === '`') return endOfTemplate(text, at + 1, depths)
  if (open >= 0 && char === '{') depths[open] = (depths[open] ?? 0) + 1
  if (open >= 0 && char === '}') {
    depths[open] = (depths[open] ?? 0) - 1
    if (depths[open] === 0) {
      depths.pop()
      return endOfTemplate(text, at + 1, depths)
    }
  }
  return at
}

const before = (at: number, text: string) => (at < 2 ? text.length : at)

function endOfQuoted(text: string, from: number): number {
  const quote = text[from]
  let at = from + 1
  while (at < text.length && text[at] !== quote) at += text[at] === '\\' ? 2 : 1
  return at + 1
}

function endOfPattern(text: string, from: number): number {
  let isInClass = false
  let at = from + 1
  for (; at < text.length && (isInClass || text[at] !== '/'); at += text[at] === '\\' ? 2 : 1) {
    if (text[at] === '[') isInClass = true
    if (text[at] === ']') isInClass = false
  }
  return at + 1
}

/** To its end, or to the code within it. */
function endOfTemplate(text: string, from: number, depths: number[]): number {
  for (let at = from; at < text.length; at += text[at] === '\\' ? 2 : 1) {
    if (text[at] === '`') return at + 1
    if (text.startsWith('${', at)) {
      depths.push(1)
      return at + 2
    }
  }
  return text.length
}
