import type { Clock, Randomness } from '../platform/index.ts'

/** An invented child the product's register may hold, as PDS of its environment knows them. */
export type Child = {
  readonly nhsNumber: string
  readonly familyName: string
  readonly givenName: string
  readonly birthDate: string
}

/** FHIR with the documented numbers and their canned answers (fhir-api.md 13); a token where one is wanted. */
export type Examples = { readonly url: string; readonly token?: string }

/** FHIR on the register itself, with tokens of invented staff. */
export type Live = {
  readonly url: string
  /** Of somebody who may look up in unscheduled care (B0107), and of somebody who may only look up silently (B0170). */
  readonly tokens: { readonly standard: string; readonly silent: string; readonly expired?: string }
}

/** A mailbox at MESH, and what the kit does there in the place of a local authority. */
export type Authority = {
  readonly url: string
  readonly mailboxId: string
  readonly password: string
  readonly sharedKey: string
  readonly hubMailbox: string
  readonly workflows: { readonly upload: string; readonly acknowledgement: string; readonly accessNotice: string }
  readonly odsCode: string
  readonly name: string
  /** Nobody else uploads them; each case takes one nobody looked up yet. */
  readonly children: readonly Child[]
}

/** What came over HL7 v3, as the product's answer would be shown. */
export type SpineReply = {
  readonly kind: 'Known' | 'NotKnown' | 'NotChecked'
  readonly authorities: readonly { readonly emergencyPhone?: string; readonly officePhone?: string }[]
  readonly nhsNumber?: string
  readonly historyLength: number
  /** Why nothing was learnt, as it came. */
  readonly why?: string
}

/** HL7 v3 queries; given by whoever wires the kit. */
export type SpinePort = {
  readonly ask: (question: { readonly nhsNumber: string; readonly mode: 'standard' | 'silent' }) => Promise<SpineReply>
  /** Posts a body as it stands and reads what comes. */
  readonly post: (body: string) => Promise<{ readonly status: number; readonly reply: SpineReply }>
}

export type ReadVerdicts = {
  readonly sequence: string
  readonly processed: number
  readonly fileCode: string
  readonly codes: readonly string[]
}
export type ReadNoticed = {
  readonly noticeId: string
  readonly odsCode: string
  readonly accessIds: readonly string[]
  readonly nhsNumbers: readonly string[]
}

/** Writes and reads the national messages; given by whoever wires the kit. Readers give `undefined` for another message. */
export type CodecPort = {
  readonly writeUpload: (
    authority: Pick<Authority, 'odsCode' | 'name'>,
    upload: { readonly sequence: string; readonly planStart: Date; readonly children: readonly Child[] },
  ) => string
  readonly readVerdicts: (body: Uint8Array) => Promise<ReadVerdicts | undefined>
  readonly readAccesses: (body: Uint8Array) => Promise<ReadNoticed | undefined>
  /** What the strict reading of the specification finds wrong. */
  readonly deviations: (body: Uint8Array) => Promise<readonly string[]>
}

/** Takes the register of the product away, and gives it back. */
export type OutagePort = { readonly begin: () => Promise<void>; readonly end: () => Promise<void> }

/** A product under test, as far as it is there. */
export type Subject = {
  readonly product: string
  readonly clock: Clock
  readonly randomness: Randomness
  readonly examples?: Examples
  readonly live?: Live
  readonly authority?: Authority
  readonly spine?: SpinePort
  readonly codec?: CodecPort
  readonly outage?: OutagePort
  /** Children that were uploaded and not looked up yet; shared by the cases of a run and by runs on one product. */
  readonly pool?: Child[]
}
