import type { PlanType, SubmittedPlan } from '../../register/index.ts'
import { present } from '../present.ts'
import { at, attribute, childrenOf, EXTENSION, V3, type XmlElement } from '../xml/xml-element.ts'
import { type Xml, xml } from '../xml/xml-writer.ts'
import { readContent, writeContent } from './content.ts'
import { readDay, writePlanDay } from './times.ts'
import { PLAN_TEMPLATES, SHOWN_PLAN_TEMPLATES } from './vocabulary.ts'

/** The three dates, each in its own component (hl7v3.md 3.7). */
const DATES = { StartDate: 'start', EndDate: 'end', DeleteDate: 'deleted' } as const
type DateField = (typeof DATES)[keyof typeof DATES]

/** Ours, beside the template: the category of the plan, which the schema has no place for (decision 64). */
const CATEGORY = 'X-planCategory'

/**
 * Reads the plan of one `pertinentInformation`, or a sentence on why it cannot be read. A date is found by its own
 * name, whichever component holds it: the national verifier looks for delete dates in the wrong one (hl7v3.md 4.1).
 */
export function readPlan(holder: XmlElement): SubmittedPlan | string {
  const content = readContent(holder, PLAN_TEMPLATES)
  if (content === undefined) return 'A plan does not have exactly one known template with a contentId that fits it'
  const dates: { [Field in DateField]?: string | undefined } = {}
  for (const date of content.element.children.flatMap(component => component.children)) {
    const field = dateField(content.kind, date)
    if (field === undefined) return 'A plan holds something that is not one of its own dates'
    if (Object.hasOwn(dates, field)) return 'A plan has one of its dates twice'
    const value = attribute(at(date, 'value'), 'value')
    dates[field] = value === undefined ? undefined : readDay(value)
  }
  // Of several none is chosen: together they are the code of no category.
  const categories = childrenOf(holder, CATEGORY, EXTENSION).flatMap(each => attribute(each, 'code') ?? [])
  const category = categories.join(' ') || undefined
  return present({ type: content.kind, start: dates.start, end: dates.end, deleted: dates.deleted, category })
}

function dateField(type: PlanType, date: XmlElement): DateField | undefined {
  const { prefix } = PLAN_TEMPLATES[type]
  if (date.namespace !== V3 || !date.name.startsWith(prefix)) return undefined
  return DATES[date.name.slice(prefix.length) as keyof typeof DATES]
}

/** Where plans stand: in uploads, in acknowledgements, or in answers to a query, which have templates of their own. */
const PLACES = {
  uploaded: { element: { xml: 'pertinentInformation' }, templates: PLAN_TEMPLATES, carriesCategory: true },
  echoed: { element: { xml: 'pertinentInformation' }, templates: PLAN_TEMPLATES, carriesCategory: false },
  shown: { element: { xml: 'pertinentInformation15' }, templates: SHOWN_PLAN_TEMPLATES, carriesCategory: false },
} as const

/** `undefined` where the schema has no way to write it: no start, a date that is no date, an unborn plan without end. */
export function writePlan(plan: SubmittedPlan, place: keyof typeof PLACES = 'uploaded'): Xml | undefined {
  const { element, templates, carriesCategory } = PLACES[place]
  const template = templates[plan.type]
  const { prefix } = template
  if (plan.start === undefined || (plan.type === 'UCP' && plan.end === undefined)) return undefined
  const start = writeDate('component', `${prefix}StartDate`, plan.start)
  const end = writeDate('component1', `${prefix}EndDate`, plan.end)
  const deleted = writeDate('component2', `${prefix}DeleteDate`, plan.deleted)
  if (start === undefined || end === undefined || deleted === undefined) return undefined
  const content = writeContent(template, xml`${start}${end}${deleted}`)
  return xml`<${element}>${content}${carriesCategory ? writeCategory(plan) : NOTHING}</${element}>`
}

const NOTHING: Xml = { xml: '' }

function writeCategory({ category }: SubmittedPlan): Xml {
  if (!category) return NOTHING
  const name = { xml: `x:${CATEGORY}` }
  return xml`<${name} xmlns:x="${EXTENSION}" code="${category}"/>`
}

function writeDate(component: string, date: string, day: string | undefined): Xml | undefined {
  if (day === undefined) return NOTHING
  const value = writePlanDay(day)
  return value === undefined
    ? undefined
    : { xml: `<${component}><${date}><value value="${value}"/></${date}></${component}>` }
}
