import type { PlanType } from '../../register/index.ts'
import { readDay } from '../parts/times.ts'
import { type PlanTemplate, SHOWN_PLAN_TEMPLATES } from '../parts/vocabulary.ts'
import { present } from '../present.ts'
import { at, attribute, childrenOf, LOCALISATION, V3, type XmlElement } from '../xml/xml-element.ts'

export type ReadPlan = {
  readonly type?: PlanType
  /** The `contentId` as sent, else the name of the element. */
  readonly typeAsSent: string
  readonly start?: string
  readonly end?: string
  readonly fault?: string
}

/**
 * Reads one plan of an answer. A type that is not known, or a `contentId` that contradicts its element, leaves the type
 * out and says so: the plan is shown all the same (hl7v3.md 18). Dates are found by their own names.
 */
export function readAnsweredPlan(holder: XmlElement): ReadPlan {
  const content = attribute(childrenOf(holder, 'contentId', LOCALISATION)[0], 'extension')
  const element = holder.children.find(each => each.namespace === V3)
  const typeAsSent = content ?? element?.name ?? ''
  const type = PLAN_TYPES.find(each => SHOWN_PLAN_TEMPLATES[each].element === element?.name)
  const template = type && SHOWN_PLAN_TEMPLATES[type]
  const isClear = template !== undefined && (content === undefined || content === template.content)
  const { start, end } = datesOf(element, template)
  const fault = isClear ? faultOf(start) : 'The type of a plan cannot be read'
  return present({ type: isClear ? type : undefined, typeAsSent, start, end, fault })
}

const PLAN_TYPES = Object.keys(SHOWN_PLAN_TEMPLATES) as PlanType[]

const faultOf = (start: string | undefined) => (start === undefined ? 'A plan has no readable start date' : undefined)

function datesOf(element: XmlElement | undefined, template: PlanTemplate | undefined) {
  const dates = element?.children.flatMap(component => component.children) ?? []
  const dateNamed = (ending: string) => {
    const date = dates.find(({ name }) => (template ? name === `${template.prefix}${ending}` : name.endsWith(ending)))
    const value = attribute(at(date, 'value'), 'value')
    return value === undefined ? undefined : readDay(value)
  }
  return { start: dateNamed('StartDate'), end: dateNamed('EndDate') }
}
