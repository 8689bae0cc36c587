import { OID } from '../parts/vocabulary.ts'
import { attribute, childrenOf, LOCALISATION, V3, type XmlElement } from '../xml/xml-element.ts'
import { READ_LIMITS, type ReadLimits, readMessage } from '../xml/xml-reader.ts'
import { type ChildRule, ELEMENT_RULES, type ElementRule, MESSAGE_ROOTS } from './element-tables.ts'
import { ruleNameOf } from './implied-values.ts'

/** Where a message leaves the strict form, and how. The place is a path of element names; no text of the file. */
export type Deviation = { readonly place: string; readonly sentence: string }

/** A file wrong in every record is not worth more lines than this. */
const MOST_DEVIATIONS = 100

type Report = (place: string, sentence: string) => void

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
  const report: Report = (place, sentence) => {
    if (deviations.length < MOST_DEVIATIONS) deviations.push({ place, sentence })
  }
  let message: XmlElement | undefined
  let quantity: string | undefined
  const counts = new Map<string, number>()
  const order: string[] = []
  const part = (element: XmlElement) => {
    if (!message) return
    const count = (counts.get(element.name) ?? 0) + 1
    counts.set(element.name, count)
    order.push(wireName(element))
    if (element.name === 'transmissionQuantity') quantity = attribute(element, 'value')
    const rule = ruleNameOf(ELEMENT_RULES[message.name] ?? {}, element.name)
    if (rule !== undefined) checkElement(element, rule, `/${message.name}/${element.name}[${count}]`, report)
  }
  const open = (root: XmlElement) => {
    message = root
    return { keepsParts: false, part }
  }
  await readMessage(bytes, { roots: MESSAGE_ROOTS, open }, limits)
  if (message) {
    const rule = ELEMENT_RULES[message.name] ?? {}
    checkAttributes(message, rule, `/${message.name}`, report)
    checkOrder(order, rule, `/${message.name}`, report)
  }
  if (message?.name === 'File' && Number(quantity) !== (counts.get('record') ?? 0))
    report('/File/transmissionQuantity', 'is not the number of records')
  return deviations
}

function wireName(element: XmlElement): string {
  if (element.namespace === V3) return element.name
  return element.namespace === LOCALISATION ? `npfitlc:${element.name}` : `{${element.namespace}}${element.name}`
}

function checkElement(element: XmlElement, ruleName: string, place: string, report: Report): void {
  const rule = ELEMENT_RULES[ruleName] ?? {}
  checkAttributes(element, rule, place, report)
  if (rule.text === true ? element.text.trim() === '' : element.text !== '')
    report(place, rule.text === true ? 'has no text' : 'has a text of its own')
  checkOrder(element.children.map(wireName), rule, place, report)
  checkBeyondSchema(element, ruleName, place, report)
  const counts = new Map<string, number>()
  for (const child of element.children) {
    const name = wireName(child)
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    const childRule = ruleNameOf(rule, name)
    if (childRule !== undefined) checkElement(child, childRule, `${place}/${name}[${count}]`, report)
  }
}

function checkAttributes(element: XmlElement, rule: ElementRule, place: string, report: Report): void {
  for (const [name, pattern] of Object.entries(rule.attributes ?? {})) {
    const value = element.attributes[name]
    if (value === undefined) report(place, `lacks the attribute ${name}`)
    else if (!pattern.test(value)) report(place, `has an attribute ${name} of the wrong form`)
  }
  for (const [name, given] of Object.entries(element.attributes)) {
    if (name === 'xmlns' || name.startsWith('xmlns:') || rule.attributes?.[name]) continue
    const pattern = rule.optional?.[name]
    if (rule.implied?.includes(name)) report(place, `has the attribute ${name}, which is implied`)
    else if (pattern === undefined) report(place, 'has an attribute that does not belong there')
    else if (!pattern.test(given ?? '')) report(place, `has an attribute ${name} of the wrong form`)
  }
}

/** The children must be the rule's, in its order, each as often as it says. */
function checkOrder(names: readonly string[], rule: ElementRule, place: string, report: Report): void {
  let index = 0
  for (const expected of rule.children ?? []) {
    let count = 0
    while (index < names.length && isOneOf(names[index], expected)) {
      count += 1
      index += 1
    }
    const wanted = Object.keys(expected.choice).join(' or ')
    if (count < expected.least) report(place, `lacks ${wanted}, or has it out of order`)
    if (count > expected.most) report(place, `has ${wanted} more than ${expected.most} times`)
  }
  const left = names[index]
  if (left === undefined) return
  const isImplied = rule.implied?.includes(left) === true
  report(place, isImplied ? `has the element ${left}, which is implied` : 'has an element too much or out of order')
}

function isOneOf(name: string | undefined, expected: ChildRule): boolean {
  return name !== undefined && Object.hasOwn(expected.choice, name)
}

/** What the schema accepts and the service does not (hl7v3.md 9.4: "refuse it ourselves"). */
function checkBeyondSchema(element: XmlElement, ruleName: string, place: string, report: Report): void {
  const [contentId] = childrenOf(element, 'contentId', LOCALISATION)
  const templated = element.children.find(child => child.namespace === V3)
  if (contentId && attribute(contentId, 'extension')?.replace('#', '.') !== templated?.name)
    report(place, 'has a contentId that does not fit its template')
  if (ruleName === 'authority') {
    const uses = childrenOf(element, 'telecom').map(each => attribute(each, 'use'))
    if (uses.filter(use => use === 'EC').length !== 1) report(place, 'does not have exactly one EC phone')
  }
  if (ruleName === 'child' || ruleName === 'playedMother') {
    const roots = childrenOf(element, 'id').map(id => attribute(id, 'root'))
    if (roots[0] !== OID.nhsNumber) report(place, 'does not begin with an NHS number')
  }
}
