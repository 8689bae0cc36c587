import { MONTHS } from '../dates/months.ts'
import { type NoteDocument, readNumber, textsOf } from './document.ts'
import type { NoteFacts } from './facts.ts'
import type { Finding, FindingCode } from './finding.ts'
import { monthOf, type Period, prioritySpan } from './period.ts'

type Placed = { readonly place: string; readonly text: string }

const finding = (code: FindingCode, { place }: Placed, says: string): Finding => ({ code, place, says })

const MONTH_WORDS = new RegExp(`\\b(${MONTHS.join('|')})\\b`, 'g')

/** Months in the standfirst that are none of the priorities: left over from another issue (programme.md S-005). */
export function lintStandfirst(standfirst: string, period: Period): Finding[] {
  const span = prioritySpan(period).map(monthOf)
  const named = [...standfirst.matchAll(MONTH_WORDS)].map(([month]) => month)
  const others = [...new Set(named)].filter(month => !span.includes(month))
  if (others.length === 0) return []
  const says = `names ${others.join(' and ')}; the priorities are for ${span.join(', ')}`
  return [finding('standfirst-period', { place: 'standfirst', text: standfirst }, says)]
}

const SENTENCE_END = /(?<=[.!?;])\s+/
const PER_CENT = /\d+(?:\.\d+)?\s?(?:%|per cent\b)/
const WHOLE = /\bof (?:the |all )?\d[\d,]*|\d\s?\/\s?\d|\bout of\b/

/** A percentage that does not say what it is of (programme.md S-053). */
export function lintShares(text: Placed): Finding[] {
  return sentencesOf(text.text).flatMap(sentence => {
    const share = PER_CENT.exec(sentence)?.[0]
    if (share === undefined || WHOLE.test(sentence)) return []
    return [finding('share-without-whole', text, `${share} of how many? "${shortened(sentence)}"`)]
  })
}

const COUNT = '(\\d{1,6}|one|two|three|four|five|six|seven|eight|nine|ten)'
/** `four GP sites are now live`, `4 live`: a number and what is live, with few words between. */
const LIVE_COUNT = new RegExp(`\\b${COUNT}\\s+(?:[\\w()'-]+\\s+){0,4}?live\\b`, 'gi')

/** A number of live sites in a text that is the number of no care setting, nor of all (programme.md S-014). */
export function lintLive(text: Placed, { positions }: NoteFacts): Finding[] {
  const lines = positions.flatMap(one => one.lines)
  const counts = lines.map(one => one.stages.find(stage => stage.stage === 'live')?.count ?? 0)
  const right = new Set([...counts, counts.reduce((sum, one) => sum + one, 0), ...positions.map(one => one.live)])
  return sentencesOf(text.text).flatMap(sentence =>
    [...sentence.matchAll(LIVE_COUNT)].flatMap(([said, number = '']) => {
      const count = readNumber(number)
      const isWrong = count !== undefined && !right.has(count)
      return isWrong
        ? [finding('live-count', text, `"${said}", but the register has ${[...right].sort().join(' or ')}`)]
        : []
    }),
  )
}

/** Live sites that are counted and not named: the number cannot be held against names (programme.md S-014). */
export function lintLiveNames({ positions }: NoteFacts): Finding[] {
  const lines = positions.flatMap(one => one.lines)
  return lines.flatMap(({ line, stages }) => {
    const { count = 0, named = [] } = stages.find(one => one.stage === 'live') ?? {}
    const says = `${line}: ${count} live, ${named.length} named`
    return count === named.length ? [] : [finding('live-count', { place: 'position', text: '' }, says)]
  })
}

const ADDRESS = /[^\s@(<]+@[^\s@)>,;]+[^\s@)>,;.]/g
const TITLE = /\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame)\.? [A-Z][\p{L}'-]+/gu
/** Two capitalised words behind `contact`, `email`, `ask` or `write to`, where a post would stand. */
const ASKED = /\b(?:contact|e-?mail|ask|write to|speak to|ring|phone|call) ((?:[A-Z][\p{L}'-]+ )[A-Z][\p{L}'-]+)/gu
const POST_WORDS =
  /\b(?:Team|Operations|Programme|Service|Desk|NHS|Board|Authority|Authorities|Director|Lead|CP-IS|Spine)\b/

/** Persons by name, and addresses that are not of the programme's own mailboxes (programme.md S-093, S-107). */
export function lintPersons(text: Placed, own: readonly string[]): Finding[] {
  const addresses = [...text.text.matchAll(ADDRESS)].map(([found]) => found).filter(found => !own.includes(found))
  const titled = [...text.text.matchAll(TITLE)].map(([found]) => found)
  const asked = [...text.text.matchAll(ASKED)].map(found => found[1] ?? '').filter(found => !POST_WORDS.test(found))
  const says = [
    ...addresses.map(found => `the address ${found} is none of the programme's mailboxes`),
    ...[...titled, ...asked].map(found => `"${found}" looks like a person; name the post`),
  ]
  return says.map(one => finding('person-or-address', text, one))
}

const PAIRS: Readonly<Record<string, string>> = { ')': '(', ']': '[' }

/** Brackets that nobody opened or closed: the note of June 2023 has one (programme.md 3.6). */
export function lintBrackets(text: Placed): Finding[] {
  const open: string[] = []
  for (const letter of text.text) {
    if (letter === '(' || letter === '[') open.push(letter)
    else if (PAIRS[letter] !== undefined && open.pop() !== PAIRS[letter])
      return [finding('brackets', text, `a bracket is closed that is not open: "${shortened(text.text)}"`)]
  }
  return open.length === 0 ? [] : [finding('brackets', text, `a bracket is not closed: "${shortened(text.text)}"`)]
}

const DOUBLED = /\b(\p{L}{2,}) \1\b/giu
/** Two of these in a row are English: "the forms that that office has had had their day". */
const MAY_DOUBLE = new Set(['that', 'had'])

/** The same word twice in a row. */
export function lintDoubled(text: Placed): Finding[] {
  const found = [...text.text.matchAll(DOUBLED)].filter(([, word = '']) => !MAY_DOUBLE.has(word.toLowerCase()))
  return found.map(([said]) => finding('doubled-word', text, `"${said}"`))
}

function sentencesOf(text: string): string[] {
  return text.split(SENTENCE_END)
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** Every finding in the texts of an issue. */
export function lintTexts(document: NoteDocument, facts: NoteFacts, ownAddresses: readonly string[]): Finding[] {
  const texts = textsOf(document)
  return [
    ...lintStandfirst(document.standfirst, document.period),
    ...texts.flatMap(text => [
      ...lintShares(text),
      ...lintLive(text, facts),
      ...lintPersons(text, ownAddresses),
      ...lintBrackets(text),
      ...lintDoubled(text),
    ]),
  ]
}
