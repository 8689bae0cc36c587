import { type Model, type Page, page } from './reply.ts'

/** The pages of an area one goes to from everywhere in it. */
export type Sections = {
  /** What the navigation is called. */
  readonly label: string
  readonly of: Readonly<Record<string, { readonly text: string; readonly href: string }>>
}

/** A page in a section of its area, with the way to the others above it; its template extends `frame/sections.njk`. */
export function pageInSection(
  { label, of }: Sections,
  at: string,
  { template, model, status = 200 }: { readonly template: string; readonly model: Model; readonly status?: number },
): Page {
  const sections = Object.entries(of).map(([key, section]) => ({ ...section, isCurrent: key === at }))
  const withSections = { ...model, sections, sectionsLabel: label }
  return page(template, withSections, status)
}
