/** A person's name as shown to others. */
export type PersonName = {
  readonly prefix?: string
  readonly given: readonly string[]
  readonly family: string
  readonly suffix?: string
}

export type NamedOrganisation = { readonly odsCode: string; readonly name: string }

/** A person who asks, as named at that time: what the access history keeps (hl7v3.md 3.3). */
export type PersonAuthor = {
  readonly kind: 'person'
  readonly userId: string
  readonly roleProfileId?: string
  readonly roleCode: string
  readonly roleName: string
  readonly name: PersonName
  readonly organisation: NamedOrganisation
}

/** A system that asks without a signed-in person, and the people responsible for its queries (hl7v3.md 3.4). */
export type DeviceAuthor = {
  readonly kind: 'device'
  /** The accredited system id, 12 digits. */
  readonly systemId: string
  readonly responsible: readonly { readonly roleCode: string; readonly roleName: string; readonly name: PersonName }[]
  readonly organisation: NamedOrganisation
}

export type Author = PersonAuthor | DeviceAuthor

/** The activities that open child protection information: B0107 tells the local authority, B0170 does not. */
export type Activity = 'B0107' | 'B0170'

/** Who acts in a request, whichever door it came by. Handlers see this and no header. */
export type Actor = {
  readonly author: Author
  /** Effective activities, included ones counted. */
  readonly activities: ReadonlySet<string>
  /** Authenticator assurance level, 1 to 3. */
  readonly assuranceLevel: number
  /** The calling application. */
  readonly clientId: string
}

/** Prefix, given names and FAMILY NAME, as the access history shows a person. */
export function displayName(name: PersonName): string {
  return [name.prefix, ...name.given, name.family.toUpperCase(), name.suffix].filter(Boolean).join(' ')
}
