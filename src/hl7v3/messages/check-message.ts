import { OID } from '../parts/vocabulary.ts'
import { attribute, childrenOf, LOCALISATION, V3, type XmlElement } from '../xml/xml-element.ts'
import { READ_LIMITS, type ReadLimits, readMessage } from '../xml/xml-reader.ts'
import { type ChildRule, ELEMENT_RULES, type ElementRule, MESSAGE_ROOTS } from './element-tables.ts'
import { ruleNameOf } from './implied-values.ts'

/** Where a message leaves the strict form, and how. The place is a path of element names; no text of the file. */
export type Deviation = { readonly place: string; readonly sentence: string }

/** A file wrong in every record is not worth more lines than this. */
const MOST_DEVIATIONS = 100

/** A place in the message that deviations are reported of. */
type Spot = { report(sentence: string): void; at(step: string): Spot }

function spot(place: string, deviations: Deviation[]): Spot {
  return {
    report(sentence) {
      if (deviations.length < MOST_DEVIATIONS) deviations.push({ place, sentence })
    },
    at: step => spot(`${place}/${step}`, deviations),
  }
}

/**
 * Compares a message 01, 02, 05 or 06 with the element tables: order, cardinality, forms, implied values, and the rules
 * the schema cannot express (hl7v3.md 9.4, 18). Our readers accept more than this; our writers write nothing else.
 * Throws the XML_ and MESSAGE_ codes for what is no such message.
 */
export async function checkMessage(
  bytes: AsyncIterable<Uint8Array>,
  limits: ReadLimits = READ_LIMITS,
): Promise<Deviation[]> {
  const deviations: Deviation[] = []
  const order: string[] = []
  let message: XmlElement | undefined
  let quantity: string | undefined
  const whole = spot('', deviations)
  const numbered = stepNumbers()
  const part = (element: XmlElement) => {
    if (!message) return
    const name = wireName(element)
    order.push(name)
    if (name === 'transmissionQuantity') quantity = attribute(element, 'value')
    const rule = ruleNameOf(ELEMENT_RULES[message.name] ?? {}, name)
    const step = numbered(name)
    if (rule !== undefined) checkElement(element, rule, whole.at(message.name).at(step))
  }
  const open = (root: XmlElement) => {
    message = root
    return { keepsParts: false, part }
  }
  await readMessage(bytes, { roots: MESSAGE_ROOTS, open }, limits)
  if (message) checkRoot(message, order, whole.at(message.name))
  if (message?.name === 'File' && Number(quantity) !== order.filter(name => name === 'record').length)
    whole.at('File').at('transmissionQuantity').report('is not the number of records')
  return deviations
}

function checkRoot(message: XmlElement, order: readonly string[], here: Spot): void {
  const rule = ELEMENT_RULES[message.name] ?? {}
  checkAttributes(message, rule, here)
  checkOrder(order, rule, here)
}

/** Names each child with its number among those of its name, as an XPath has it. */
function stepNumbers(): (name: string) => string {
  const counts = new Map<string, number>()
  return name => {
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return `${name}[${count}]`
  }
}

function wireName(element: XmlElement): string {
  if (element.namespace === V3) return element.name
  return element.namespace === LOCALISATION ? `npfitlc:${element.name}` : `{${element.namespace}}${element.name}`
}

function checkElement(element: XmlElement, ruleName: string, here: Spot): void {
  const rule = ELEMENT_RULES[ruleName] ?? {}
  checkAttributes(element, rule, here)
  if (rule.text === true && element.text.trim() === '') here.report('has no text')
  if (rule.text !== true && element.text !== '') here.report('has a text of its own')
  checkOrder(element.children.map(wireName), rule, here)
  checkBeyondSchema(element, ruleName, here)
  const numbered = stepNumbers()
  for (const child of element.children) {
    const name = wireName(child)
    const step = numbered(name)
    const childRule = ruleNameOf(rule, name)
    if (childRule !== undefined) checkElement(child, childRule, here.at(step))
  }
}

function checkAttributes(element: XmlElement, rule: ElementRule, here: Spot): void {
  for (const [name, pattern] of Object.entries(rule.attributes ?? {})) {
    const value = element.attributes[name]
    if (value === undefined) here.report(`lacks the attribute ${name}`)
    else if (!pattern.test(value)) here.report(`has an attribute ${name} of the wrong form`)
  }
  for (const [name, given] of Object.entries(element.attributes)) {
    if (name === 'xmlns' || name.startsWith('xmlns:') || rule.attributes?.[name]) continue
    const pattern = rule.optional?.[name]
    if (rule.implied?.includes(name)) here.report(`has the attribute ${name}, which is implied`)
    else if (pattern === undefined) here.report('has an attribute that does not belong there')
    else if (!pattern.test(given ?? '')) here.report(`has an attribute ${name} of the wrong form`)
  }
}

/** The children must be the rule's, in its order, each as often as it says. */
function checkOrder(names: readonly string[], rule: ElementRule, here: Spot): void {
  let index = 0
  for (const expected of rule.children ?? []) {
    let count = 0
    while (index < names.length && isOneOf(names[index], expected)) {
      count += 1
      index += 1
    }
    const wanted = Object.keys(expected.choice).join(' or ')
    if (count < expected.least) here.report(`lacks ${wanted}, or has it out of order`)
    if (count > expected.most) here.report(`has ${wanted} more than ${expected.most} times`)
  }
  const left = names[index]
  if (left === undefined) return
  const isImplied = rule.implied?.includes(left) === true
  here.report(isImplied ? `has the element ${left}, which is implied` : 'has an element too much or out of order')
}

function isOneOf(name: string | undefined, expected: ChildRule): boolean {
  return name !== undefined && Object.hasOwn(expected.choice, name)
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
}
