import type { Case, Interface, Mode } from './case.ts'
import { type ConsumerCase, fhirConsumerCases } from './consumer/cases.ts'
import { spineConsumerCases } from './consumer/spine-cases.ts'
import { exampleCases } from './server/examples.ts'
import { exchangeCases } from './server/exchange.ts'
import { modeCases } from './server/modes.ts'
import { requestCases } from './server/requests.ts'
import { spineCases } from './server/spine.ts'

/** Raised with every change of a case: reports of two versions are not of the same cases. */
export const KIT_VERSION = '1.0.0'

type Safety = Pick<Case, 'isSafety'>
const safetyFirst = (a: Safety, b: Safety) => Number(b.isSafety ?? false) - Number(a.isSafety ?? false)

/** What a server that claims to be CP-IS must do; safety first. */
export const serverCases: readonly Case[] = [
  ...modeCases,
  ...exampleCases,
  ...requestCases,
  ...exchangeCases,
  ...spineCases,
].toSorted(safetyFirst)

/** What a product that looks children up must do; safety first. */
export const consumerCases: readonly ConsumerCase[] = [...fhirConsumerCases, ...spineConsumerCases].toSorted(
  safetyFirst,
)

/** What a report is of: one side, one interface. */
export type Side = 'server' | 'consumer'

/** The name a kit is registered under, as `open-cpis-server-fhir`. */
export const kitName = (side: Side, of: Interface): string => `open-cpis-${side}-${of}`

/** The cases of one interface in one mode. */
export function casesOf<On>(cases: readonly Case<On>[], of: Interface, mode: Mode): readonly Case<On>[] {
  return cases.filter(one => one.interface === of && one.modes.includes(mode))
}
