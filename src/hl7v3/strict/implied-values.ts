import { V3, type XmlElement } from '../xml/xml-element.ts'
import type { ElementRule } from './element-rule.ts'
import { ELEMENT_RULES } from './element-rules.ts'

/**
 * True when a fixed attribute or element that must stay implied (classCode, code, templateId, the root of a file id) is
 * written out anywhere within an element of a known kind. Elements the tables do not know are passed over.
 */
export function hasImpliedValue(element: XmlElement, ruleName: string): boolean {
  const rule = ELEMENT_RULES[ruleName] ?? {}
  if (rule.implied?.some(name => element.attributes[name] !== undefined)) return true
  return element.children.some(child => {
    if (child.namespace !== V3) return false
    const childRule = ruleNameOf(rule, child.name)
    return childRule === undefined ? rule.implied?.includes(child.name) === true : hasImpliedValue(child, childRule)
  })
}

/** The name of the rule for a child element; `undefined` when the tables do not know it there. */
export function ruleNameOf(rule: ElementRule, child: string): string | undefined {
  for (const { choice } of rule.children ?? []) if (Object.hasOwn(choice, child)) return choice[child]
  return undefined
}
