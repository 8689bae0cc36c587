import { chanceOf } from '../simulation/exchange-model.ts'

/** Chance of one run: the same again for the same seed. */
export type Dice = { readonly upTo: (below: number) => number; pick<One>(all: readonly One[]): One }

export function openDice(seed: number): Dice {
  const next = chanceOf(seed)
  const upTo = (below: number) => Math.floor(next() * below)
  return {
    upTo,
    pick<One>(all: readonly One[]): One {
      const one = all[upTo(all.length)]
      if (one === undefined) throw new Error('nothing to pick from')
      return one
    },
  }
}

/** What has broken readers before: bounds, marks of order, quotes of every language we write, dates that are none. */
const ODD = [
  '',
  ' ',
  '0',
  '-1',
  '9'.repeat(40),
  '1e309',
  'NaN',
  'null',
  'true',
  '\0',
  '\ufeff',
  '\ufffd',
  '\u2028',
  '\u202e',
  'é',
  '\u{1f9d2}',
  "'; select 1 --",
  '"',
  '<',
  '&',
  ']]>',
  '<!--',
  '<![CDATA[',
  '&#0;',
  '&#x110000;',
  '&nobody;',
  '%00',
  '%ff',
  '%',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  '20260230',
  '00000000000000',
  '2026-02-30',
  '9999999999',
  '9990000018',
  'x'.repeat(5_000),
  '=1+1',
  '\r\n',
  '\t',
] as const

type Mutation = (text: string, dice: Dice) => string

const span = (text: string, dice: Dice, longest = 200): [number, number] => {
  const from = dice.upTo(text.length + 1)
  return [from, Math.min(text.length, from + dice.upTo(longest))]
}

const anywhere: readonly Mutation[] = [
  (text, dice) => {
    const [from, to] = span(text, dice)
    return text.slice(0, from) + text.slice(to)
  },
  (text, dice) => {
    const [from, to] = span(text, dice)
    return text.slice(0, to) + text.slice(from)
  },
  (text, dice) => {
    const at = dice.upTo(text.length + 1)
    return text.slice(0, at) + dice.pick(ODD) + text.slice(at)
  },
  (text, dice) => {
    const at = dice.upTo(text.length + 1)
    return text.slice(0, at) + String.fromCharCode(dice.upTo(dice.pick([128, 256, 65_536]))) + text.slice(at + 1)
  },
  (text, dice) => text.slice(0, dice.upTo(text.length + 1)),
]

/** One of the places of a pattern, replaced. */
const atOneOf =
  (pattern: RegExp, by: (found: string, dice: Dice, text: string) => string): Mutation =>
  (text, dice) => {
    const places = [...text.matchAll(pattern)]
    if (places.length === 0) return text
    const place = dice.pick(places)
    return text.slice(0, place.index) + by(place[0], dice, text) + text.slice(place.index + place[0].length)
  }

const VALUE = /(?<=[=:,>"&?/ ])[^=:,<>"&?/\s]+/g
const values: readonly Mutation[] = [
  atOneOf(VALUE, (_found, dice) => dice.pick(ODD)),
  atOneOf(VALUE, (found, dice) => found.repeat(1 + dice.upTo(50))),
  atOneOf(VALUE, (_found, dice, text) => dice.pick([...text.matchAll(VALUE)])[0]),
  atOneOf(/\d+/g, (found, dice) => String(Number(found) + dice.pick([-1, 1, 10, 1e15]))),
]

const ELEMENT = /<([\w.:-]+)(?:\s[^<>]*)?(?:\/>|>[^<>]*<\/\1>)/g
const xml: readonly Mutation[] = [
  atOneOf(ELEMENT, () => ''),
  atOneOf(ELEMENT, found => found + found),
  atOneOf(ELEMENT, (_found, dice, text) => dice.pick([...text.matchAll(ELEMENT)])[0]),
  atOneOf(ELEMENT, (found, dice) => {
    const depth = dice.pick([1, 10, 100, 3_000])
    return '<n>'.repeat(depth) + found + '</n>'.repeat(depth)
  }),
  atOneOf(
    /<[\w.:-]+/g,
    (found, dice) => `${found} ${dice.pick(['a="b"', 'xsi:nil="true"', 'nullFlavor="UNK"', 'xmlns="x"'])}`,
  ),
  atOneOf(/<\/?[\w.:-]+/g, found => `${found}x`),
  atOneOf(/ [\w:.-]+="[^"]*"/g, () => ''),
  atOneOf(/ [\w:.-]+="[^"]*"/g, found => found + found),
]

const lines: readonly Mutation[] = [
  atOneOf(/[^\n]*\n/g, () => ''),
  atOneOf(/[^\n]*\n/g, (found, dice) => found.repeat(1 + dice.upTo(30))),
  atOneOf(/[^\n]*\n/g, (_found, dice, text) => dice.pick([...text.matchAll(/[^\n]*\n/g)])[0]),
]

export type Grammar = 'xml' | 'lines'

/** Changes a text of the corpus in one to four places, as its grammar goes or against it. */
export function mutate(text: string, grammar: Grammar, dice: Dice): string {
  const kinds = [anywhere, values, grammar === 'xml' ? xml : lines, grammar === 'xml' ? xml : values]
  let changed = text
  for (let times = 1 + dice.upTo(4); times > 0; times -= 1) changed = dice.pick(dice.pick(kinds))(changed, dice)
  return changed
}
