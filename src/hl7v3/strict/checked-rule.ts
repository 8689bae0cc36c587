import type { ChildRule, ElementRule } from './element-rule.ts'
import { ELEMENT_RULES } from './element-rules.ts'
import type { Form } from './forms.ts'

/** A rule as it is looked up: every query is held against about sixty of them. */
export type CheckedRule = {
  readonly needed: ReadonlyMap<string, Form>
  readonly optional: ReadonlyMap<string, Form>
  readonly implied: ReadonlySet<string>
  readonly hasText: boolean
  readonly anyOrder: boolean
  readonly expected: readonly ChildRule[]
  /** By the name of a child: its place in the order, and the name of its own rule. */
  readonly placeOf: ReadonlyMap<string, number>
  readonly ruleOf: ReadonlyMap<string, string>
}

function prepared(rule: ElementRule): CheckedRule {
  const expected = rule.children ?? []
  return {
    needed: new Map(Object.entries(rule.attributes ?? {})),
    optional: new Map(Object.entries(rule.optional ?? {})),
    implied: new Set(rule.implied),
    hasText: rule.text === true,
    anyOrder: rule.anyOrder === true,
    expected,
    placeOf: new Map(expected.flatMap(({ choice }, place) => Object.keys(choice).map(name => [name, place]))),
    ruleOf: new Map(expected.flatMap(({ choice }) => Object.entries(choice))),
  }
}

const RULES = new Map(Object.entries(ELEMENT_RULES).map(([name, rule]) => [name, prepared(rule)]))
const NO_RULE = prepared({})

/** The rule of this name; one that allows nothing when there is none. */
export function checkedRule(name: string): CheckedRule {
  return RULES.get(name) ?? NO_RULE
}

const all = [...RULES.values()]

/** The names of the schema: any other might be somebody's text, and is not repeated. */
export const NAMES = {
  element: new Set(all.flatMap(({ placeOf }) => [...placeOf.keys()])),
  attribute: new Set(all.flatMap(({ needed, optional }) => [...needed.keys(), ...optional.keys()])),
} as const
