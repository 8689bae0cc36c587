import fc from 'fast-check'
import type { Author, NamedOrganisation, PersonName } from '../../identity/index.ts'
import type { ShownPlan } from '../../lookup/index.ts'
import type { AccessNotice, InactiveNumberNotice } from '../../notifications/index.ts'
import type { SubmittedAuthority, SubmittedPlan, SubmittedSubject, SubmittedUpload } from '../../register/index.ts'
import { present } from '../present.ts'
import type { NhsQuery } from '../query/nhs-query.ts'
import type { QueryResponse } from '../query/query-response.ts'

// Everything our messages can carry, for write-then-read properties.

/** Plain objects, as our readers make them. */
const record = <Model extends object>(model: { [Key in keyof Model]: fc.Arbitrary<Model[Key]> }) =>
  fc.record(model, { noNullPrototype: true })

const isTrimmed = (text: string) => text !== '' && text === text.trim()

/** Any text XML can carry, without blanks at its ends. */
export const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('&', '<', '>', '"', "'", ' ', '\n', ']]>', 'é', '😀'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
    minLength: 1,
    maxLength: 12,
  })
  .filter(isTrimmed)

/** A name as people have them, in several scripts. */
export const nameText = fc
  .array(fc.constantFrom('a', 'Z', 'é', 'ø', 'ł', 'Ā', 'ñ', '’', "'", '-', ' ', '.', '李', 'م', 'ồ', '&'), {
    minLength: 1,
    maxLength: 12,
  })
  .map(letters => letters.join(''))
  .filter(isTrimmed)

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })
const digits = (count: number) => fc.array(fc.nat(9), { minLength: count, maxLength: count }).map(each => each.join(''))
const day = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map(date => date.toISOString().slice(0, 10))
const instant = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map(date => new Date(Math.floor(date.getTime() / 1000) * 1000))
const sequence = fc.integer({ min: 1, max: 18 }).chain(digits)
const phone = fc
  .tuple(fc.constantFrom('', '+'), fc.integer({ min: 5, max: 14 }).chain(digits))
  .map(parts => parts.join(''))
const nhsNumber = digits(10)

const organisation: fc.Arbitrary<NamedOrganisation> = record({ odsCode: text, name: text })

export const authority: fc.Arbitrary<SubmittedAuthority> = record({
  odsCode: text,
  name: text,
  emergencyPhone: phone,
  officePhone: maybe(phone),
}).map(present)

const plan: fc.Arbitrary<SubmittedPlan> = record({
  type: fc.constantFrom('CPP', 'LAC', 'UCP'),
  start: day,
  end: maybe(day),
  deleted: maybe(day),
} as const).map(each => present({ ...each, end: each.type === 'UCP' ? (each.end ?? each.start) : each.end }))

const subject: fc.Arbitrary<SubmittedSubject> = record({
  kind: fc.constantFrom('child', 'mother'),
  nhsNumber,
  local: maybe(record({ localId: text, localIdAuthority: maybe(text) })),
  familyName: nameText,
  givenName: nameText,
  birthDate: day,
} as const).map(({ local, ...each }) =>
  present({ ...each, localId: local?.localId, localIdAuthority: local?.localIdAuthority }),
)

const uploadRecord = record({
  plans: fc.array(plan, { minLength: 1, maxLength: 3 }),
  subjects: fc.array(subject, { minLength: 1, maxLength: 2 }),
})

export const upload: fc.Arbitrary<SubmittedUpload> = record({
  sequence,
  createdAt: instant,
  authority,
  records: fc.array(uploadRecord, { minLength: 1, maxLength: 5 }),
}).map(({ createdAt, records, ...each }) => ({
  kind: 'upload',
  ...each,
  createdAt: createdAt.toISOString(),
  declaredCount: records.length,
  records: records.map((one, index) => ({ position: index + 1, ...one })),
}))

const personName: fc.Arbitrary<PersonName> = record({
  prefix: maybe(text),
  given: fc.array(text, { maxLength: 3 }),
  family: text,
  suffix: maybe(text),
}).map(present)

const role = { roleCode: text, roleName: text }

export const author: fc.Arbitrary<Author> = fc.oneof(
  record({
    kind: fc.constant('person'),
    userId: text,
    roleProfileId: maybe(text),
    ...role,
    name: personName,
    organisation,
  } as const).map(present),
  record({
    kind: fc.constant('device'),
    systemId: digits(12),
    responsible: fc.array(record({ ...role, name: personName }), { maxLength: 3 }),
    organisation,
  } as const),
)

const localId = record({ value: text, authority: maybe(text) }).map(present)
const head = { noticeId: fc.uuid(), createdAt: instant, authority: organisation }
const person = { nhsNumber, localId: maybe(localId), uploadSequence: fc.constantFrom('1', '02', '000333') }

export const accessNotice: fc.Arbitrary<AccessNotice> = record({
  kind: fc.constant('access'),
  ...head,
  accesses: fc.array(record({ accessId: fc.uuid(), at: instant, author, ...person }).map(present), { maxLength: 6 }),
} as const)

export const inactiveNumberNotice: fc.Arbitrary<InactiveNumberNotice> = record({
  kind: fc.constant('inactive-number'),
  ...head,
  numbers: fc.array(record({ ...person, replacedBy: maybe(nhsNumber) }).map(present), {
    minLength: 1,
    maxLength: 6,
  }),
} as const)

const twelveDigits = digits(12)
const askerName: fc.Arbitrary<PersonName> = record({
  prefix: maybe(nameText),
  given: fc.array(nameText, { minLength: 1, maxLength: 3 }),
  family: nameText,
  suffix: maybe(nameText),
}).map(present)
const askerRole = { roleCode: fc.constantFrom('R0050', 'S0010:G0020:R0050'), roleName: text }
const askerPlace = record({ odsCode: fc.constantFrom('RZZ', 'X99'), name: text })

/** An author the service would take. */
export const asker: fc.Arbitrary<Author> = fc.oneof(
  record({
    kind: fc.constant('person'),
    userId: twelveDigits,
    roleProfileId: maybe(twelveDigits),
    ...askerRole,
    name: askerName,
    organisation: askerPlace,
  } as const).map(present),
  record({
    kind: fc.constant('device'),
    systemId: twelveDigits,
    responsible: fc.array(record({ ...askerRole, name: askerName }), { minLength: 1, maxLength: 3 }),
    organisation: askerPlace,
  } as const),
)

export const nhsQuery: fc.Arbitrary<NhsQuery> = record({
  queryId: fc.uuid(),
  at: instant,
  author: asker,
  nhsNumber,
  unscheduled: maybe(fc.boolean()),
}).map(present)

const shownAuthority = record({
  code: fc.constantFrom('X01', 'X-201'),
  name: text,
  emergencyPhone: phone,
  officePhone: maybe(phone),
  lastUploadAt: instant,
}).map(present)

export const shownPlan: fc.Arbitrary<ShownPlan> = record({
  planId: fc.uuid(),
  type: fc.constantFrom('CPP', 'LAC', 'UCP'),
  start: day,
  end: maybe(day),
  subjectName: record({ given: nameText, family: nameText }),
  birthDate: day,
  authority: shownAuthority,
} as const).map(each => {
  const isUnborn = each.type === 'UCP'
  return present({
    ...each,
    subject: isUnborn ? 'mother' : 'child',
    end: isUnborn ? (each.end ?? each.start) : each.end,
  } as const)
})

/** An access of any author that may ever have been recorded. */
const pastQuery: fc.Arbitrary<NhsQuery> = record({ queryId: fc.uuid(), at: instant, author, nhsNumber })

/** What a register may answer: one to five plans, up to 25 accesses, oldest first. */
export const queryResponse: fc.Arbitrary<QueryResponse> = record({
  queryId: fc.uuid(),
  at: instant,
  nhsNumber,
  plans: fc.array(shownPlan, { minLength: 1, maxLength: 5 }),
  history: fc
    .array(pastQuery, { maxLength: 25 })
    .map(all => all.sort((one, other) => one.at.getTime() - other.at.getTime())),
})
