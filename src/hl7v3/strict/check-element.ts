import { OID } from '../parts/vocabulary.ts'
import { isAccessEventType } from '../query/access-event-type.ts'
import { attribute, childrenOf, LOCALISATION, V3, type XmlElement } from '../xml/xml-element.ts'
import type { ElementRule } from './element-rule.ts'
import { ELEMENT_RULES } from './element-rules.ts'
import type { Form } from './forms.ts'
import { ruleNameOf } from './implied-values.ts'
import { type Spot, stepNumbers } from './spot.ts'

/** A child as far as its order counts. */
export type Sibling = { readonly name: string; readonly line: number }

/** The name as the rules have it: without a prefix in the HL7 namespace, with `npfitlc:` in the other of ours. */
export function wireName(element: XmlElement): string {
  if (element.namespace === V3) return element.name
  return element.namespace === LOCALISATION ? `npfitlc:${element.name}` : `{${element.namespace}}${element.name}`
}

/** Holds an element and all within it against a rule, and reports every deviation. */
export function checkElement(element: XmlElement, ruleName: string, here: Spot): void {
  const rule = ELEMENT_RULES[ruleName] ?? {}
  checkAttributes(element, rule, here)
  if (rule.text === true && element.text.trim() === '') here.report('has no text')
  if (rule.text !== true && element.text !== '') here.report('has a text of its own')
  const children = here.place.includes(WITHIN_QUERY) ? withoutAccessEventType(element.children) : element.children
  checkOrder(children.map(siblingOf), rule, here)
  checkBeyondSchema(element, ruleName, here)
  const numbered = stepNumbers()
  for (const child of children) {
    const name = wireName(child)
    const step = numbered(name)
    const childRule = ruleNameOf(rule, name)
    if (childRule !== undefined) checkElement(child, childRule, here.at(step, child.line))
  }
}

/**
 * Its place within the query is not public (hl7v3.md 11), so that it is in nobody's order there; its own module says
 * whether it can be read. Elsewhere it does not belong, and a silent look-up must not be taken for a standard one.
 */
const WITHIN_QUERY = '/cP-ISNHSQuery['
const withoutAccessEventType = (children: readonly XmlElement[]) => children.filter(child => !isAccessEventType(child))

export const siblingOf = (element: XmlElement): Sibling => ({ name: wireName(element), line: element.line })

const RULES = Object.values(ELEMENT_RULES)
/** The names of the schema: any other might be somebody's text, and is not repeated. */
const ELEMENTS = new Set(RULES.flatMap(({ children = [] }) => children.flatMap(({ choice }) => Object.keys(choice))))
const ATTRIBUTES = new Set(RULES.flatMap(rule => Object.keys({ ...rule.attributes, ...rule.optional })))

const misplaced = (what: 'attribute' | 'element', name: string, known: ReadonlySet<string>) =>
  known.has(name) ? `has the ${what} ${name}, which does not belong there` : `has an ${what} that does not belong there`

/** `xsi:schemaLocation` says nothing about the message and may stand on any element. */
const isDeclaration = (name: string) =>
  name === 'xmlns' || name.startsWith('xmlns:') || name.endsWith(':schemaLocation')

/** Attributes: those that must be there, those that may, those that are implied, and no others. */
export function checkAttributes(element: XmlElement, rule: ElementRule, here: Spot): void {
  for (const [name, form] of Object.entries(rule.attributes ?? {})) {
    const value = element.attributes[name]
    if (value === undefined) here.report(`lacks the attribute ${name}`)
    else checkForm(name, value, form, here)
  }
  for (const [name, given] of Object.entries(element.attributes)) {
    if (isDeclaration(name) || rule.attributes?.[name]) continue
    const form = rule.optional?.[name]
    if (rule.implied?.includes(name)) here.report(`has the attribute ${name}, which is implied`)
    else if (form === undefined) here.report(misplaced('attribute', name, ATTRIBUTES))
    else checkForm(name, given ?? '', form, here)
  }
}

function checkForm(name: string, value: string, form: Form, here: Spot): void {
  if (!form.pattern.test(value)) here.report(`has an attribute ${name} of the wrong form; wanted: ${form.wanted}`)
}

/** The children must be the rule's, each as often as it says, and in its order. */
export function checkOrder(siblings: readonly Sibling[], rule: ElementRule, here: Spot): void {
  const expected = rule.children ?? []
  const placeOf = (name: string) => expected.findIndex(({ choice }) => Object.hasOwn(choice, name))
  const known = siblings.filter(({ name, line }) => {
    if (placeOf(name) >= 0) return true
    const isImplied = rule.implied?.includes(name) === true
    here.report(isImplied ? `has the element ${name}, which is implied` : misplaced('element', name, ELEMENTS), line)
    return false
  })
  for (const { choice, least, most } of expected) {
    const count = known.filter(({ name }) => Object.hasOwn(choice, name)).length
    const wanted = Object.keys(choice).join(' or ')
    if (count < least) here.report(`lacks ${wanted}`)
    if (count > most) here.report(`has ${wanted} ${count} times; wanted: at most ${most === 1 ? 'once' : most}`)
  }
  if (rule.anyOrder) return
  const wrong = known.findIndex(({ name }, index) => index > 0 && placeOf(name) < placeOf(known[index - 1]?.name ?? ''))
  const [before, after] = [known[wrong - 1], known[wrong]]
  if (before && after) here.report(`has ${after.name} after ${before.name}; it belongs before it`, after.line)
}

/** What the schema accepts and the service does not (hl7v3.md 9.4: "refuse it ourselves"). */
function checkBeyondSchema(element: XmlElement, ruleName: string, here: Spot): void {
  const [contentId] = childrenOf(element, 'contentId', LOCALISATION)
  const templated = element.children.find(child => child.namespace === V3)
  if (contentId && attribute(contentId, 'extension')?.replace('#', '.') !== templated?.name)
    here.report('has a contentId that does not fit its template')
  if (ruleName === 'authority') {
    const uses = childrenOf(element, 'telecom').map(each => attribute(each, 'use'))
    if (uses.filter(use => use === 'EC').length !== 1) here.report('does not have exactly one EC phone')
  }
  if (ruleName === 'child' || ruleName === 'playedMother') {
    const roots = childrenOf(element, 'id').map(id => attribute(id, 'root'))
    if (roots[0] !== OID.nhsNumber) here.report('does not begin with an NHS number')
  }
  if (ruleName === 'askingPerson') {
    const roots = childrenOf(element, 'id').map(id => attribute(id, 'root'))
    if (roots[0] !== OID.userId || roots[1] === OID.userId) here.report('does not begin with the one id of the user')
  }
}
