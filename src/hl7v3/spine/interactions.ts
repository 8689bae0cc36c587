/** The interactions of the query leg (hl7v3.md 1): the query, its answer, its failure, and the acknowledgement. */
export const INTERACTIONS = {
  query: 'QUPC_IN000006GB01',
  response: 'REPC_IN000007GB01',
  queryFailed: 'QUQI_IN010000UK14',
  acknowledgement: 'MCCI_IN010000UK13',
} as const
export type Interaction = (typeof INTERACTIONS)[keyof typeof INTERACTIONS]

/** The service they are registered under (hl7v3.md 1.2). */
export const SERVICE = 'urn:nhs:names:services:cpisquery'

/** SOAPAction and wsa:Action: service and interaction with a slash between. */
export const actionOf = (interaction: string): string => `${SERVICE}/${interaction}`

/** True for the name of an interaction's element. */
export function isInteraction(name: string): name is Interaction {
  return Object.values(INTERACTIONS).some(each => each === name)
}

/** Written as captures have it; readers accept any (hl7v3.md 5.1, 15 row 10). */
export const VERSION_CODES: Readonly<Record<Interaction, string>> = {
  QUPC_IN000006GB01: 'v3INF_DMSv5.7:FIN',
  REPC_IN000007GB01: 'v3INF_DMSv5.7:FIN',
  QUQI_IN010000UK14: 'V3NPfIT3.0',
  MCCI_IN010000UK13: 'V3NPfIT3.0',
}
