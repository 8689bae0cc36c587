import { V3, type XmlElement } from '../xml/xml-element.ts'
import type { ElementRule } from './element-rule.ts'
import { ELEMENT_RULES } from './element-rules.ts'

/** A rule as it is asked a hundred thousand times in an upload. */
type Known = { readonly implied: ReadonlySet<string>; readonly children: ReadonlyMap<string, string> }

const NOTHING: Known = { implied: new Set(), children: new Map() }

const KNOWN: ReadonlyMap<string, Known> = new Map(
  Object.entries(ELEMENT_RULES).map(([name, rule]) => [
    name,
    { implied: new Set(rule.implied), children: new Map(childrenOf(rule)) },
  ]),
)

/** The rule of each child; of two for one name the first counts. */
function childrenOf(rule: ElementRule): [string, string][] {
  return (rule.children ?? []).flatMap(({ choice }) => Object.entries(choice)).reverse()
}

/**
 * True when a fixed attribute or element that must stay implied (classCode, code, templateId, the root of a file id) is
 * written out anywhere within an element of a known kind. Elements the tables do not know are passed over.
 */
export function hasImpliedValue(element: XmlElement, ruleName: string): boolean {
  const { implied, children } = KNOWN.get(ruleName) ?? NOTHING
  if (implied.size > 0) for (const name in element.attributes) if (implied.has(name)) return true
  for (const child of element.children) {
    if (child.namespace !== V3) continue
    const rule = children.get(child.name)
    if (rule === undefined ? implied.has(child.name) : hasImpliedValue(child, rule)) return true
  }
  return false
}

/** The name of the rule for a child element; `undefined` when the tables do not know it there. */
export function ruleNameOf(rule: ElementRule, child: string): string | undefined {
  for (const { choice } of rule.children ?? []) if (Object.hasOwn(choice, child)) return choice[child]
  return undefined
}
