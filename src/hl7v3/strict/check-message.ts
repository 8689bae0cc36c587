import { isHl7v3Refusal } from '../errors.ts'
import { readAccessEventType, withoutAccessEventType } from '../query/access-event-type.ts'
import { findInteraction } from '../spine/find-interaction.ts'
import { at, attribute, type XmlElement } from '../xml/xml-element.ts'
import { READ_LIMITS, type ReadLimits } from '../xml/xml-reader.ts'
import { checkAttributes, checkElement, checkOrder, type Sibling, siblingOf, wireName } from './check-element.ts'
import { checkSoap } from './check-soap.ts'
import { checkedRule } from './checked-rule.ts'
import { readAny } from './read-any.ts'
import { type Deviation, type Spot, spot, stepNumbers } from './spot.ts'

export type { Deviation } from './spot.ts'

/** What a file turned out to be, by its root or by the interaction in its envelope, and where it leaves the strict form. */
export type CheckedMessage = { readonly name: string; readonly deviations: readonly Deviation[] }

/**
 * Compares any of the six messages, or a failure of the query leg, with the element rules: order, cardinality, forms,
 * implied values, and the rules the schema cannot express (hl7v3.md 9.1, 9.4, 18). Messages of the query leg may come as
 * the bare payload, as the interaction, or in their SOAP envelope. Our readers accept more than this; our writers write
 * nothing else. Throws the XML_ and MESSAGE_ codes for what is no such message.
 */
export async function checkAnyMessage(
  bytes: AsyncIterable<Uint8Array>,
  limits: ReadLimits = READ_LIMITS,
): Promise<CheckedMessage> {
  const deviations: Deviation[] = []
  const file = fileChecker(deviations)
  const tree = await readAny(bytes, file.reader, limits)
  if (tree === undefined) return { name: file.finish(), deviations }
  return { name: checkTree(tree, deviations), deviations }
}

/** As `checkAnyMessage`, the deviations only. */
export async function checkMessage(
  bytes: AsyncIterable<Uint8Array>,
  limits: ReadLimits = READ_LIMITS,
): Promise<readonly Deviation[]> {
  return (await checkAnyMessage(bytes, limits)).deviations
}

/** Checks the parts of a file as they come, and the file when it has ended. */
function fileChecker(deviations: Deviation[]) {
  const order: Sibling[] = []
  const numbered = stepNumbers()
  let root: XmlElement | undefined
  let quantity: XmlElement | undefined
  const here = () => spot(() => `/${root?.name}`, root?.line ?? 1, deviations)
  const part = (element: XmlElement) => {
    order.push(siblingOf(element))
    const name = wireName(element)
    if (name === 'transmissionQuantity') quantity = element
    const rule = checkedRule(root?.name ?? '').ruleOf.get(name)
    const step = numbered(name)
    if (rule !== undefined)
      checkElement(
        element,
        rule,
        here().at(() => step, element.line),
      )
  }
  const open = (element: XmlElement) => {
    root = element
    return { keepsParts: false, part }
  }
  const finish = () => {
    if (root) checkFile(root, order, here())
    const records = order.filter(({ name }) => name === 'record').length
    if (root?.name === 'File' && quantity && Number(attribute(quantity, 'value')) !== records)
      here()
        .at(() => 'transmissionQuantity', quantity.line)
        .report('is not the number of records')
    return root?.name ?? ''
  }
  return { reader: open, finish }
}

function checkFile(root: XmlElement, order: readonly Sibling[], here: Spot): void {
  const rule = checkedRule(root.name)
  checkAttributes(root, rule, here)
  checkOrder(order, rule, here)
}

/** A message of the query leg, in whatever it is wrapped. Returns its name. */
function checkTree(tree: XmlElement, deviations: Deviation[]): string {
  const { envelope, message } = findInteraction(tree)
  const here = spot(() => `/${message.name}`, message.line, deviations)
  if (envelope)
    checkSoap(
      envelope,
      message,
      spot(() => '/Envelope', envelope.line, deviations),
    )
  checkElement(withoutAccessEventType(message), message.name, here)
  const query = at(
    message,
    ...(message.name === 'CP-ISQueryStub' ? [] : ['ControlActEvent', 'subject', 'CP-ISQueryStub']),
    'cP-ISNHSQuery',
  )
  if (query) checkAccessEventType(query, here)
  return message.name
}

function checkAccessEventType(query: XmlElement, here: Spot): void {
  try {
    readAccessEventType(query)
  } catch (error) {
    if (!isHl7v3Refusal(error)) throw error
    here.report('has an accessEventType twice, or one that is neither true nor false', query.line)
  }
}
