import { OID } from '../parts/vocabulary.ts'
import { attribute, childrenOf, LOCALISATION, V3, type XmlElement } from '../xml/xml-element.ts'
import { type CheckedRule, checkedRule, NAMES } from './checked-rule.ts'
import type { Form } from './forms.ts'
import type { Spot } from './spot.ts'

/** A child as far as its order counts. */
export type Sibling = { readonly name: string; readonly line: number }

/** The name as the rules have it: without a prefix in the HL7 namespace, with `npfitlc:` in the other of ours. */
export function wireName(element: XmlElement): string {
  if (element.namespace === V3) return element.name
  return element.namespace === LOCALISATION ? `npfitlc:${element.name}` : `{${element.namespace}}${element.name}`
}

/** Holds an element and all within it against a rule, and reports every deviation. */
export function checkElement(element: XmlElement, ruleName: string, here: Spot): void {
  const rule = checkedRule(ruleName)
  const { children } = element
  checkAttributes(element, rule, here)
  if (rule.hasText && element.text.trim() === '') here.report('has no text')
  if (!rule.hasText && element.text !== '') here.report('has a text of its own')
  const siblings = children.map(siblingOf)
  checkOrder(siblings, rule, here)
  checkBeyondSchema(element, ruleName, here)
  for (const [index, child] of children.entries()) {
    const childRule = rule.ruleOf.get(siblings[index]?.name ?? '')
    if (childRule !== undefined)
      checkElement(
        child,
        childRule,
        here.at(() => stepOf(siblings, index), child.line),
      )
  }
}

export const siblingOf = (element: XmlElement): Sibling => ({ name: wireName(element), line: element.line })

function stepOf(siblings: readonly Sibling[], index: number): string {
  const name = siblings[index]?.name ?? ''
  return `${name}[${siblings.slice(0, index + 1).filter(each => each.name === name).length}]`
}

const misplaced = (what: 'attribute' | 'element', name: string) =>
  NAMES[what].has(name)
    ? `has the ${what} ${name}, which does not belong there`
    : `has an ${what} that does not belong there`

/** `xsi:schemaLocation` says nothing about the message and may stand on any element. */
const isDeclaration = (name: string) =>
  name === 'xmlns' || name.startsWith('xmlns:') || name.endsWith(':schemaLocation')

/** Attributes: those that must be there, those that may, those that are implied, and no others. */
export function checkAttributes({ attributes }: XmlElement, rule: CheckedRule, here: Spot): void {
  for (const [name, form] of rule.needed) {
    const value = attributes[name]
    if (value === undefined) here.report(`lacks the attribute ${name}`)
    else checkForm(name, value, form, here)
  }
  for (const name in attributes) {
    if (rule.needed.has(name) || isDeclaration(name)) continue
    const form = rule.optional.get(name)
    if (form !== undefined) checkForm(name, attributes[name] ?? '', form, here)
    else if (rule.implied.has(name)) here.report(`has the attribute ${name}, which is implied`)
    else here.report(misplaced('attribute', name))
  }
}

function checkForm(name: string, value: string, form: Form, here: Spot): void {
  if (!form.pattern.test(value)) here.report(`has an attribute ${name} of the wrong form; wanted: ${form.wanted}`)
}

/** The children must be the rule's, each as often as it says, and in its order. */
export function checkOrder(siblings: readonly Sibling[], rule: CheckedRule, here: Spot): void {
  const { expected, placeOf } = rule
  const counts = expected.map(() => 0)
  let last: Sibling | undefined
  let isOrdered = rule.anyOrder
  for (const sibling of siblings) {
    const place = placeOf.get(sibling.name)
    if (place === undefined) {
      const isImplied = rule.implied.has(sibling.name)
      const sentence = isImplied
        ? `has the element ${sibling.name}, which is implied`
        : misplaced('element', sibling.name)
      here.report(sentence, sibling.line)
      continue
    }
    counts[place] = (counts[place] ?? 0) + 1
    if (!isOrdered && last && place < (placeOf.get(last.name) ?? 0)) {
      here.report(`has ${sibling.name} after ${last.name}; it belongs before it`, sibling.line)
      // Once told, every further sibling may look out of place.
      isOrdered = true
    }
    last = sibling
  }
  for (const [index, { choice, least, most }] of expected.entries()) {
    const count = counts[index] ?? 0
    if (count < least) here.report(`lacks ${Object.keys(choice).join(' or ')}`)
    if (count > most) {
      const wanted = most === 1 ? 'once' : most
      here.report(`has ${Object.keys(choice).join(' or ')} ${count} times; wanted: at most ${wanted}`)
    }
  }
}

/** What the schema accepts and the service does not (hl7v3.md 9.4: "refuse it ourselves"). */
function checkBeyondSchema(element: XmlElement, ruleName: string, here: Spot): void {
  if (element.children[0]?.namespace === LOCALISATION) {
    const [contentId] = childrenOf(element, 'contentId', LOCALISATION)
    const templated = element.children.find(child => child.namespace === V3)
    if (attribute(contentId, 'extension')?.replace('#', '.') !== templated?.name)
      here.report('has a contentId that does not fit its template')
  }
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
