import type { Form } from './forms.ts'

/** A child's place: which elements may stand there, each with the name of its rule, and how often. */
export type ChildRule = {
  readonly choice: Readonly<Record<string, string>>
  readonly least: number
  readonly most: number
}

/** What one kind of element looks like on the wire (hl7v3.md 2 to 5). Whatever is not listed may not be there. */
export type ElementRule = {
  readonly attributes?: Readonly<Record<string, Form>>
  readonly optional?: Readonly<Record<string, Form>>
  /** Attributes and child elements with a fixed value: in the model, never on the wire (hl7v3.md 2.2). */
  readonly implied?: readonly string[]
  readonly text?: true
  /** In exactly this order. */
  readonly children?: readonly ChildRule[]
  /** The children may come in any order: the parts of an author's name (hl7v3.md 2.4). */
  readonly anyOrder?: true
}

export type ElementRules = Readonly<Record<string, ElementRule>>

export const MANY = Number.MAX_SAFE_INTEGER

export const child = (name: string, rule: string, least = 1, most = 1): ChildRule => ({
  choice: { [name]: rule },
  least,
  most,
})
export const maybe = (name: string, rule: string): ChildRule => child(name, rule, 0, 1)
export const choice = (rules: Readonly<Record<string, string>>): ChildRule => ({ choice: rules, least: 1, most: 1 })

const LINK = [
  'typeCode',
  'contextConductionInd',
  'contextControlCode',
  'inversionInd',
  'negationInd',
  'seperatableInd',
  'templateId',
]
export const ACT = ['classCode', 'moodCode', 'code', 'templateId']
export const ENTITY = ['classCode', 'determinerCode', 'templateId']
export const ROLE = ['classCode', 'templateId']

/** A link to one element, as payloads have it. */
export const wrapped = (name: string, rule: string): ElementRule => ({ implied: LINK, children: [child(name, rule)] })
export const linked = (children: readonly ChildRule[]): ElementRule => ({ implied: LINK, children })
/** An observation that is its value. */
export const valued = (rule: string): ElementRule => ({ implied: ACT, children: [child('value', rule)] })
/** A place for one of several templates, named before by its `contentId` (hl7v3.md 2.3). */
export const templated = (rules: Readonly<Record<string, string>>): ElementRule =>
  linked([child('npfitlc:contentId', 'contentId'), choice(rules)])
