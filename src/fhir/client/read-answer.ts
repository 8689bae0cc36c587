import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import { refusal } from '../../platform/index.ts'
import type { PlanType } from '../../register/index.ts'
import { CATEGORIES } from '../bodies/care-team.ts'
import { fhirErrors } from '../errors.ts'

// Reads what a CP-IS FHIR server answers, ours or one that follows the published examples with all their faults
// (fhir-api.md 3.6, 3.7). Tolerant of the form; never of a doubt about whether something was found.

export type ReadPlan = {
  readonly id?: string
  readonly type: PlanType
  readonly authority: string
  /** As it came: the published examples have numbers whose check digit is wrong. */
  readonly nhsNumber?: string
  readonly start?: string
  readonly end?: string
  readonly emergencyPhone?: string
  readonly officePhone?: string
}

export type ReadAccess = {
  /** An instant as it came. */
  readonly at: string
  readonly name?: string
  readonly role?: string
  readonly organisation?: string
}

/** What a server refused with, or says beside what it found. */
export type ReadIssue = { readonly code?: string; readonly text: string }

/** `found` may hold no item and yet issues: then something is withheld. Only `nothing-found` means that. */
export type ReadAnswer<Item> =
  | { readonly kind: 'found'; readonly items: readonly Item[]; readonly issues: readonly ReadIssue[] }
  | { readonly kind: 'nothing-found' }
  | { readonly kind: 'refused'; readonly issues: readonly ReadIssue[] }

const text = Type.Optional(Type.String())
const coding = Type.Object({ code: text, display: text })
const concept = Type.Object({ coding: Type.Optional(Type.Array(coding)), text })
const reference = Type.Object({
  reference: text,
  identifier: Type.Optional(Type.Object({ value: text })),
  display: text,
})

const BUNDLE = Type.Object({
  resourceType: Type.Literal('Bundle'),
  total: Type.Optional(Type.Number()),
  entry: Type.Optional(
    Type.Array(Type.Object({ fullUrl: text, resource: Type.Object({ resourceType: Type.String() }) })),
  ),
})
const OUTCOME = Type.Object({
  resourceType: Type.Literal('OperationOutcome'),
  issue: Type.Array(Type.Object({ details: Type.Optional(concept), diagnostics: text }), { minItems: 1 }),
})
const CARE_TEAM = Type.Object({
  id: text,
  category: Type.Array(concept, { minItems: 1 }),
  name: Type.String(),
  subject: Type.Optional(reference),
  period: Type.Optional(Type.Object({ start: text, end: text })),
  telecom: Type.Optional(Type.Array(Type.Object({ use: text, value: text }))),
})
// `requestor` and `type.code` are not looked at: the examples have texts for booleans, and no code.
const AUDIT_EVENT = Type.Object({
  recorded: Type.String(),
  agent: Type.Array(Type.Object({ who: Type.Optional(reference) })),
  source: Type.Optional(Type.Object({ observer: Type.Optional(reference) })),
})
const ROLE = Type.Object({
  id: text,
  practitioner: Type.Optional(reference),
  organization: Type.Optional(reference),
  code: Type.Optional(Type.Array(concept)),
})
type Outcome = Static<typeof OUTCOME>
type Role = Static<typeof ROLE>

const unreadable = (what: string) => refusal(fhirErrors, 'FHIR_ANSWER_UNREADABLE', what)

/** Reads the answer to a CareTeam search. Throws FHIR_ANSWER_UNREADABLE: what is not understood is not "nothing found". */
export function readCareTeams(body: unknown): ReadAnswer<ReadPlan> {
  return readAnswer(body, resources => resources.filter(one => one.resourceType === 'CareTeam').map(planOf))
}

/** Reads the answer to an AuditEvent search, each access with its PractitionerRole. Throws FHIR_ANSWER_UNREADABLE. */
export function readAuditEvents(body: unknown): ReadAnswer<ReadAccess> {
  return readAnswer(body, resources => {
    const roles = resources
      .filter(one => one.resourceType === 'PractitionerRole')
      .map(one => wanted(ROLE, one, 'a role'))
    return resources.filter(one => one.resourceType === 'AuditEvent').map(event => accessOf(event, roles))
  })
}

type Resource = { readonly resourceType: string }

function readAnswer<Item>(body: unknown, itemsOf: (resources: readonly Resource[]) => Item[]): ReadAnswer<Item> {
  if (Value.Check(OUTCOME, body)) return { kind: 'refused', issues: issuesOf(body) }
  const bundle = wanted(BUNDLE, body, 'it is no Bundle')
  const resources = (bundle.entry ?? []).map(entry => entry.resource)
  const items = itemsOf(resources)
  const outcomes = resources.filter(one => one.resourceType === 'OperationOutcome')
  const issues = outcomes.flatMap(one => issuesOf(wanted(OUTCOME, one, 'an outcome')))
  if ((bundle.total ?? items.length) !== items.length) throw unreadable('its total is not what it holds')
  return items.length + issues.length === 0 ? { kind: 'nothing-found' } : { kind: 'found', items, issues }
}

function wanted<Schema extends Type.TSchema>(schema: Schema, value: unknown, what: string): Static<Schema> {
  if (!Value.Check(schema, value)) throw unreadable(what)
  return value as Static<Schema>
}

function planOf(resource: Resource): ReadPlan {
  const { id, category, name, subject, period, telecom = [] } = wanted(CARE_TEAM, resource, 'a CareTeam')
  const phone = (use: string) => telecom.find(one => one.use === use)?.value
  return given<ReadPlan>({
    id,
    type: planType(category[0]?.coding?.[0]?.code),
    authority: name,
    nhsNumber: subject?.identifier?.value,
    start: period?.start,
    end: period?.end,
    emergencyPhone: phone('mobile'),
    officePhone: phone('work'),
  })
}

function planType(code: string | undefined): PlanType {
  const [type] = Object.entries(CATEGORIES).find(([, known]) => known.code === code) ?? []
  if (type === undefined) throw unreadable('a type of plan that is not known')
  return type as PlanType
}

function accessOf(resource: Resource, roles: readonly Role[]): ReadAccess {
  const { recorded, source, agent } = wanted(AUDIT_EVENT, resource, 'an AuditEvent')
  const named = [source?.observer, ...agent.map(one => one.who)].map(one => one?.reference)
  const role = roles.find(one => named.includes(`PractitionerRole/${one.id}`))
  return given<ReadAccess>({
    at: recorded,
    name: role?.practitioner?.display,
    role: role?.code?.[0]?.coding?.[0]?.display,
    organisation: role?.organization?.display,
  })
}

const issuesOf = ({ issue }: Outcome): ReadIssue[] =>
  issue.map(({ details, diagnostics }) => {
    const coding = details?.coding?.[0]
    return given<ReadIssue>({
      code: coding?.code,
      text: diagnostics ?? details?.text ?? coding?.display ?? 'no reason given',
    })
  })

/** Leaves out what is not there. */
function given<Whole>(parts: { [Part in keyof Whole]: Whole[Part] | undefined }): Whole {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Whole
}
