import type { Model, Page } from '../frame/reply.ts'
import { pageInSection } from '../frame/sections.ts'

const SECTIONS = {
  label: 'Privacy',
  of: {
    reports: { text: 'Reports', href: '/privacy' },
    patient: { text: 'Patient access', href: '/privacy/patient' },
    user: { text: 'User access', href: '/privacy/user' },
    enquiries: { text: 'Patient enquiries', href: '/privacy/enquiries' },
    attendance: { text: 'Attendances', href: '/privacy/attendance' },
  },
} as const

export type Section = keyof (typeof SECTIONS)['of']

/** A page of the area: `template` below `privacy/`. */
export function sectionPage(at: Section, template: string, model: Model, status = 200): Page {
  return pageInSection(SECTIONS, at, { template: `privacy/${template}`, model, status })
}
